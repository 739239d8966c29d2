"""Builders and small helpers for tests of the outbox and its couriers."""

import asyncio
import math
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.delivery.courier import Courier
from engagebot.delivery.timing import Stopwatch
from engagebot.domain.announcement import Announcement, AnnouncementKind
from engagebot.domain.outbox import Delivery, DeliveryState, Priority
from engagebot.domain.people import Account, Stakeholder
from engagebot.domain.workstream import Workstream
from engagebot.storage.database import Database
from engagebot.storage.outbox import NewDelivery, enqueue

START = datetime(2023, 3, 16, 9, tzinfo=UTC)
LANE = "telegram:1"


class FastForward:
    """A stopwatch that jumps over waits in which nothing happens, to the end of the shortest."""

    def __init__(self) -> None:
        self._now = 1000.0
        self._ends: list[float] = []

    def seconds(self) -> float:
        return self._now

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        end = self._now + max(seconds, 1e-6)
        self._ends.append(end)
        try:
            idle = 0
            while self._now < end and not event.is_set():
                idle = 0 if end > min(self._ends) else idle + 1
                if idle > 3 and end < math.inf:
                    self._now = end
                else:
                    await asyncio.sleep(0.0005)
        finally:
            self._ends.remove(end)


class HouseClock:
    """The clock of the house: follows a stopwatch, and can be moved apart from it."""

    def __init__(self, stopwatch: Stopwatch) -> None:
        self._stopwatch = stopwatch
        self._shift = START - timedelta(seconds=stopwatch.seconds())

    def now(self) -> datetime:
        return self._shift + timedelta(seconds=self._stopwatch.seconds())

    def move_by(self, step: timedelta) -> None:
        self._shift += step


async def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - any condition, not an event
            await asyncio.sleep(0.001)


def letter(
    chat: str,
    text: str,
    priority: Priority = Priority.BROADCAST,
    *,
    lane: str = LANE,
    due_at: datetime = START,
    account_id: int | None = None,
    announcement_id: int | None = None,
    replaces: str | None = None,
    expires_at: datetime | None = None,
) -> NewDelivery:
    return NewDelivery(
        lane=lane,
        chat=chat,
        what="letter",
        priority=priority,
        due_at=due_at,
        body={"text": text},
        account_id=account_id,
        announcement_id=announcement_id,
        replaces=replaces,
        expires_at=expires_at,
    )


async def post(database: Database, *letters: NewDelivery) -> int:
    async with database.begin() as session:
        return await enqueue(session, letters, START)


async def a_workstream(session: AsyncSession) -> Workstream:
    workstream = Workstream(
        key="work",
        title={"en": "Work"},
        objective={"en": "To do it"},
        zone="Europe/Zurich",
        place={"en": "Geneva"},
        languages=["en"],
        loaded_at=START,
    )
    session.add(workstream)
    await session.flush()
    return workstream


async def a_person(session: AsyncSession, chat: str, zone: str = "UTC") -> Account:
    """Somebody in the only workstream, with an account in the lane."""
    workstream = await session.scalar(select(Workstream)) or await a_workstream(session)
    person = Stakeholder(workstream_id=workstream.id, group="states", language="en", zone=zone, consented_at=START)
    session.add(person)
    await session.flush()
    account = Account(
        platform="telegram",
        workspace="1",
        user=chat,
        chat=chat,
        stakeholder_id=person.id,
        language="en",
        created_at=START,
    )
    session.add(account)
    await session.flush()
    return account


async def an_announcement(session: AsyncSession) -> Announcement:
    workstream = await session.scalar(select(Workstream)) or await a_workstream(session)
    announcement = Announcement(
        workstream_id=workstream.id,
        kind=AnnouncementKind.EVENT,
        audience={},
        due_at=START,
        created_at=START,
    )
    session.add(announcement)
    await session.flush()
    return announcement


async def rows(database: Database) -> list[Delivery]:
    async with database.read() as session:
        return list(await session.scalars(select(Delivery).order_by(Delivery.id)))


async def states(database: Database) -> list[str]:
    return [row.state for row in await rows(database)]


async def count(database: Database, state: DeliveryState) -> int:
    return (await states(database)).count(state)


async def until_states(database: Database, *wanted: str, seconds: float = 10) -> None:
    """Until the deliveries, in the order of their posting, stand in these states."""
    async with asyncio.timeout(seconds):
        while await states(database) != list(wanted):  # noqa: ASYNC110 - the database rings no bell
            await asyncio.sleep(0.002)


async def until_all_ended(database: Database, seconds: float = 30) -> None:
    going_on = {DeliveryState.PENDING, DeliveryState.LEASED, DeliveryState.RETRY}
    async with asyncio.timeout(seconds):
        while going_on & set(await states(database)):  # noqa: ASYNC110 - the database rings no bell
            await asyncio.sleep(0.005)


@asynccontextmanager
async def running(courier: Courier) -> AsyncIterator[asyncio.Task[None]]:
    """The courier at work; stopped at the end, unless it was killed meanwhile."""
    task = asyncio.create_task(courier.run())
    try:
        yield task
    finally:
        await courier.stop()
        await asyncio.gather(task, return_exceptions=True)


async def kill(task: asyncio.Task[None]) -> None:
    """As near to kill -9 as a test within the process comes: nothing is written down any more."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
