"""People say when they are not to be disturbed; what is about today comes all the same, and says why."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from sqlalchemy import update

from engagebot.channel import Commanded, Intent, Pressed, Said
from engagebot.chat.routes import answer
from engagebot.domain.event import Event
from engagebot.domain.people import Stakeholder
from engagebot.domain.workstream import Workstream
from engagebot.storage.events import keep_answer
from engagebot.use_cases.asking import Member
from engagebot.use_cases.reply import Reply
from tests.use_cases.sent import NOW, Office, office_at
from tests.use_cases.test_change_event import due
from tests.workfile.small import spoiled

NIGHT = datetime(2023, 3, 22, 23, 30, tzinfo=UTC)
"""Half an hour after midnight in Geneva, on the day of the talk."""
MORNING = datetime(2023, 3, 23, 6, tzinfo=UTC)
LATER = spoiled("starts: 2023-03-23 15:00 CET", "starts: 2023-03-23 17:00 CET")


@pytest_asyncio.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with office_at(url) as office:
        await office.joins("amina")
        await office.joins("bruno")
        yield office


async def does(office: Office, name: str, intent: Intent, now: datetime = NOW) -> Reply:
    async with office.house.database.begin() as session:
        account = await session.merge(office.people[name])
        person = await session.get_one(Stakeholder, account.stakeholder_id)
        reply = await answer(session, Member(account, person, await session.get_one(Workstream, 1), now), intent)
        office.people[name] = account
    return reply


async def quiet_of(office: Office, name: str) -> str:
    return (await office.house.one(Stakeholder, id=office.people[name].stakeholder_id)).quiet


async def test_by_a_button_and_by_a_line_of_text(office: Office) -> None:
    asked = await does(office, "amina", Commanded("quiet"))
    assert asked.says[0].message == "quiet_asked"
    kept = await does(office, "amina", Pressed("quiet:20:00-08:00", "card"))
    assert (kept.says[0].message, kept.says[0].in_place) == ("settings_kept", True)
    assert await quiet_of(office, "amina") == "20:00-08:00"

    await does(office, "amina", Commanded("quiet"))
    refused = await does(office, "amina", Said("at night"))
    assert refused.says[0].message == "quiet_unknown"
    await does(office, "amina", Said("21h30 - 6h"))
    assert await quiet_of(office, "amina") == "21:30-06:00"
    await does(office, "amina", Commanded("quiet", "23-5"))
    assert await quiet_of(office, "amina") == "23:00-05:00"
    assert await quiet_of(office, "bruno") == "22:00-07:00"


@pytest.mark.parametrize("pressed", ["quiet:", "quiet:25:00-07:00", "quiet:21:00-06:00", "quiet:x' or 1=1"])
async def test_a_button_that_we_never_made_changes_nothing(office: Office, pressed: str) -> None:
    reply = await does(office, "amina", Pressed(pressed, "card"))
    assert reply.notice is not None
    assert reply.notice.message == "unknown_button"
    assert await quiet_of(office, "amina") == "22:00-07:00"


async def test_an_announcement_waits_for_each_readers_own_morning(office: Office) -> None:
    await does(office, "bruno", Commanded("quiet", "23-5"))
    office.house.now = NIGHT
    await office.announces()
    assert [row.due_at for row in await office.rows("amina", "bruno")] == [MORNING, MORNING - timedelta(hours=2)]


async def test_a_reminder_says_how_long_it_is_when_it_is_read(office: Office) -> None:
    await does(office, "bruno", Pressed("quiet:none", "card"))
    await office.house.load(spoiled("reminders: [1 day before start]", "reminders: [15 hours before start]"))
    for name in ("amina", "bruno"):
        person = office.people[name].stakeholder_id or 0
        await office.do(lambda session, person=person: keep_answer(session, 1, person, NOW, answer="going"))  # type: ignore[misc]
    await due(office, NIGHT)
    [amina], [bruno] = await office.rows("amina"), await office.rows("bruno")
    assert (amina.due_at, bruno.due_at) == (MORNING, NIGHT)
    assert "in 8 hours" in await office.text(amina)
    assert "in 14 hours" in await office.text(bruno)


async def test_an_event_of_today_that_moves_is_told_in_the_night_and_says_why(office: Office) -> None:
    await does(office, "bruno", Pressed("quiet:none", "card"))
    await office.announces()
    await office.arrived("amina", "bruno")
    office.house.now = NIGHT
    await office.house.load(LATER)
    await due(office, NIGHT)
    told = {name: [row for row in await office.rows(name) if row.what == "moved"] for name in ("amina", "bruno")}
    [amina], [bruno] = told.values()
    assert [(row.due_at, row.urgent) for row in (amina, bruno)] == [(NIGHT, True), (NIGHT, False)]
    why = "You get this in your quiet hours because it cannot wait until they end."
    assert why in await office.text(amina)
    assert why not in await office.text(bruno)


async def test_an_event_before_one_is_up_is_told_of_the_evening_before(office: Office) -> None:
    """Somebody far away, say, for whom it is at four in the morning."""
    await does(office, "amina", Commanded("quiet", "20-15"))
    await office.announces()
    await office.arrived("amina")
    office.house.now = NIGHT - timedelta(hours=3)
    await office.house.load(LATER)
    await due(office, office.now)
    [amina] = [row for row in await office.rows("amina") if row.what == "moved"]
    assert (amina.due_at, amina.urgent) == (office.now, True)


async def test_an_event_of_another_day_that_moves_waits_for_the_morning(office: Office) -> None:
    await office.announces()
    await office.arrived("amina")
    office.house.now = NIGHT - timedelta(days=2)
    await office.house.load(LATER)
    await due(office, office.now)
    [amina] = [row for row in await office.rows("amina") if row.what == "moved"]
    assert (amina.due_at, amina.urgent) == (MORNING - timedelta(days=2), False)


async def test_who_shortens_the_night_does_not_wait_for_the_end_of_the_old_one(office: Office) -> None:
    office.house.now = NIGHT
    await office.announces()
    await does(office, "amina", Commanded("quiet", "22-1"), NIGHT)
    await does(office, "bruno", Pressed("quiet:20:00-08:00", "card"), NIGHT)
    assert [row.due_at for row in await office.rows("amina", "bruno")] == [
        datetime(2023, 3, 23, 0, tzinfo=UTC),
        MORNING + timedelta(hours=1),
    ]


async def test_a_correction_waits_for_the_morning_of_its_reader(office: Office) -> None:
    async with office.house.database.begin() as session:
        await session.execute(update(Stakeholder).values(quiet="01:00-10:00"))
    event = await office.house.one(Event)
    await office.announces()
    await office.arrived("amina")
    office.house.now = NIGHT + timedelta(hours=1) - timedelta(days=2)
    await office.house.load(LATER)
    await due(office, office.now)
    [edit] = [row for row in await office.rows("amina") if row.what == "correction"]
    assert edit.due_at == datetime(2023, 3, 21, 9, tzinfo=UTC) < event.starts_at
