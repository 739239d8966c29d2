"""One lane: claims what is due, sends it as fast as the platform allows, writes down what became of it."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from engagebot.delivery.lead import Lead
from engagebot.delivery.ledger import Ledger
from engagebot.delivery.sending import Sending
from engagebot.delivery.timing import Stopwatch, Timing
from engagebot.storage.database import UNAVAILABLE

OnLaneStopped = Callable[[str, str], Awaitable[None]]
"""Told the lane and the reason, when a platform begins to refuse a sender."""

SECONDS_TO_WRITE = 1.5
"""At the very end, after the grace, for what came of the last messages."""


class Lane:
    def __init__(
        self,
        name: str,
        sending: Sending,
        ledger: Ledger,
        stopwatch: Stopwatch,
        timing: Timing,
        changed: asyncio.Event,
        on_stopped: OnLaneStopped | None,
        lead: Lead,
        is_rung: Callable[[], bool],
    ) -> None:
        self.name = name
        self._lead, self._terms = lead, 0
        self._is_rung = is_rung
        self._sending, self._ledger, self._stopwatch, self._timing = sending, ledger, stopwatch, timing
        self._changed, self._on_stopped = changed, on_stopped
        self._stopping = asyncio.Event()
        self._called = True
        self._look_at = self._take_over_at = -math.inf
        self._started = False
        self._troubles = 0
        self._alarmed = False
        self._log = structlog.get_logger(__name__).bind(lane=name)

    def wake(self) -> None:
        """There is something new in the outbox."""
        self._called = True
        self._look_at = -math.inf
        self._changed.set()

    def stop(self) -> None:
        self._stopping.set()
        self._changed.set()

    async def run(self) -> None:
        """Until stopped, whatever the database does; what is in flight is left as it is if cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                starting = group.create_task(self._sending.keep_starting())
                while not self._stopping.is_set():
                    self._changed.clear()
                    await self._try_turn()
                await self._finish()
                starting.cancel()
        finally:
            self._sending.cut_off()

    async def _try_turn(self) -> None:
        try:
            if self._troubles:
                await self._ledger.release(self._sending.held())
            await self._turn()
        except Exception as error:
            self._troubles += 1
            unexpected = not isinstance(error, UNAVAILABLE)
            self._log.error("lane.trouble", error=str(error), times=self._troubles, exc_info=unexpected)
            rest = min(self._timing.longest_rest, 0.25 * 2 ** min(self._troubles, 10))
            await self._stopwatch.wait(self._stopping, rest)
        else:
            self._troubles = 0
            await self._stopwatch.wait(self._changed, self._rest())

    def _rest(self) -> float:
        """Seconds until there is something to do, if nothing changes before."""
        if not self._lead.held():
            return self._sending.rest(math.inf, self._look())
        take_over_in = self._take_over_at - self._stopwatch.seconds()
        return self._sending.rest(self._look_at, max(0.0, min(self._look(), take_over_in)), self._called)

    def _look(self) -> float:
        return self._timing.look_if_rung if self._is_rung() else self._timing.look

    async def _turn(self) -> None:
        await self._record()
        await self._raise_alarm()
        self._lead.keep_silences(self._sending.silences())
        if not self._lead.held():
            await self._stand_by()
            return
        self._begin()
        await self._take_over()
        await self._hand_back_late()
        await self._claim()
        # Asked again, since the database may have taken its time.
        self._sending.start_ready(self._may_start)

    def _may_start(self) -> bool:
        return self._lead.held() and not self._stopping.is_set()

    def _begin(self) -> None:
        if self._lead.terms != self._terms:
            self._terms = self._lead.terms
            self._sending.begin(self._lead.term, self._lead.began)
            self._look_at = self._take_over_at = -math.inf

    async def _stand_by(self) -> None:
        """Another process leads: what has not started is its own. What is in flight is still written down."""
        if self._sending.waiting():
            await self._hand_back_all()

    async def _record(self) -> None:
        results = self._sending.finished()
        if results:
            await self._ledger.record(results)
            self._sending.forget(results)
            # Their chats are free again.
            self._look_at = -math.inf

    async def _raise_alarm(self) -> None:
        reason = self._sending.refused
        if reason is None:
            if self._alarmed:
                self._log.warning("lane.goes_on")
            self._alarmed = False
        elif not self._alarmed:
            self._alarmed = True
            self._log.error("lane.stopped", reason=reason, next_try_seconds=self._timing.probe)
            if self._on_stopped is not None:
                await self._on_stopped(self.name, reason)

    async def _take_over(self) -> None:
        now = self._stopwatch.seconds()
        if now < self._take_over_at:
            return
        taken = await self._ledger.take_over(at_start=not self._started)
        self._started = True
        self._take_over_at = now + self._timing.take_over
        if taken:
            self._look_at = -math.inf
            self._log.warning("lane.took_over", deliveries=taken)

    async def _hand_back_late(self) -> None:
        late = self._sending.late()
        if late:
            await self._ledger.hand_back(late)
            self._sending.drop({claimed.id for claimed, _ in late})
            self._look_at = -math.inf

    async def _claim(self) -> None:
        room, replies = self._sending.room()
        now = self._stopwatch.seconds()
        look = room > 0 and now >= self._look_at
        if not look and not (replies > 0 and self._called):
            return
        self._called = False
        claimed, due_in = await self._ledger.claim(room if look else 0, replies)
        self._sending.add(claimed)
        if look and len(claimed) < room:
            self._look_at = now + min(self._look(), math.inf if due_in is None else due_in)

    async def _finish(self) -> None:
        """What has not started goes back; what is in flight gets its time; then all is written down."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._timing.grace):
                await self._until_it_works(self._hand_back_all)
                await self._sending.settled()
        self._sending.cut_off()
        try:
            async with asyncio.timeout(SECONDS_TO_WRITE):
                await self._until_it_works(self._record)
                await self._until_it_works(self._hand_back_all)
        except TimeoutError:
            self._log.error("lane.stopped_unwritten", deliveries=len(self._sending.held()))

    async def _hand_back_all(self) -> None:
        waiting = self._sending.waiting()
        self._sending.drop(waiting)
        await self._ledger.release(self._sending.held())

    async def _until_it_works(self, step: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                return await step()
            except Exception as error:
                self._log.warning("lane.trouble", error=str(error))
                await asyncio.sleep(0.2)
