"""An early event, or one far away: whose reminder would come while its reader sleeps, and too late in the morning, gets
it in the evening; who says only at night that they come is reminded at night. Nobody is promised one in vain."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from engagebot.channel import Commanded
from engagebot.domain.outbox import Delivery
from engagebot.storage.due import coming
from engagebot.storage.events import keep_answer, keep_choice_of_reminders
from tests.use_cases.sent import NOW, Office, office_at
from tests.use_cases.test_change_event import due
from tests.use_cases.test_held_together import goes_out
from tests.use_cases.test_quiet_hours_of_ones_own import does
from tests.workfile.small import SMALL

EARLY = SMALL.replace("starts: 2023-03-23 15:00 CET", "starts: 2023-03-23 07:30 CET").replace(
    "reminders: [1 day before start]", "reminders: [1 hour before start]"
)
"""Amina's quiet hours end at eight; Bruno's at seven, half an hour before it begins."""
EVENING = datetime(2023, 3, 22, 18, 15, tzinfo=UTC)
BEDTIME = datetime(2023, 3, 22, 19, tzinfo=UTC)
HOUR_BEFORE = datetime(2023, 3, 23, 5, 30, tzinfo=UTC)
WHY = "You get this in your quiet hours because it cannot wait until they end."


@pytest_asyncio.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with office_at(url) as office:
        await office.house.load(EARLY)
        for name in ("amina", "bruno"):
            await office.joins(name)
        await does(office, "amina", Commanded("quiet", "20-8"))
        yield office


async def comes(office: Office, *names: str, answer: str = "going", at: datetime = NOW) -> None:
    for name in names:
        person = office.people[name].stakeholder_id or 0
        await office.do(lambda session, person=person: keep_answer(session, 1, person, at, answer))  # type: ignore[misc]


async def reminded(office: Office, name: str) -> list[Delivery]:
    return [row for row in await office.rows(name) if row.what == "reminder"]


async def test_who_would_sleep_through_it_is_reminded_in_the_evening_with_the_true_start(office: Office) -> None:
    await comes(office, "amina", "bruno")
    await due(office, EVENING - timedelta(hours=3))
    assert await office.rows() == []
    await due(office, EVENING)
    [row] = await reminded(office, "amina")
    assert (row.due_at, row.expires_at, row.urgent) == (EVENING, HOUR_BEFORE + timedelta(hours=1), False)
    assert "A reminder: in 12 hours" in await office.text(row)
    assert "07:30" in await office.text(row)
    assert [one.outgoing.chat for one in await goes_out(office, EVENING)] == ["chat of amina"]

    await due(office, EVENING + timedelta(minutes=31))
    await due(office, HOUR_BEFORE)
    assert len(await reminded(office, "amina")) == 1
    [row] = await reminded(office, "bruno")
    assert row.due_at == HOUR_BEFORE + timedelta(minutes=30)
    assert "A reminder: in 30 minutes" in await office.text(row)


async def test_who_says_only_at_night_that_they_come_is_reminded_at_night_and_told_why(office: Office) -> None:
    await due(office, EVENING)
    await comes(office, "amina", at=BEDTIME + timedelta(hours=1))
    await due(office, BEDTIME + timedelta(hours=1))
    assert await office.rows() == []
    await due(office, HOUR_BEFORE)
    [row] = await reminded(office, "amina")
    assert (row.due_at, row.urgent) == (HOUR_BEFORE, True)
    assert WHY in await office.text(row)
    [sent] = await goes_out(office, HOUR_BEFORE)
    assert "A reminder: in one hour" in str(sent.outgoing.body["text"])


@pytest.mark.parametrize("state", ["failed", "retry"])
async def test_what_did_not_go_out_in_the_evening_is_sent_at_night(office: Office, state: str) -> None:
    await comes(office, "amina")
    await due(office, EVENING)
    await office.becomes("amina", state, reason="no answer")
    await due(office, HOUR_BEFORE)
    assert [row.urgent for row in await reminded(office, "amina")] == [False, True]
    goes = [*await goes_out(office, HOUR_BEFORE), *await goes_out(office, HOUR_BEFORE)]
    assert ["in one hour" in str(one.outgoing.body["text"]) for one in goes] == [True]


async def test_several_reminders_of_one_night_are_one_in_the_evening(office: Office) -> None:
    await office.house.load(EARLY.replace("[1 hour before start]", "[1 hour before start, 15 minutes before start]"))
    await comes(office, "amina")
    await due(office, EVENING)
    await office.arrived("amina")
    for minutes in (0, 45):
        await due(office, HOUR_BEFORE + timedelta(minutes=minutes))
    assert len(await reminded(office, "amina")) == 1


async def test_an_event_that_moves_after_that_evening_reminds_again(office: Office) -> None:
    await comes(office, "amina")
    await due(office, EVENING)
    await office.arrived("amina")
    await office.house.load(EARLY.replace("2023-03-23 07:30", "2023-03-24 07:30"))
    await due(office, EVENING + timedelta(days=1))
    assert [row.due_at for row in await reminded(office, "amina")] == [EVENING, EVENING + timedelta(days=1)]


async def test_of_a_reminder_for_all_only_those_who_want_it_hear_before_they_sleep(office: Office) -> None:
    """Who has said nothing is not called out of bed for what they did not ask for."""
    await office.house.load(EARLY.replace("[1 hour before start]", "[{ when: 1 hour before start, for: all }]"))
    await does(office, "bruno", Commanded("quiet", "20-8"))
    for name in ("chen", "dora"):
        await office.joins(name)
        await does(office, name, Commanded("quiet", "20-8"))
    await comes(office, "amina")
    await comes(office, "chen", answer="no")
    await due(office, EVENING)
    await office.arrived("amina")
    dora = office.people["dora"].stakeholder_id or 0
    await office.do(lambda s: keep_choice_of_reminders(s, 1, dora, BEDTIME + timedelta(hours=1), remind=True))
    await due(office, HOUR_BEFORE)
    assert [len(await reminded(office, name)) for name in ("amina", "bruno", "chen", "dora")] == [1, 1, 0, 1]
    assert [row.urgent for row in await reminded(office, "bruno") + await reminded(office, "dora")] == [False, True]
    assert [one.outgoing.chat for one in await goes_out(office, HOUR_BEFORE)] == ["chat of dora"]


async def test_an_evening_that_nobody_was_there_to_see_is_made_up_for_at_night(office: Office) -> None:
    """The process was down; the reminder itself is what is shown as coming, not the looks for sleepers."""
    await comes(office, "amina")
    async with office.house.database.read() as session:
        assert HOUR_BEFORE in [one.at for one in await coming(session)]
        assert all(one.at >= HOUR_BEFORE for one in await coming(session))
    await due(office, HOUR_BEFORE + timedelta(minutes=10))
    [row] = await reminded(office, "amina")
    assert (row.urgent, row.due_at) == (True, HOUR_BEFORE + timedelta(minutes=10))


async def test_far_away_the_evening_is_that_of_the_reader(office: Office) -> None:
    """In Honolulu it begins at half past eight in the evening of the day before."""
    await office.joins("tala", zone="Pacific/Honolulu")
    await does(office, "tala", Commanded("quiet", "19-7"))
    await comes(office, "tala")
    before_seven = datetime(2023, 3, 23, 4, 30, tzinfo=UTC)
    await due(office, before_seven)
    [row] = await reminded(office, "tala")
    assert row.due_at == before_seven
    assert "A reminder: in 2 hours" in await office.text(row)
