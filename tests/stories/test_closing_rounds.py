"""What voters are told when a round closes or while it is open, and what is left of who they were."""

import hashlib
import re
from pathlib import Path

from engagebot.exports.bundle import write_bundle
from engagebot.exports.checking import verify_all
from engagebot.use_cases.export_round import export_round
from engagebot.use_cases.load_workstream import load_workstream
from engagebot.workfile import read_workstream
from tests.stories.ballots import CLOSING, OPENING, first_card, forge, kept
from tests.stories.house import House, becomes
from tests.stories.methods import EXAMPLE, begin, press, put

COUNTED = re.compile(r"counted as ballot (\d+) of 5\.\nYour receipt: (\S+)")


async def exported(house: House, folder: Path, key: str = "first") -> Path:
    async with house.theatre.bot.database.snapshot() as session:
        write_bundle(await export_round(session, house.script.workstream, key), folder)
    return folder


async def test_everybody_is_told_as_which_ballot_theirs_was_counted(
    house: House, platform: str, tmp_path: Path
) -> None:
    voters = [await house.joined(platform, f"Voter {n}") for n in range(5)]
    idle = await house.joined(platform, "Idle")
    await house.go_to(*OPENING)
    for value, voter in enumerate(voters, start=1):
        await forge(house, voter, await first_card(voter), f"v:1:1:1:{value}")
    await house.go_to(*CLOSING)
    bundle = await exported(house, tmp_path / "bundle")
    listed = (bundle / "receipts.txt").read_text("utf-8").splitlines()
    places = set()
    for voter in voters:
        results = await voter.sees("The results are here", "▰▰▰▰▰▱▱▱▱▱")
        found = COUNTED.search(results.text)
        assert found is not None
        places.add(int(found[1]))
        assert f"In the published file receipts.txt it is line {found[1]}: the SHA-256 of" in results.text
        assert listed[int(found[1]) - 1] == hashlib.sha256(found[2].encode()).hexdigest()
    assert places == {1, 2, 3, 4, 5}
    assert "counted as ballot" not in (await idle.sees("The results are here")).text


async def test_results_are_seen_while_the_round_is_open_only_if_it_was_opened_so(house: House, platform: str) -> None:
    await put(house, "approval\n    results: live")
    voters = [await house.joined(platform, f"Voter {n}") for n in range(5)]
    await house.go_to(*OPENING)
    assert "Everybody who is invited can see the results so far" in (await voters[0].sees("Your view is wanted")).text
    cards = [await begin(voter) for voter in voters]
    for voter, card in zip(voters[1:], cards[1:], strict=True):
        await forge(house, voter, card, "v:1:2:1:1")
    review = await press(voters[0], cards[0], "Review all", "Results so far")
    early = await press(voters[0], review, "Results so far", "4 of 5 invited people took part until now.")
    assert "With so few answers no figures are shown" in early.text
    await forge(house, voters[0], early, "v:1:1:1:1")
    await forge(house, voters[0], early, "s:1")
    so_far = await becomes(voters[0], early, "5 of 5 invited people took part until now.")
    assert "2. " in so_far.text
    assert "4 people, 80%" in so_far.text
    await press(voters[0], so_far, "Back to my answers", "Your answers")


async def test_no_results_are_shown_before_the_closing_where_that_was_agreed(house: House) -> None:
    amina = await house.joined("telegram")
    await house.go_to(*OPENING)
    assert "Nobody is shown any results before the round closes." in (await amina.sees("Your view is wanted")).text
    card = await first_card(amina)
    await forge(house, amina, card, "s:1")
    assert await house.rows("select id from outbox where what = 'results_so_far'") == []


async def test_ballots_are_detached_at_the_closing_as_the_card_promised(
    house: House, platform: str, tmp_path: Path
) -> None:
    await put(house, "rating\n    anonymity: detached")
    voters = [await house.joined(platform, f"Voter {n}") for n in range(5)]
    await house.go_to(*OPENING)
    assert "When the round closes this link is erased" in (await voters[0].sees("Your view is wanted")).text
    for voter in voters:
        await forge(house, voter, await first_card(voter), "v:1:1:1:4")
    assert await kept(house, voters[0]) == {1: 4}
    await house.go_to(*CLOSING)
    results = await voters[0].sees("The results are here", "counted as ballot")
    assert not results.button("Your ratings")
    assert [tuple(row) for row in await house.rows("select count(*), count(stakeholder_id) from voters")] == [(5, 0)]
    await voters[0].command("myvotes")
    await voters[0].sees("There are no answers of yours here.")
    bundle = await exported(house, tmp_path / "bundle")
    assert verify_all.run([str(bundle)], bundle) == 0


SECOND = """\
  second:
    title: Priorities, second round
    question: How high a priority is this recommendation?
    method: rating
    follows: first
    opens: 2023-04-12 09:00
    closes: 2023-04-20 18:00
    items: all
"""


async def test_the_next_round_shows_how_the_one_before_came_out_and_one_s_own_answer(
    house: House, platform: str, tmp_path: Path
) -> None:
    file = read_workstream(EXAMPLE.rstrip() + "\n" + SECOND, "example.yaml")
    async with house.theatre.bot.database.begin() as session:
        await load_workstream(session, file, house.now)
    voters = [await house.joined(platform, f"Voter {n}") for n in range(5)]
    await house.go_to(*OPENING)
    for voter, value in zip(voters, (2, 4, 4, 5, 5), strict=True):
        await forge(house, voter, await first_card(voter), f"v:1:1:1:{value}")
    await house.go_to(*CLOSING)
    await voters[0].sees("The results are here")
    await house.go_to(2023, 4, 12, 7, 0, 1)
    invitation = await voters[0].sees("Priorities, second round", "Each card shows how the round before came out")
    card = await press(voters[0], invitation, "Start", "1 of 15", "The round before, 5 people:")
    assert "5 ▰▰▰▰▱▱▱▱▱▱ 2\n4 ▰▰▰▰▱▱▱▱▱▱ 2\n3 ▱▱▱▱▱▱▱▱▱▱ 0\n2 ▰▰▱▱▱▱▱▱▱▱ 1" in card.text
    assert "Your rating then: 2, low priority" in card.text
    card = await press(voters[0], card, "4", "2 of 15")
    assert "The round before" not in card.text  # which fewer than five people rated
    card = await press(voters[0], card, "Back", "The round before, 5 people:", "Your rating: 4")
    async with house.theatre.bot.database.begin() as session:
        assert not await load_workstream(session, file, house.now)
    await house.go_to(2023, 4, 20, 16, 0, 6)
    bundle = await exported(house, tmp_path / "bundle", "second")
    assert verify_all.run([str(bundle)], bundle) == 0
