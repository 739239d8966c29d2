"""Lets a courier carry a whole outbox, and takes the time."""

import asyncio
import time
from dataclasses import dataclass

from sqlalchemy import func, select

from benchmarks.house import MorningClock, opened
from engagebot.channel import Channel, Handle, Limits, Outcome, Outgoing, Platform, Report, unheard
from engagebot.delivery.courier import Courier
from engagebot.delivery.ledger import Write
from engagebot.domain.outbox import Delivery, DeliveryState


@dataclass(frozen=True, slots=True)
class Carried:
    """Seconds that it took by the wall's clock, and of this process's processor time."""

    count: int
    wall: float
    processor: float


class Counting:
    """A channel that tells when it has been used so many times."""

    def __init__(self, channel: Channel, count: int) -> None:
        self._channel, self._left = channel, count
        self.done = asyncio.Event()

    @property
    def platform(self) -> Platform:
        return self._channel.platform

    @property
    def lane(self) -> str:
        return self._channel.lane

    @property
    def limits(self) -> Limits:
        return self._channel.limits

    @property
    def pulls(self) -> bool:
        return self._channel.pulls

    async def start(self) -> None:
        await self._channel.start()

    async def receive(self, handle: Handle, report: Report = unheard) -> None:
        await self._channel.receive(handle, report)

    async def send(self, outgoing: Outgoing) -> Outcome:
        outcome = await self._channel.send(outgoing)
        self._left -= 1
        if self._left == 0:
            self.done.set()
        return outcome

    async def stop(self) -> None:
        await self._channel.stop()


async def carry(url: str, channel: Channel, count: int, write: Write | None = None, patience: float = 120) -> Carried:
    """All that waits, from the first claim until the last outcome is committed; `write` as in `serve`. Fails if
    anything was not sent."""
    counting = Counting(channel, count)
    async with opened(url) as database:
        await counting.start()
        courier = Courier(database, [counting], MorningClock(), "bench:1:1", write=write)
        wall, processor = time.perf_counter(), time.process_time()
        task = asyncio.create_task(courier.run())
        async with asyncio.timeout(patience):
            await counting.done.wait()
        await courier.stop()
        carried = Carried(count, time.perf_counter() - wall, time.process_time() - processor)
        await task
        await counting.stop()
        async with database.read() as session:
            sent = await session.scalar(select(func.count(Delivery.id)).where(Delivery.state == DeliveryState.SENT))
    if sent != count:
        raise RuntimeError(f"Of {count} messages {sent} stand as sent.")
    return carried
