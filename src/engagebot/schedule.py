"""Ticks: asks what is due, at least every ten seconds and at the next instant that is known."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from engagebot.domain.clock import Clock, SystemClock

DoWhatIsDue = Callable[[datetime], Awaitable[datetime | None]]
"""Does what is due at an instant and returns the next instant at which something will be, if it knows one."""

SOONEST_SECONDS = 0.1
"""Something that is due and stays due must not make the ticks run hot."""


class Ticker:
    """Holds nothing that a restart could lose: what is due stands in the database.

    The scheduler only rings; ticks never overlap, and those missed meanwhile are one.
    """

    def __init__(self, clock: Clock, do_what_is_due: DoWhatIsDue, every_seconds: float = 10) -> None:
        self._clock, self._do_what_is_due, self._every_seconds = clock, do_what_is_due, every_seconds
        self._rung = asyncio.Event()

    def poke(self) -> None:
        """Tick at once: the clock was moved, or something new has an instant."""
        self._rung.set()

    async def run(self) -> None:
        """Until cancelled. The first tick comes at once."""
        scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        )
        scheduler.add_job(self._ring, IntervalTrigger(seconds=self._every_seconds, timezone=UTC))
        scheduler.start()
        self._rung.set()
        try:
            while True:
                await self._rung.wait()
                self._rung.clear()
                self._ring_at(scheduler, await self._tick())
        finally:
            scheduler.shutdown(wait=False)

    async def _ring(self) -> None:
        self._rung.set()

    async def _tick(self) -> datetime | None:
        try:
            return await self._do_what_is_due(self._clock.now())
        except Exception:
            structlog.get_logger(__name__).exception("tick.failed")
            return None

    def _ring_at(self, scheduler: AsyncIOScheduler, due: datetime | None) -> None:
        """In real time, which the clock of the house may be far from."""
        if due is None:
            return
        seconds = max(SOONEST_SECONDS, (due - self._clock.now()).total_seconds())
        if seconds < self._every_seconds:
            at = SystemClock().now() + timedelta(seconds=seconds)
            scheduler.add_job(self._ring, DateTrigger(at, timezone=UTC), id="next due", replace_existing=True)
