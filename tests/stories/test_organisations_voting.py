"""An organisation votes: a colleague drafts on Telegram, the focal point confirms on Slack."""

from typing import Any

from engagebot.demo.person import Message, Person
from engagebot.storage.rounds import round_by_key
from engagebot.use_cases.count_round import Counted, count_round
from engagebot.use_cases.give_mandate import give_mandate
from tests.stories.ballots import CLOSING, ITEMS, NUDGE, OPENING, ballot_in, first_card, forge, invited_to_vote, rate
from tests.stories.house import House, becomes
from tests.stories.methods import put

NAME = "Permanent Mission of Norland (example)"
WAITS = "Nothing of it counts yet: it waits for your focal point."
SAHELIA, NORLAND = "mission-sahelia", "mission-norland"


async def counted(house: House) -> Counted:
    """With the chain proved against the ballots, or it raises."""
    async with house.theatre.bot.database.read() as session:
        held = await round_by_key(session, house.script.workstream.id, "first")
        assert held is not None
        return await count_round(session, held)


async def answers(house: House) -> list[dict[int, int]]:
    return [ballot_in(row.answers) for row in await house.rows("select answers from ballots where answered > 0")]


async def joins(house: House, platform: str, name: str, organisation: str = NORLAND, **more: Any) -> Person:
    return await house.joined(platform, name, "states", organisation=organisation, **more)


async def reviewed(person: Person, card: Message) -> Message:
    await person.press(card, "Review all")
    return await becomes(person, card, "It can be confirmed until:")


async def test_what_a_colleague_drafts_counts_once_the_focal_point_confirms_it(house: House) -> None:
    await put(house, "rating\n    voters: organisation")
    ann = await joins(house, "telegram", "Ann")
    ben = await joins(house, "slack", "Ben", focal_point=True)
    await house.go_to(*OPENING)
    assert "Your organisation has one vote." in (await invited_to_vote(ben)).text
    card = await first_card(ann)
    assert f"Draft of {NAME}, shared with your colleagues" in card.text
    card = await rate(ann, await rate(ann, card, "4", f"2 of {ITEMS}"), "5", f"3 of {ITEMS}")
    assert ann.notices[-1] == "Number 2: 5, top priority. In the draft."
    card = await reviewed(ann, card)
    assert WAITS in card.text
    assert "by you" in card.text
    assert not await answers(house)
    assert await ann.press(card, "Ask for confirmation") == "Your focal point is asked to confirm it."
    asked = await ben.sees("A draft waits for you to confirm it", NAME, "Look at the draft")
    await becomes(ann, card, "Your focal point was asked to confirm it:")
    assert "Nobody was asked" in (await ann.press(await becomes(ann, card, WAITS), "Ask for confirmation") or "")
    await ben.press(asked, "Look at the draft")
    shown = await becomes(
        ben, asked, f"Confirm for {NAME}", "Nothing of it counts yet: it waits for you", "a colleague"
    )

    card = await rate(ann, await rate(ann, card, "1", "In the draft: 4, high priority"), "2", f"3 of {ITEMS}")
    await ben.press(shown, f"Confirm for {NAME}")
    shown = await becomes(ben, asked, "→ 2, low priority")
    assert not await answers(house)
    await ben.press(shown, f"Confirm for {NAME}")
    await becomes(ben, asked, "Confirmed and counted:", "Your receipt:")
    card = await becomes(ann, card, "Confirmed and counted:", "Your receipt:")
    assert await answers(house) == [{1: 2, 2: 5}]

    card = await rate(ann, await rate(ann, card, "2", "In the draft: 5, top priority"), "1", f"3 of {ITEMS}")
    assert "Changed since it was confirmed, and not confirmed again." in (await reviewed(ann, card)).text
    count = await counted(house)
    assert (count.invited, count.voted, count.tally[1].whole.mean) == (12, 1, 5.0)
    await house.go_to(*NUDGE)
    await ben.sees("What your organisation answers is not confirmed yet.", "Go on")
    await house.go_to(*CLOSING)
    for person in (ann, ben):
        results = await person.sees("The results are here", "1 of 12 invited organisations took part.")
        assert "Your organisation’s vote was counted as ballot 1 of 1." in results.text
    assert await answers(house) == [{1: 2, 2: 5}]


async def test_only_a_focal_point_of_the_organisation_confirms_and_a_colleague_can_become_one(house: House) -> None:
    await put(house, "{ top-k: { k: 2 } }\n    voters: organisation", "[1.1, 1.2, 1.3]")
    ann, cora = await joins(house, "telegram", "Ann"), await joins(house, "slack", "Cora", SAHELIA, focal_point=True)
    alone = await house.joined("telegram", "Dana", "states")
    await house.go_to(*OPENING)
    assert not [message for message in await alone.heard() if message.button("Start")]
    card = await invited_to_vote(ann)
    await ann.press(card, "Start")
    card = await becomes(ann, card, "You have chosen 0 of 2.")
    await ann.press(card, "1. ")
    card = await becomes(ann, card, "You have chosen 1 of 2.", "Empty the draft")
    card = await reviewed(ann, card)
    assert "Your organisation has no focal point yet" in card.text
    assert card.button("Ask for confirmation") is None
    [(round_id,)] = await house.rows("select id from rounds")
    await forge(house, ann, card, f"o:{round_id}:1")
    await forge(house, cora, await invited_to_vote(cora), f"o:{round_id}:1")
    await house.hands.settled()
    assert not await answers(house)
    await ann.command("start", await house.invitation("states", organisation=SAHELIA, focal_point=True))
    await ann.sees("You have already joined")
    await ann.command("start", await house.invitation("states", organisation=NORLAND, focal_point=True))
    await ann.sees("You are a focal point now.")
    await ann.press(card, "2")
    card = await becomes(ann, card, "2 of 3")
    card = await reviewed(ann, card)
    await ann.press(card, f"Confirm for {NAME}"[:30])
    card = await becomes(ann, card, "Confirmed and counted:")
    assert await answers(house) == [{1: 1}]
    await ann.press(card, "Empty the draft")
    card = await becomes(ann, card, "Empty the whole draft?")
    await ann.press(card, "Yes, empty it")
    card = await becomes(ann, card, "Changed since it was confirmed")
    await ann.press(card, f"Confirm for {NAME}"[:30])
    await becomes(ann, card, "Confirmed and counted:")
    assert not await answers(house)
    assert (await counted(house)).voted == 0


async def test_a_focal_point_votes_for_another_organisation_that_gave_its_mandate(house: House) -> None:
    await put(house, "rating\n    voters: organisation")
    ben = await joins(house, "slack", "Ben", focal_point=True)
    cora = await joins(house, "telegram", "Cora", SAHELIA, focal_point=True)
    async with house.theatre.bot.database.begin() as session:
        keys = (SAHELIA, NORLAND)
        await give_mandate(session, house.script.workstream, "first", keys, "a letter", "Rosa", house.now)
    await house.go_to(*OPENING)
    card = await reviewed(ben, await rate(ben, await first_card(ben), "4", f"2 of {ITEMS}"))
    assert "You can vote likewise by mandate for: Permanent Mission of Sahelia (example)" in card.text
    assert card.button("Vote likewise") is None
    await ben.press(card, f"Confirm for {NAME}")
    card = await becomes(ben, card, "Confirmed and counted:", "Vote likewise for")
    await ben.press(card, "Vote likewise for")
    await becomes(ben, card, "Voted likewise by mandate for: Permanent Mission of Sahelia (example)")
    assert await answers(house) == [{1: 4}, {1: 4}]
    theirs = await invited_to_vote(cora)
    await cora.press(theirs, "Start")
    theirs = await reviewed(cora, await becomes(cora, theirs, f"1 of {ITEMS}"))
    assert f"{NAME} votes for yours by mandate." in theirs.text
    assert "What counts for your organisation now, by mandate: 1: 4, high priority" in theirs.text
    assert f"In your draft: 0 of {ITEMS}" in theirs.text
    assert "Nothing is in it yet" not in theirs.text
    assert "what was voted for your organisation was counted" in theirs.text
    await cora.press(theirs, "1")
    theirs = await becomes(cora, theirs, "It is not in the draft yet.")
    await rate(cora, theirs, "1", f"2 of {ITEMS}")
    theirs = await reviewed(cora, theirs)
    await cora.press(theirs, "Confirm for")
    await becomes(cora, theirs, "Confirmed and counted:")
    assert sorted(await answers(house), key=str) == [{1: 1}, {1: 4}]
    assert (await counted(house)).voted == 2
