"""What a voter does with the card, and what engagebot keeps of it."""

import json
from collections.abc import Mapping

from engagebot.demo.person import Message, Person
from engagebot.sandbox.slack.display.pressing import Pressable
from tests.stories.house import House, becomes

ITEMS = 15
OPENING = (2023, 3, 27, 7, 0, 1)
"""9:00 in Geneva, which is on summer time by then."""
NUDGE = (2023, 4, 8, 16, 0, 1)
CLOSING = (2023, 4, 10, 16, 0, 6)
"""Five seconds after the last vote that counts the round is sealed."""


async def invited_to_vote(person: Person) -> Message:
    return await person.sees("Your view is wanted", "Start")


async def first_card(person: Person) -> Message:
    invitation = await invited_to_vote(person)
    await person.press(invitation, "Start")
    return await becomes(person, invitation, f"1 of {ITEMS} · Preventing deaths and disappearances")


async def rate(person: Person, card: Message, label: str, then: str) -> Message:
    """Press one of the five, and wait for what takes the card's place."""
    await person.press(card, label)
    return await becomes(person, card, then)


async def rate_all(person: Person, ratings: Mapping[int, int]) -> Message:
    """From the invitation through all cards to the review; an item without a rating is skipped."""
    card = await first_card(person)
    for number in range(1, ITEMS + 1):
        then = f"{number + 1} of {ITEMS}" if number < ITEMS else "To rate or change one, press its number."
        label = str(ratings[number]) if number in ratings else "Skip"
        card = await rate(person, card, label, then)
    return card


async def kept(house: House, person: Person) -> dict[int, int]:
    """The ballot in the database, by item."""
    rows = await house.rows(
        "select b.answers from ballots b join voters v on b.voter_id = v.id "
        "join accounts a on a.stakeholder_id = v.stakeholder_id where a.user = :user",
        user=person.id,
    )
    return {number: value for row in rows for number, value in ballot_in(row.answers).items()}


def ballot_in(column: str | dict[str, int]) -> dict[int, int]:
    """By item; of the databases, one hands over the text of a JSON column, the other what stands in it."""
    answers = json.loads(column) if isinstance(column, str) else column
    return {int(number): value for number, value in answers.items()}


async def forge(house: House, person: Person, message: Message, action: str) -> None:
    """What a modified client sends in place of the buttons there are; refused by the platform itself, or delivered."""
    if person.platform == "telegram":
        async with house.http.post(
            f"/play/telegram/people/{person.id}/press",
            json={"message": message.id, "data": action},
            raise_for_status=False,
        ) as answer:
            assert answer.status in (200, 400)
        return
    slack = house.theatre.slack
    who, channel = slack.workspace.people.get(person.id), slack.workspace.direct_channel(person.id)
    bears = slack.workspace.message(channel.id, message.id) if channel else None
    assert who is not None
    assert bears is not None
    button = {
        "type": "button",
        "action_id": f"forged {action}"[:255],
        "text": {"type": "plain_text", "text": "?"},
        "value": action,
    }
    await slack.interactions.press(who, bears, Pressable("forged", button))
