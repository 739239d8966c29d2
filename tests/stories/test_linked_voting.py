"""A person with two accounts votes: before, while and after they are linked, each counts once and the last answer
counts; both cards show it."""

from collections.abc import Mapping

from engagebot.demo.person import Message, Person
from engagebot.demo.theatre import TELEGRAM_TOKEN
from engagebot.storage.rounds import round_by_key
from engagebot.use_cases.count_round import Counted, count_round
from tests.stories.ballots import CLOSING, ITEMS, OPENING, first_card, rate
from tests.stories.house import House, becomes
from tests.stories.links import linked, other, people


async def counted(house: House) -> Counted:
    """With the chain proved against the ballots, or it raises."""
    async with house.theatre.bot.database.read() as session:
        held = await round_by_key(session, house.script.workstream.id, "first")
        assert held is not None
        return await count_round(session, held)


def answers(count: Counted) -> list[Mapping[int, int]]:
    """Every ballot that the chain leads to, without its pseudonym."""
    ballots: dict[str, dict[int, int]] = {}
    for vote in count.votes:
        ballot = ballots.setdefault(vote.pseudonym, {})
        ballot.pop(vote.item, None)
        if vote.value is not None:
            ballot[vote.item] = vote.value
    return [ballot for ballot in ballots.values() if ballot]


async def rated(person: Person, ratings: Mapping[int, int]) -> Message:
    """The first items, one after the other; what is not rated is skipped."""
    card = await first_card(person)
    for number in range(1, max(ratings) + 1):
        label = str(ratings[number]) if number in ratings else "Skip"
        card = await rate(person, card, label, f"{number + 1} of {ITEMS}")
    return card


async def test_who_linked_before_the_round_is_asked_once_and_votes_from_either_account(
    house: House, platform: str
) -> None:
    amina = await house.joined(platform)
    there = await house.arrives(other(platform))
    await linked(amina, there)
    await house.go_to(*OPENING)
    card = await rated(amina, {1: 4, 2: 2})
    assert not [message for message in await there.heard() if message.button("Start")]
    await there.command("myvotes")
    await there.press(await there.sees("This round is open", "Change"), "Change")
    review = await there.sees("To rate or change one, press its number.")
    mine = await rate(there, review, "1", f"1 of {ITEMS}")
    await rate(there, mine, "5", f"3 of {ITEMS}")
    await becomes(amina, card, f"3 of {ITEMS}")
    await house.hands.settled()
    count = await counted(house)
    assert (count.invited, count.voted) == (1, 1)
    assert answers(count) == [{1: 5, 2: 2}]


async def test_a_vote_changes_the_card_on_the_other_platform_in_place(house: House, platform: str) -> None:
    """Both had joined, and were invited to vote on both."""
    amina, there = await house.joined(platform), await house.joined(other(platform))
    await house.go_to(*OPENING)
    here_card, there_card = await first_card(amina), await first_card(there)
    await linked(amina, there)
    heard = len(await there.heard())
    await rate(amina, here_card, "4", f"2 of {ITEMS}")
    moved = await becomes(there, there_card, f"2 of {ITEMS}")
    await rate(there, moved, "3", f"3 of {ITEMS}")
    moved = await becomes(amina, here_card, f"3 of {ITEMS}")
    await rate(amina, moved, "Back", f"2 of {ITEMS}")
    assert "Your rating: 3, medium priority" in (await becomes(amina, here_card, "✓ 3")).text
    await house.hands.settled()
    assert len(await there.heard()) == heard
    assert answers(await counted(house)) == [{1: 4, 2: 3}]


async def test_two_that_voted_become_one_ballot_with_the_last_answers(house: House, platform: str) -> None:
    amina, there = await house.joined(platform), await house.joined(other(platform))
    await house.joined(platform, "Somebody else")
    await house.go_to(*OPENING)
    here_card = await rated(amina, {1: 4, 2: 2, 3: 1})
    there_card = await rated(there, {1: 5, 2: 3, 4: 2})
    back = await rate(amina, here_card, "Back", f"3 of {ITEMS}")
    back = await rate(amina, back, "Back", f"2 of {ITEMS}")
    await rate(amina, back, "1", f"4 of {ITEMS}")
    assert (await counted(house)).invited == 3
    await linked(amina, there)
    for person, card in ((amina, here_card), (there, there_card)):
        shown = await becomes(person, card, "To rate or change one, press its number.")
        assert "You have rated 4 of 15 recommendations." in shown.text
    count = await counted(house)
    assert (count.invited, count.voted) == (2, 1)
    assert answers(count) == [{1: 5, 2: 1, 3: 1, 4: 2}]
    assert await people(house) == 2
    before = count.chain.length
    card = await rate(there, await becomes(there, there_card, "Your ratings"), "3", f"3 of {ITEMS}")
    await rate(there, card, "4", f"5 of {ITEMS}")
    await becomes(amina, here_card, f"5 of {ITEMS}")
    count = await counted(house)
    assert answers(count) == [{1: 5, 2: 1, 3: 4, 4: 2}]
    assert count.chain.length == before + 1


async def test_the_place_on_the_roll_of_the_one_who_had_it_is_kept(house: House, platform: str) -> None:
    """Whoever joined after the opening is on no roll; linked with an account that is, they vote."""
    there = await house.joined(other(platform))
    await house.go_to(*OPENING)
    await rated(there, {1: 2})
    amina = await house.joined(platform)
    await linked(amina, there)
    welcome = await amina.sees("Linked: these accounts are one person now.", "Rate the recommendations")
    await amina.press(welcome, "Rate the recommendations")
    card = await becomes(amina, welcome, f"1 of {ITEMS}", "✓ 2")
    await rate(amina, card, "5", f"2 of {ITEMS}")
    count = await counted(house)
    assert (count.invited, count.voted) == (1, 1)
    assert answers(count) == [{1: 5}]


async def test_a_closed_round_never_changes(house: House, platform: str) -> None:
    amina, there = await house.joined(platform), await house.joined(other(platform))
    await house.go_to(*OPENING)
    await rated(amina, {1: 4})
    await rated(there, {1: 2})
    await house.go_to(*CLOSING)
    before = await counted(house)
    await linked(amina, there)
    after = await counted(house)
    assert (after.chain, after.tally, after.receipts) == (before.chain, before.tally, before.receipts)
    assert (before.invited, before.voted) == (2, 2)
    await amina.command("myvotes")
    assert "→ 4, high priority" in (await amina.sees("This round is closed, and these ratings count.")).text


async def test_a_card_that_was_deleted_is_not_sent_anew(house: House) -> None:
    amina, there = await house.joined("slack"), await house.joined("telegram")
    await house.go_to(*OPENING)
    gone = await first_card(there)
    card = await first_card(amina)
    await linked(amina, there)
    deleted = {"chat_id": int(there.id), "message_id": int(gone.id)}
    async with house.http.post(f"/bot{TELEGRAM_TOKEN}/deleteMessage", json=deleted) as answer:
        assert answer.status == 200
    heard = len(await there.heard())
    await rate(amina, card, "4", f"2 of {ITEMS}")
    await house.hands.settled()
    assert len(await there.heard()) == heard
    [(state, reason)] = await house.rows("select state, reason from outbox where what = 'mirror' and state = 'failed'")
    assert (state, reason) == ("failed", "the card is gone")
