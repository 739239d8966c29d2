"""Puts the parts together by plain constructor calls, runs them, and takes them down again."""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta

import structlog

from engagebot.alarms import Alarms
from engagebot.channel import Channel
from engagebot.chat.awaiting import Awaiting
from engagebot.chat.handler import Chat
from engagebot.delivery.courier import Courier
from engagebot.delivery.lead import Lead
from engagebot.delivery.leader import Leader
from engagebot.delivery.ledger import in_turn
from engagebot.delivery.worker import worker_name
from engagebot.domain.alarm import INCOMING
from engagebot.domain.clock import Clock
from engagebot.domain.people import RETENTION_DAYS
from engagebot.domain.quiet import MESSAGES_A_WEEK
from engagebot.duties import Duties
from engagebot.receiving import receive_while_leading
from engagebot.roles import Role
from engagebot.schedule import Ticker
from engagebot.storage.bells import Bell
from engagebot.storage.database import Database
from engagebot.storage.listening import Listener
from engagebot.storage.ringer import Ringer
from engagebot.texts.texts import Texts
from engagebot.use_cases.write_digests import DigestWriter
from engagebot.use_cases.write_late import LateWriter
from engagebot.use_cases.write_together import Gatherer

log = structlog.get_logger(__name__)

DUTIES = "duties"


class PartEnded(Exception):
    """A part of the process is gone, without which the rest is of no use; the message names it."""


class Engagebot:
    """One process: what it receives, what it sends, and what time brings. Of several on one database, one at a
    time does each of these; `role` says whether this one is to do them at all."""

    def __init__(
        self,
        database: Database,
        texts: Texts,
        channels: Sequence[Channel],
        clock: Clock,
        role: Role = Role.ALL,
        retention: timedelta = timedelta(days=RETENTION_DAYS),
        messages_a_week: int = MESSAGES_A_WEEK,
        organisers: Collection[str] = (),
    ) -> None:
        self.database = database
        self.texts = texts
        self.channels = channels
        self.clock = clock
        self.role = role
        self.alarms = Alarms(database, clock)
        worker = worker_name()
        self.leader = Leader(database, worker, self._lead_changed)
        self.listener = Listener(database.url, self._rung)
        self.courier = Courier(
            database,
            channels,
            clock,
            worker,
            self.alarms.lane_stopped,
            leads=self.leader.lead,
            is_rung=lambda: self.listener.listening,
            write=in_turn(LateWriter(texts).write, Gatherer(texts, messages_a_week).write, DigestWriter(texts).write),
        )
        self.ringer = Ringer(database)
        self.chat = Chat(database, texts, clock, self._committed, organisers=organisers)
        self.awaiting = Awaiting(database, self.chat.first_seen, worker)
        lead, awaits = self.leader.lead(DUTIES), self.chat.first_seen.awaits
        duties = Duties(database, texts, self.courier.wake, self.alarms, lead, retention, awaits)
        self.ticker = Ticker(clock, duties.do)

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
            ringing = asyncio.create_task(self.ringer.run(), name="ringer")
            awaiting = asyncio.create_task(self.awaiting.run(), name="awaiting")
            stack.push_async_callback(_cancel, [ringing, awaiting])
            parts = [ringing, awaiting, *(await self._work(stack) if self.role.works else ())]
            if ready is not None:
                ready.set()
            await _until(stop, [*parts, *beside])

    async def _work(self, stack: AsyncExitStack) -> list[asyncio.Task[None]]:
        """Starts what only one process at a time may do. When the stack is left, all of it ends before its
        leaderships are given up."""
        receiving = {
            channel: self.leader.lead(f"{INCOMING}{channel.lane}") for channel in self.channels if channel.pulls
        }
        for channel in self.channels:
            self.leader.lead(channel.lane)
        await self.leader.take()
        stack.push_async_callback(self.leader.give_up)
        leading = asyncio.create_task(self.leader.run(), name="leader")
        stack.push_async_callback(_cancel, [leading])
        carrying = asyncio.create_task(self.courier.run(), name="courier")
        stack.push_async_callback(self._stop_carrying, carrying)
        listening = [
            asyncio.create_task(self.listener.run(), name="listener"),
            asyncio.create_task(self.ticker.run(), name="ticker"),
            *(asyncio.create_task(self._receive(channel, lead), name=lead.name) for channel, lead in receiving.items()),
        ]
        stack.push_async_callback(_cancel, listening)
        return [leading, carrying, *listening]

    async def _receive(self, channel: Channel, lead: Lead) -> None:
        await receive_while_leading(channel, lead, self.chat.handle, self.alarms.of_receiving(channel.lane))

    def _committed(self, lane: str) -> None:
        """Something waits in the lane: for us, or for whoever leads there."""
        if self.leader.lead(lane).held():
            self.courier.wake(lane)
        else:
            self.ringer.ring(lane)

    def _rung(self, bell: str) -> None:
        """By another process, or by this one; bells of lanes that are not here ring for nobody."""
        match bell:
            case Bell.DUTIES:
                self.ticker.poke()
            case Bell.LEADERS:
                self.leader.look()
            case Bell.LANES:
                self.courier.wake()
            case Bell.EVERYBODY:
                self.ticker.poke()
                self.leader.look()
                self.courier.wake()
            case lane:
                self.courier.wake(lane)

    def _lead_changed(self, name: str) -> None:
        if name == DUTIES:
            self.ticker.poke()
        else:
            self.courier.wake(name)

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
