"""A recommendation gets a new text while people are answering: who answered is asked whether their answer stands."""

from pathlib import Path

from engagebot.demo.person import Message, Person
from engagebot.exports.bundle import write_bundle
from engagebot.exports.checking import verify, verify_all
from engagebot.exports.values import RoundExport
from engagebot.storage.rounds import round_by_key
from engagebot.use_cases.export_round import export_round
from engagebot.use_cases.load_workstream import Changes, load_workstream
from engagebot.workfile import read_workstream
from tests.stories.ballots import CLOSING, OPENING, first_card, kept, rate
from tests.stories.house import House, becomes
from tests.stories.methods import EXAMPLE, begin, press, put

OLD = "Prevent deaths and disappearances of migrants in transit."
NEW = "Prevent deaths and disappearances of migrants in transit and at borders."
SECOND = "2 of 15"
NORLAND = "mission-norland"
ASKED = "A recommendation has a new text"


async def rewords(house: House, text: str = EXAMPLE, editorial: bool = False) -> Changes:
    file = read_workstream(text.replace(OLD, NEW), "example.yaml")
    async with house.theatre.bot.database.begin() as session:
        changes = await load_workstream(session, file, house.now, editorial)
    house.theatre.bot.ticker.poke()
    await house.hands.settled()
    return changes


async def exported(house: House, to: Path) -> RoundExport:
    """What is published, after its own programs have checked it."""
    async with house.theatre.bot.database.snapshot() as session:
        data = await export_round(session, house.script.workstream, "first")
    write_bundle(data, to)
    assert verify.run([str(to)], to) == 0
    assert verify_all.run([str(to)], to) == 0
    return data


def answers(data: RoundExport) -> dict[int, int]:
    """How many were given to which version of the first item."""
    return {one.version: one.answers for one in data.versions if one.number == 1}


async def asked(person: Person) -> Message:
    return await person.sees(ASKED, "My answer stands")


async def test_an_answer_stands_on_the_new_text_once_its_voter_says_so(house: House, tmp_path: Path) -> None:
    amina, bruno, chen = [await house.joined("telegram", name) for name in ("Amina", "Bruno", "Chen")]
    await house.go_to(*OPENING)
    card = await rate(amina, await first_card(amina), "4", SECOND)
    await rate(bruno, await first_card(bruno), "5", SECOND)
    stale = await first_card(chen)
    [one] = (await rewords(house)).reworded
    assert (one.item, one.version, one.people) == (1, 2, 2)
    question = await asked(amina)
    assert OLD in question.text
    assert NEW in question.text
    await amina.press(question, "My answer stands")
    await becomes(amina, question, "Your ratings", "Your receipt: ")
    assert amina.notices[-1] == "Number 1: your answer stands."
    await amina.press(await becomes(amina, card, SECOND), "Back")
    assert NEW in (await becomes(amina, card, "✓ 4")).text

    await chen.press(stale, "3")
    shown = await becomes(chen, stale, NEW)
    assert "You have not rated this one yet." in shown.text
    assert chen.notices[-1] == "The text of number 1 was changed. Please read it, and answer again."
    assert await kept(house, chen) == {}
    await rate(chen, shown, "3", SECOND)
    assert not [message for message in await chen.heard() if ASKED in message.text]

    await house.go_to(*CLOSING)
    assert answers(await exported(house, tmp_path / "bundle")) == {1: 1, 2: 2}
    assert (await kept(house, amina), await kept(house, bruno)) == ({1: 4}, {1: 5})


async def test_an_answer_is_changed_withdrawn_or_given_again_from_the_question(house: House, tmp_path: Path) -> None:
    amina, bruno, chen = [await house.joined("slack", name) for name in ("Amina", "Bruno", "Chen")]
    await house.go_to(*OPENING)
    for person in (amina, bruno, chen):
        await rate(person, await first_card(person), "4", SECOND)
    await rewords(house)
    question = await asked(amina)
    await amina.press(question, "Change it")
    await rate(amina, await becomes(amina, question, NEW, "✓ 4"), "2", SECOND)
    question = await asked(bruno)
    await bruno.press(question, "Withdraw it")
    await becomes(bruno, question, NEW, "You have not rated this one yet.")
    question = await asked(chen)
    await chen.press(question, "Change it")
    await rate(chen, await becomes(chen, question, NEW, "✓ 4"), "✓ 4", SECOND)
    await house.go_to(*CLOSING)
    assert answers(await exported(house, tmp_path / "bundle")) == {1: 0, 2: 2}
    assert [await kept(house, person) for person in (amina, bruno, chen)] == [{1: 2}, {}, {1: 4}]


async def test_nobody_is_asked_of_an_editorial_change_and_the_export_says_so(house: House, tmp_path: Path) -> None:
    amina = await house.joined("slack")
    await house.go_to(*OPENING)
    await rate(amina, await first_card(amina), "4", SECOND)
    [one] = (await rewords(house, editorial=True)).reworded
    assert (one.people, one.editorial) == (0, True)
    assert not await house.rows("select id from announcements where kind = 'reworded'")
    await house.go_to(*CLOSING)
    data = await exported(house, tmp_path / "bundle")
    assert [(one.version, one.editorial, one.answers) for one in data.versions] == [(1, False, 1), (2, True, 0)]


async def test_who_only_makes_room_in_a_ranking_has_not_answered_on_the_new_text(house: House, tmp_path: Path) -> None:
    await put(house, "ranking", '["1", "1.1", "1.2"]')
    amina = await house.joined("telegram")
    await house.go_to(*OPENING)
    card = await begin(amina)
    card = await press(amina, card, "1. ", "① 1. ")
    card = await press(amina, card, "2. ", "② 2. ")
    text = EXAMPLE.replace("    anonymity: pseudonymous\n", "").replace("    threshold: 0.75\n", "")
    text = text.replace("    method: rating\n", "    method: ranking\n")
    await rewords(house, text.replace("    items: all\n", '    items: ["1", "1.1", "1.2"]\n'))
    await asked(amina)
    review = await press(amina, card, "Review all", "Your answers")
    item = await press(amina, review, "2", "2 of 3", "Your answer: place 2")
    await press(amina, item, "①", "① 2. ", "② 1. ")
    assert await kept(house, amina) == {1: 2, 2: 1}
    assert answers(await exported(house, tmp_path / "bundle")) == {1: 1, 2: 0}


async def test_an_organisations_focal_point_says_that_its_answer_stands(house: House, tmp_path: Path) -> None:
    """And a draft that waits is not confirmed by who was shown the old text."""
    await put(house, "rating\n    voters: organisation")
    ann = await house.joined("telegram", "Ann", "states", organisation=NORLAND)
    ben = await house.joined("slack", "Ben", "states", organisation=NORLAND, focal_point=True)
    await house.go_to(*OPENING)
    card = await first_card(ben)
    await rate(ben, card, "4", SECOND)
    await ben.press(card, "Review all")
    await ben.press(await becomes(ben, card, "Confirm for"), "Confirm for")
    await becomes(ben, card, "Confirmed and counted:")
    text = EXAMPLE.replace("    anonymity: pseudonymous\n", "").replace("    threshold: 0.75\n", "")
    text = text.replace("    method: rating\n", "    method: rating\n    voters: organisation\n")
    [one] = (await rewords(house, text)).reworded
    assert (one.people, "1 organisation answered on the old text" in str(one)) == (1, True)
    question = await asked(ben)
    assert "Your organisation answered number 1 before its text was changed." in question.text
    assert not [message for message in await ann.heard() if ASKED in message.text]
    await ben.press(question, "My answer stands")
    await becomes(ben, question, "Confirmed and counted:")
    assert answers(await exported(house, tmp_path / "bundle")) == {1: 0, 2: 1}


async def test_a_focal_point_is_told_what_confirming_says_of_new_texts(house: House, tmp_path: Path) -> None:
    """And what they take out from the question goes on counting until they confirm it on the review that follows."""
    await put(house, "rating\n    voters: organisation")
    ben = await house.joined("telegram", "Ben", "states", organisation=NORLAND, focal_point=True)
    await house.go_to(*OPENING)
    card = await rate(ben, await first_card(ben), "4", SECOND)
    review = await press(ben, card, "Review all", "Confirm for")
    assert "Text changed" not in review.text
    review = await press(ben, review, "Confirm for", "Confirmed and counted:")
    text = EXAMPLE.replace("    anonymity: pseudonymous\n", "").replace("    threshold: 0.75\n", "")
    await rewords(house, text.replace("    method: rating\n", "    method: rating\n    voters: organisation\n"))
    question = await asked(ben)
    card = await rate(ben, await press(ben, review, "2", SECOND), "3", "3 of 15")
    review = await press(
        ben, card, "Review all", "Text changed since the round opened: 1. Confirming says", "Confirm for"
    )
    await press(ben, review, "Confirm for", "Confirmed and counted:")
    assert answers(await exported(house, tmp_path / "bundle")) == {1: 0, 2: 1}
    await ben.press(question, "Withdraw it")
    review = await becomes(ben, question, "What was confirmed counts:", "Confirm for")
    assert answers(await exported(house, tmp_path / "bundle")) == {1: 0, 2: 1}
    await press(ben, review, "Confirm for", "Confirmed and counted:")
    assert answers(await exported(house, tmp_path / "bundle")) == {1: 0, 2: 0}


async def test_a_round_that_does_not_take_answers_any_more_keeps_its_text(house: House) -> None:
    amina = await house.joined("telegram")
    await house.go_to(*OPENING)
    await rate(amina, await first_card(amina), "4", SECOND)
    await house.go_to(2023, 4, 10, 16, 0, 0)
    assert (await rewords(house)).reworded == ()
    async with house.theatre.bot.database.read() as session:
        held = await round_by_key(session, house.script.workstream.id, "first")
    assert held is not None
    assert held.votes == 1
