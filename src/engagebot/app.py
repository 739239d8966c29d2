"""Puts the parts together by plain constructor calls, runs them, and takes them down again."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import datetime, timedelta

import structlog

from engagebot.alarms import Alarms
from engagebot.channel import Channel
from engagebot.chat.handler import Chat
from engagebot.delivery.courier import Courier
from engagebot.delivery.worker import worker_name
from engagebot.domain.clock import Clock
from engagebot.schedule import Ticker
from engagebot.storage.database import Database
from engagebot.storage.due import Due, due_by, next_due
from engagebot.texts.texts import Texts
from engagebot.use_cases.clean_up import clean_up
from engagebot.use_cases.do_due import do_due

log = structlog.get_logger(__name__)


CLEANED_EVERY = timedelta(hours=6)


class Duties:
    """Does what is due, each thing in a transaction of its own, and cleans up now and then."""

    def __init__(self, database: Database, texts: Texts, courier: Courier, alarms: Alarms) -> None:
        self._database = database
        self._texts = texts
        self._courier = courier
        self._alarms = alarms
        self._cleaned_at: datetime | None = None

    async def do(self, now: datetime) -> datetime | None:
        """Everything due at `now`; when the next thing will be. What fails is logged, and blocks nothing else."""
        tried: set[Due] = set()
        while waiting := await self._waiting(now, tried):
            for due in waiting:
                await self._try(due, now)
            tried.update(waiting)
            self._courier.wake()
        await self._clean_up(now)
        await self._alarms.look()
        async with self._database.read() as session:
            return await next_due(session)

    async def _waiting(self, now: datetime, tried: set[Due]) -> list[Due]:
        """What one thing brings with it, such as the announcement of an opening, comes in the next turn."""
        async with self._database.read() as session:
            return [due for due in await due_by(session, now) if due not in tried]

    async def _try(self, due: Due, now: datetime) -> None:
        try:
            await self._database.in_snapshot(lambda session: do_due(session, self._texts, due, now))
        except Exception:
            log.exception("could not do what is due", kind=due.kind, id=due.id)

    async def _clean_up(self, now: datetime) -> None:
        if self._cleaned_at is None or now >= self._cleaned_at + CLEANED_EVERY:
            async with self._database.begin() as session:
                await clean_up(session, now)
            self._cleaned_at = now


class PartEnded(Exception):
    """A part of the process is gone, without which the rest is of no use; the message names it."""


class Engagebot:
    """One process: what it receives, what it sends, and what time brings."""

    def __init__(self, database: Database, texts: Texts, channels: Sequence[Channel], clock: Clock) -> None:
        self.database = database
        self.texts = texts
        self.channels = channels
        self.clock = clock
        self.alarms = Alarms(database, clock)
        self.courier = Courier(database, channels, clock, worker_name(), self.alarms.lane_stopped)
        self.chat = Chat(database, texts, clock, self.courier.wake)
        self.ticker = Ticker(clock, Duties(database, texts, self.courier, self.alarms).do)

    async def run(
        self,
        stop: asyncio.Event,
        ready: asyncio.Event | None = None,
        beside: Sequence[asyncio.Task[None]] = (),
    ) -> None:
        """Until `stop` is set; then what is being handled and sent is finished first. Raises what any part raises,
        and PartEnded if one ends by itself, one of those running `beside` us too."""
        async with AsyncExitStack() as stack:
            for channel in self.channels:
                stack.push_async_callback(channel.stop)
                await channel.start()
            await self.alarms.answered(self.channels)
            carrying = asyncio.create_task(self.courier.run(), name="courier")
            stack.push_async_callback(self._stop_carrying, carrying)
            listening = [
                asyncio.create_task(self.ticker.run(), name="ticker"),
                *(asyncio.create_task(c.receive(self.chat.handle), name=f"receive {c.lane}") for c in self.channels),
            ]
            stack.push_async_callback(_cancel, listening)
            if ready is not None:
                ready.set()
            await _until(stop, [carrying, *listening, *beside])

    async def _stop_carrying(self, carrying: asyncio.Task[None]) -> None:
        await self.courier.stop()
        await asyncio.gather(carrying, return_exceptions=True)


async def _cancel(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _until(stop: asyncio.Event, tasks: list[asyncio.Task[None]]) -> None:
    """Until told to stop. A part that ends by itself has failed, and takes the others with it."""
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([stopping, *tasks], return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
    for task in tasks:
        if task.done():
            log.error("a part ended by itself: stopping", part=task.get_name())
            if not task.cancelled():
                task.result()
            raise PartEnded(f"{task.get_name()} ended although nobody asked it to.")
