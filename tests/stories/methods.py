"""The example's round, put with another method than ratings."""

from pathlib import Path

from engagebot.demo.person import Message, Person
from engagebot.use_cases.load_workstream import load_workstream
from engagebot.workfile import read_workstream
from tests.stories.ballots import OPENING, invited_to_vote
from tests.stories.house import House, becomes

EXAMPLE = (Path(__file__).parents[2] / "examples" / "missing-migrants.yaml").read_text("utf-8")
SEVEN = ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7"]
FIRST, SECOND, THIRD = "1. ", "2. ", "3. "
"""How the buttons of the first items begin, behind their marks."""


async def put(house: House, method: str, items: str = "all") -> None:
    """Before it opens; `method` (further lines can follow it) and `items` as the file has them."""
    text = EXAMPLE.replace("    anonymity: pseudonymous\n", "").replace("    threshold: 0.75\n", "")
    text = text.replace("    method: rating\n", f"    method: {method}\n")
    file = read_workstream(text.replace("    items: all\n", f"    items: {items}\n"), "example.yaml")
    async with house.theatre.bot.database.begin() as session:
        await load_workstream(session, file, house.now)


async def open_with(house: House, platform: str, method: str, items: str = "all") -> tuple[Person, Message]:
    """Somebody before the list on which one chooses."""
    await put(house, method, items)
    person = await house.joined(platform)
    await house.go_to(*OPENING)
    return person, await begin(person)


async def begin(person: Person) -> Message:
    invitation = await invited_to_vote(person)
    await person.press(invitation, "Start")
    return await becomes(person, invitation, "Review all")


async def press(person: Person, card: Message, label: str, *then: str) -> Message:
    await person.press(card, label)
    return await becomes(person, card, *then)
