"""A voter chooses among recommendations instead of rating each: by approval, top-k, points and ranking."""

import json
from pathlib import Path

import pytest

from engagebot.exports.bundle import write_bundle
from engagebot.exports.checking import verify, verify_all
from engagebot.use_cases.export_round import export_round
from tests.stories.ballots import CLOSING, OPENING, first_card, forge, kept, rate
from tests.stories.house import House, becomes
from tests.stories.methods import FIRST, SECOND, SEVEN, THIRD, begin, open_with, press, put

RANKING = f"[{', '.join(SEVEN)}]"


async def test_approving_on_a_list_of_two_pages(house: House, platform: str) -> None:
    amina, card = await open_with(house, platform, "approval")
    assert "Press every recommendation that you approve of." in card.text
    assert "You have approved 0 of 15." in card.text
    card = await press(amina, card, FIRST, "You have approved 1 of 15.", "✓ 1. ")
    card = await press(amina, card, THIRD, "You have approved 2 of 15.", "✓ 3. ")
    card = await press(amina, card, "✓ 1. ", "You have approved 1 of 15.")
    card = await press(amina, card, "Next", "page 2 of 2", "15. ")
    card = await press(amina, card, "15. ", "You have approved 2 of 15.", "✓ 15. ")
    card = await press(amina, card, "Back", "page 1 of 2")
    review = await press(amina, card, "Review all", "Your answers", "Your receipt: ")
    assert "→ approved" in review.text
    assert await kept(house, amina) == {3: 1, 15: 1}


async def test_the_three_that_matter_most_and_no_fourth(house: House, platform: str) -> None:
    amina, card = await open_with(house, platform, "{ top-k: { k: 3 } }")
    for chosen, label in enumerate((FIRST, SECOND, "7. "), start=1):
        card = await press(amina, card, label, f"You have chosen {chosen} of 3.")
    await amina.press(card, THIRD)
    if platform == "telegram":
        assert amina.notices[-1] == "You have already chosen 3. Take one back first."
    else:
        await amina.sees("You have already chosen 3. Take one back first.")
    assert await kept(house, amina) == {1: 1, 2: 1, 7: 1}
    card = await press(amina, card, "✓ 2. ", "You have chosen 2 of 3.")
    await press(amina, card, THIRD, "You have chosen 3 of 3.", "✓ 3. ")
    assert await kept(house, amina) == {1: 1, 3: 1, 7: 1}


async def test_points_are_shared_out_and_no_more_than_there_are(house: House, platform: str) -> None:
    amina, card = await open_with(house, platform, "{ points: { total: 10 } }")
    item = await press(amina, card, SECOND, "2 of 15", "10 of 10 points left.")
    card = await press(amina, item, "6", "4 of 10 points left.", "⑥ 2. ")
    item = await press(amina, card, FIRST, "1 of 15")
    assert [button.label for button in item.buttons][:5] == ["1", "2", "3", "4", "Next ▶"]
    await forge(house, amina, item, "v:1:1:1:5")
    assert await kept(house, amina) == {2: 6}
    card = await press(amina, item, "4", "0 of 10 points left.", "④ 1. ")
    item = await press(amina, card, SECOND, "Your answer: 6 points")
    await press(amina, item, "Clear", "6 of 10 points left.")
    assert await kept(house, amina) == {1: 4}


async def test_ranking_by_tapping_in_order_and_taking_one_out(house: House, platform: str) -> None:
    amina, card = await open_with(house, platform, "ranking", RANKING)
    card = await press(amina, card, THIRD, "① 3. ")
    card = await press(amina, card, FIRST, "② 1. ")
    card = await press(amina, card, SECOND, "③ 2. ", "You have chosen 3 of 7.")
    card = await press(amina, card, "② 1. ", "② 2. ", "You have chosen 2 of 7.")
    assert await kept(house, amina) == {3: 1, 2: 2}
    votes = [tuple(row) for row in await house.rows("select item, value from vote_events order by sequence")]
    assert votes == [(3, 1), (1, 2), (2, 3), (1, None), (2, 2)]
    review = await press(amina, card, "Review all", "Your answers")
    item = await press(amina, review, "2", "2 of 7", "Your answer: place 2")
    await press(amina, item, "①", "① 2. ", "② 3. ")
    assert await kept(house, amina) == {2: 1, 3: 2}


async def test_who_abstains_from_an_item_says_so_and_can_think_better_of_it(house: House, platform: str) -> None:
    amina, card = await open_with(house, platform, "{ top-k: { k: 3, ordered: yes } }")
    card = await press(amina, card, FIRST, "① 1. ")
    card = await press(amina, card, SECOND, "② 2. ")
    review = await press(amina, card, "Review all", "Your answers")
    item = await press(amina, review, "1", "1 of 15", "Abstain")
    card = await press(amina, item, "Abstain", "① 2. ", "→ you abstain", "You have chosen 1 of 3.")
    assert await kept(house, amina) == {1: 0, 2: 1}
    await press(amina, card, FIRST, "② 1. ")
    assert await kept(house, amina) == {2: 1, 1: 2}


async def test_abstaining_from_a_rating_goes_on_to_the_next_one(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    await house.go_to(*OPENING)
    card = await rate(amina, await first_card(amina), "Abstain", "2 of 15")
    card = await rate(amina, card, "4", "3 of 15")
    review = await press(amina, card, "Review all", "You have rated 2 of 15 recommendations.")
    assert "→ you abstain" in review.text
    item = await press(amina, review, "1", "Your rating: you abstain", "✓ Abstain")
    await press(amina, item, "Clear", "You have not rated this one yet.")
    assert await kept(house, amina) == {2: 4}


@pytest.mark.parametrize("method", ["rating", "{ points: { total: 10 } }"])
async def test_all_can_be_withdrawn_after_one_question(house: House, platform: str, method: str) -> None:
    await put(house, method)
    amina = await house.joined(platform)
    await house.go_to(*OPENING)
    card = await first_card(amina) if method == "rating" else await begin(amina)
    await forge(house, amina, card, "v:1:1:1:4")
    await forge(house, amina, card, "v:1:2:1:3")
    await forge(house, amina, card, "x:1:3:1")
    await forge(house, amina, card, "r:1:0")
    review = await becomes(amina, card, "Withdraw all", "Your receipt")
    asked = await press(amina, review, "Withdraw all", "Withdraw all your answers?", "3 answers will be taken back")
    review = await press(amina, asked, "No, keep them", "Your receipt")
    assert await kept(house, amina) == {1: 4, 2: 3, 3: 0}
    asked = await press(amina, review, "Withdraw all", "Withdraw all your answers?")
    await amina.press(asked, "Yes, withdraw all")
    review = await becomes(amina, asked, "until:", without="Your receipt")
    assert not review.button("Withdraw all")
    assert await kept(house, amina) == {}
    assert len(await house.rows("select id from vote_events")) == 6


RESULTS = {
    "approval": ("In order of how many approved:", "▰▰▰▰▰▰▰▰▰▰ 5 people, 100%"),
    "{ top-k: { k: 3, ordered: yes } }": ("In order of points: 3 for a first place", "15 points"),
    "{ points: { total: 10 } }": ("In order of the points given:", "▰▰▰▰▱▱▱▱▱▱ 20 points"),
    "ranking": ("comparing them two by two (Schulze)", "29 points"),
}


async def closed(house: House, method: str) -> None:
    """Five put the second item first and the first one after it; one of them abstains from the fourth."""
    await put(house, method, RANKING if method == "ranking" else "all")
    voters = [await house.joined("telegram", f"Voter {n}") for n in range(5)]
    await house.go_to(*OPENING)
    cards = [await begin(voter) for voter in voters]
    value = {"approval": 1, "{ points: { total: 10 } }": 4}.get(method, 3)
    for voter, card in zip(voters, cards, strict=True):
        for action in (f"v:1:2:1:{value}", f"v:1:1:1:{value}"):
            await forge(house, voter, card, action)
    await forge(house, voters[0], cards[0], "x:1:4:1")
    await house.go_to(*CLOSING)
    results = await voters[0].sees("The results are here", "5 of 5 invited people took part.")
    for words in RESULTS[method]:
        assert words in results.text


@pytest.mark.parametrize("method", RESULTS)
async def test_a_round_closes_with_its_results_and_a_bundle_that_is_checked(
    house: House, method: str, tmp_path: Path
) -> None:
    await closed(house, method)
    async with house.theatre.bot.database.snapshot() as session:
        data = await export_round(session, house.script.workstream, "first")
    write_bundle(data, tmp_path / "bundle")
    assert verify.run([str(tmp_path / "bundle")], tmp_path) == 0
    assert verify_all.run([str(tmp_path / "bundle")], tmp_path) == 0
    opening = json.loads((tmp_path / "bundle" / "opening.json").read_text("utf-8"))
    assert opening["method"] in method
