"""The machine's clock is set forward and back while reminders and rounds come due and messages are on their way:
everything happens once, at the first look after its instant, or is visibly missed."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.alarms import Alarms
from engagebot.channel import Limits, Retry
from engagebot.delivery.courier import Courier
from engagebot.delivery.lead import always
from engagebot.delivery.timing import SystemStopwatch
from engagebot.domain.announcement import Announcement, Occurrence, OccurrenceState, ReminderRule
from engagebot.domain.clock import StoppedClock
from engagebot.domain.consultation import Round, RoundState, Voter
from engagebot.domain.event import EventAnswer
from engagebot.domain.outbox import Delivery, DeliveryState, Variant
from engagebot.duties import Duties
from engagebot.storage.database import Database
from tests.delivery.house import FastForward, HouseClock, letter, post, running, states, until, until_all_ended
from tests.delivery.postbox import Postbox
from tests.use_cases.sent import NOW, TEXTS, Office, office_at

LAST = datetime(2023, 6, 1, tzinfo=UTC)
INSTANTS = (
    datetime(2023, 3, 22, 14, tzinfo=UTC),  # the reminder
    datetime(2023, 3, 23, 14, tzinfo=UTC),  # the talk begins
    datetime(2023, 3, 23, 15, 30, tzinfo=UTC),  # it is over
    datetime(2023, 3, 27, 7, tzinfo=UTC),  # the round opens
    datetime(2023, 4, 8, 16, tzinfo=UTC),  # the nudge
    datetime(2023, 4, 10, 16, tzinfo=UTC),  # the round closes
)
looks = st.builds(
    lambda instant, minutes: instant + timedelta(minutes=minutes),
    st.sampled_from(INSTANTS),
    st.sampled_from([-2000, -61, -1, 0, 1, 61, 2000, 20000]),
)
"""At what the clock shows when somebody looks: about the instants that matter, in any order."""


@pytest.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with office_at(url) as office:
        account = await office.joins("amina")
        async with office.house.database.begin() as session:
            session.add(EventAnswer(event_id=1, stakeholder_id=account.stakeholder_id, answer="going", answered_at=NOW))
        yield office


async def as_it_was(session: AsyncSession) -> None:
    """Nothing has come due yet."""
    for table in (Delivery, Variant, Announcement, Voter):
        await session.execute(delete(table))
    await session.execute(update(Occurrence).values(state=OccurrenceState.PENDING, reason=None))
    fresh = {"state": RoundState.PLANNED, "opened_at": None, "closed_at": None, "head": None}
    await session.execute(update(Round).values(**fresh))


async def looked(database: Database, now: datetime) -> None:
    """By a process that has just started, and remembers nothing."""
    lead, alarms = always("duties", SystemStopwatch()), Alarms(database, StoppedClock(now))
    await Duties(database, TEXTS, lambda: None, alarms, lead, retention=timedelta(days=9999)).do(now)


def fate(instants: Sequence[datetime], due_at: datetime, too_late_at: datetime) -> OccurrenceState:
    """The first look at which it is due decides."""
    first = next(instant for instant in instants if instant >= due_at)
    return OccurrenceState.SENT if first < too_late_at else OccurrenceState.MISSED


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(instants=st.lists(looks, max_size=12))
async def test_reminders_and_rounds_happen_once_or_are_visibly_missed(
    office: Office, instants: Sequence[datetime]
) -> None:
    database = office.house.database
    async with database.begin() as session:
        await as_it_was(session)
    instants = [*instants, LAST, NOW, LAST]
    for instant in instants:
        await looked(database, instant)
    await check_occurrences(office, instants)
    await check_round(office, instants)


async def check_occurrences(office: Office, instants: Sequence[datetime]) -> None:
    rules = {rule.id: rule for rule in await office.house.all(ReminderRule)}
    announced = Counter(announcement.occurrence_id for announcement in await office.house.all(Announcement))
    for occurrence in await office.house.all(Occurrence):
        expected = fate(instants, occurrence.due_at, occurrence.too_late_at)
        assert occurrence.state == expected, rules[occurrence.rule_id].kind
        assert announced[occurrence.id] == (expected == OccurrenceState.SENT)
        assert (occurrence.reason is not None) == (expected == OccurrenceState.MISSED)
    told = Counter(row.announcement_id for row in await office.rows())
    assert set(told.values()) <= {1}


async def check_round(office: Office, instants: Sequence[datetime]) -> None:
    held = await office.house.one(Round)
    first = next(place for place, instant in enumerate(instants) if instant >= held.opens_at)
    if instants[first] >= held.closes_at:
        assert held.state == RoundState.MISSED
        return
    assert (held.state, held.opened_at) == (RoundState.CLOSED, instants[first])
    assert held.closed_at == held.closes_at
    kinds = Counter(one.kind for one in await office.house.all(Announcement) if one.round_id and not one.occurrence_id)
    assert kinds == {"opening": 1, "results": 1}


@pytest.mark.parametrize("days", [3, -3])
async def test_messages_on_their_way_arrive_once(
    database: Database, clock: HouseClock, stopwatch: FastForward, days: int
) -> None:
    """Set back, the clock has to come as far again before what was put off is due; nothing is lost by that."""
    await post(database, *(letter(f"chat {n}", str(n)) for n in range(60)))
    postbox = Postbox(stopwatch, Limits(per_second=40, seconds_per_chat=0))
    postbox.answer("chat 7", Retry(5, "slow down"))
    courier = Courier(database, [postbox], clock, "host:1:a", stopwatch=stopwatch)
    async with running(courier):
        await until(lambda: len(postbox.arrived) >= 10)
        clock.move_by(timedelta(days=days))
        courier.wake()
        await until(lambda: days < 0 or len(postbox.arrived) >= 40)
        clock.move_by(timedelta(days=-days))
        courier.wake()
        await until_all_ended(database)
    assert set(Counter(one.chat for one in postbox.arrived).values()) == {1}
    assert await states(database) == [DeliveryState.SENT] * 60


@pytest.fixture
def stopwatch() -> FastForward:
    return FastForward()


@pytest.fixture
def clock(stopwatch: FastForward) -> HouseClock:
    return HouseClock(stopwatch)
