"""Moving a demo's clock from one thing that happens to the next."""

import asyncio
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.app import Engagebot
from engagebot.domain.clock import MovableClock
from engagebot.domain.outbox import Delivery
from engagebot.storage.due import coming, due_by
from engagebot.storage.outbox import is_open, waits

PATIENCE_SECONDS = 60.0
A_MOMENT = timedelta(milliseconds=1)


class NeverSettled(Exception):
    """Something is still on its way after a minute: {0}"""


@dataclass(slots=True)
class Hands:
    """Hands on the clock of a running bot."""

    bot: Engagebot
    clock: MovableClock

    async def next_moment(self) -> datetime | None:
        """When something happens next by itself: a thing due, or a message that waits for the morning."""
        async with self.bot.database.read() as session:
            soonest = await coming(session, limit=1)
            held = await self.held_until(session)
        moments = [due.at for due in soonest] + ([held] if held else [])
        return min(moments) if moments else None

    async def held_until(self, session: AsyncSession) -> datetime | None:
        """When the first message that waits in the outbox is due; None if none does."""
        return await session.scalar(select(func.min(Delivery.due_at)).where(waits()))

    async def move_by(self, step: timedelta) -> None:
        await self.move_to(self.clock.now() + step)

    async def move_to(self, instant: datetime) -> None:
        """Set the clock, never back, and wait until what is due then is done and sent."""
        self.clock.move_to(max(instant, self.clock.now()))
        self.bot.ticker.poke()
        self.bot.courier.wake()
        await self.settled()

    async def step(self) -> bool:
        """Go to the next moment; False if there is none."""
        moment = await self.next_moment()
        if moment is None:
            return False
        await self.move_to(moment + A_MOMENT)
        return True

    async def settled(self) -> None:
        """Until nothing is due and nothing is on its way."""
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            async with self.bot.database.read() as session:
                left = await _left(session, self.clock.now())
            if not left:
                return
            if time.monotonic() > end:
                raise NeverSettled(left)
            await asyncio.sleep(0.02)


async def _left(session: AsyncSession, now: datetime) -> str:
    """What is due or on its way, in words; empty if nothing is."""
    due = await due_by(session, now)
    if due:
        return ", ".join(str(one.kind) for one in due)
    query = select(func.count(Delivery.id)).where(is_open(), Delivery.due_at <= now)
    messages = await session.scalar(query)
    return f"{messages} messages" if messages else ""
