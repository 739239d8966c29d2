"""What a lane does in the database, each time in a transaction of its own."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta

import structlog

from engagebot.channel import Unknown
from engagebot.delivery.worker import surely_dead
from engagebot.domain.clock import Clock
from engagebot.storage import leases, outbox, outcomes, together
from engagebot.storage.database import UNAVAILABLE, Database
from engagebot.storage.doors import CoreDoor, Door
from engagebot.storage.leases import Claimed, Place
from engagebot.storage.outcomes import Result

Write = Callable[[Database, Sequence[Claimed], datetime], Awaitable[list[Claimed]]]
"""Writes the texts of what is written only now that it goes out; what it leaves out is not to go, and is ended."""


def in_turn(*writes: Write) -> Write:
    """What one of them leaves, the next one writes."""

    async def write(database: Database, claimed: Sequence[Claimed], now: datetime) -> list[Claimed]:
        left = list(claimed)
        for one in writes:
            left = await one(database, left, now)
        return left

    return write


class Ledger:
    def __init__(
        self, database: Database, clock: Clock, lane: str, worker: str, lease_seconds: float, write: Write | None = None
    ) -> None:
        self._database, self._clock, self._lane, self._worker = database, clock, lane, worker
        self._lease_seconds = lease_seconds
        self._write = write

    async def claim(self, limit: int, replies: int) -> tuple[list[Claimed], float | None]:
        """What to send now and, where that is less than `limit`, the seconds until something more is due."""
        now = self._clock.now()
        try:
            async with self._database.begin_straight() as door:
                claimed = await leases.claim_straight(door, self._place(now), limit, replies)
                due = await self._next_due(door, now) if len(claimed) < limit else None
        except leases.Ends:
            claimed, due = await self._claim_and_end(limit, replies, now)
        if self._write is not None:
            claimed = await self._write(self._database, claimed, now)
        return claimed, due

    def _place(self, now: datetime) -> Place:
        return Place(self._lane, self._worker, now, self._lease_seconds)

    async def _claim_and_end(self, limit: int, replies: int, now: datetime) -> tuple[list[Claimed], float | None]:
        """Together with what must not go out any more, which wants more than a door."""
        async with self._database.begin_brief() as session:
            claimed = await leases.claim(session, self._lane, self._worker, limit, now, self._lease_seconds, replies)
            door = CoreDoor(await session.connection())
            return claimed, await self._next_due(door, now) if len(claimed) < limit else None

    async def _next_due(self, door: Door, now: datetime) -> float | None:
        due = await outbox.next_due(door, self._lane, now)
        return None if due is None else (due - now).total_seconds()

    async def record(self, results: Sequence[Result]) -> None:
        """All in one transaction; where the database refuses one of them, the others do not suffer for it."""
        try:
            await self._record(results)
        except UNAVAILABLE:
            raise
        except Exception:
            structlog.get_logger(__name__).exception("outcomes.refused", lane=self._lane)
            for result in results:
                await self._record_alone(result)

    async def _record(self, results: Sequence[Result]) -> None:
        if all(map(outcomes.is_plain, results)):
            async with self._database.begin_straight() as door:
                await outcomes.record_straight(door, self._worker, results, self._clock.now())
        else:
            async with self._database.begin_brief() as session:
                await outcomes.record(session, self._worker, results, self._clock.now())

    async def _record_alone(self, result: Result) -> None:
        try:
            await self._record([result])
        except UNAVAILABLE:
            raise
        except Exception:
            reason = f"its outcome could not be written down: {type(result.outcome).__name__}"
            await self._record([Result(result.claimed, Unknown(reason))])

    async def hand_back(self, late: Sequence[tuple[Claimed, float | None]]) -> None:
        """Each at once, or after its seconds."""
        now = self._clock.now()
        async with self._database.begin_brief() as session:
            for claimed, seconds in late:
                due_at = None if seconds is None else now + timedelta(seconds=seconds)
                await leases.hand_back(session, self._worker, [claimed.id], due_at)

    async def release(self, held: Collection[int] = ()) -> None:
        """Hand back everything but what is `held`: a claim may have been committed without our hearing of it."""
        async with self._database.begin_brief() as session:
            await leases.release_others(session, self._lane, self._worker, held)

    async def take_over(self, at_start: bool = False) -> int:
        """From workers that died; at the start also from an earlier run under our own name."""
        async with self._database.read() as session:
            holders = await leases.lease_holders(session, self._lane)
            merged = await together.any_merged(session)
        if merged:
            async with self._database.begin_brief() as session:
                await together.share_fates(session)
        if not at_start:
            holders.discard(self._worker)
        if not holders:
            return 0
        dead = surely_dead(holders, self._worker) | ({self._worker} if at_start else set())
        async with self._database.begin_brief() as session:
            return await leases.take_over(session, self._lane, self._worker, self._clock.now(), dead)
