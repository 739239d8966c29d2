"""An event moves, then is cancelled: on both platforms the calendar file that people took is brought up to date."""

from dataclasses import dataclass

import icalendar

from engagebot.demo.person import Person
from engagebot.use_cases.load_workstream import load_workstream
from engagebot.workfile import read_workstream
from tests.stories.house import House, becomes
from tests.stories.methods import EXAMPLE
from tests.stories.test_announcing import TALK, announced

STARTS = "starts: 2023-03-23 15:00 CET"


async def loads(house: House, *changes: tuple[str, str]) -> None:
    text = EXAMPLE
    for old, new in changes:
        assert text.count(old) >= 1
        text = text.replace(old, new, 1)
    async with house.theatre.bot.database.begin() as session:
        await load_workstream(session, read_workstream(text, "example.yaml"), house.now)
    house.theatre.bot.ticker.poke()
    await house.hands.settled()


@dataclass(frozen=True)
class File:
    method: str
    uid: str
    sequence: int
    status: str
    starts: str


async def file_in(house: House, person: Person, words: str) -> File:
    """The calendar file that came with these words."""
    message = await person.sees(words, TALK)
    assert message.document is not None
    calendar = icalendar.Calendar.from_ical(await house.download(message.document))
    [event] = calendar.walk("VEVENT")
    number = int(str(event["SEQUENCE"]))
    starts = str(event.decoded("DTSTART"))
    return File(str(calendar["METHOD"]), str(event["UID"]), number, str(event["STATUS"]), starts)


async def test_who_was_told_hears_that_it_moves_and_that_it_is_cancelled(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    card = await announced(house, amina)
    await amina.press(card, "Calendar file")
    first = await file_in(house, amina, "The calendar file for")

    moved = (STARTS, "starts: 2023-03-24 15:00 CET")
    await loads(house, moved)
    second = await file_in(house, amina, "This event has moved")
    assert (second.method, second.uid, second.sequence) == ("PUBLISH", first.uid, first.sequence + 1)
    assert second.starts == "2023-03-24 15:00:00+01:00"
    await becomes(amina, card, "Friday 24 March 2023, 15:00–16:30", "Going")

    await loads(house, moved, (moved[1], f"cancelled: yes\n    {moved[1]}"))
    third = await file_in(house, amina, "This event is cancelled.")
    assert (third.method, third.uid, third.status) == ("CANCEL", first.uid, "CANCELLED")
    assert third.sequence > second.sequence
    await becomes(amina, card, "This event is cancelled.", without="Will you be there?")
