"""Carries the outbox to the platforms: one lane for each sending identity, side by side."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from engagebot.channel import Channel
from engagebot.delivery.lane import Lane, OnLaneStopped
from engagebot.delivery.lead import Lead, always
from engagebot.delivery.ledger import Ledger, Write
from engagebot.delivery.sending import Sending
from engagebot.delivery.timing import Stopwatch, SystemStopwatch, Timing
from engagebot.domain.clock import Clock
from engagebot.storage.database import Database


class Courier:
    """`run()` after the channels have started. `worker` has to differ from run to run: see `worker_name`."""

    def __init__(
        self,
        database: Database,
        channels: Sequence[Channel],
        clock: Clock,
        worker: str,
        on_lane_stopped: OnLaneStopped | None = None,
        timing: Timing | None = None,
        stopwatch: Stopwatch | None = None,
        leads: Callable[[str], Lead] | None = None,
        is_rung: Callable[[], bool] = lambda: False,
        write: Write | None = None,
    ) -> None:
        """`leads` tells of each lane whether it is ours to send in; without it, every one always is. `is_rung`:
        whether `wake` is called for what other processes commit too. `write` writes what has no text yet."""
        self._database, self._channels, self._clock, self._worker = database, channels, clock, worker
        self._on_lane_stopped = on_lane_stopped
        self._timing = timing or Timing()
        self._stopwatch = stopwatch or SystemStopwatch()
        self._leads = leads or partial(always, stopwatch=self._stopwatch)
        self._is_rung = is_rung
        self._write = write
        self._lanes: list[Lane] = []
        self._stopping = asyncio.Event()
        self._ended = asyncio.Event()
        self._ended.set()

    def wake(self, lane: str | None = None) -> None:
        """Something was committed for the lane, or for any, or the clock was moved: look at once."""
        for one in self._lanes:
            if lane is None or one.name == lane:
                one.wake()

    async def run(self) -> None:
        """Until stopped or cancelled. Cancelling leaves what is in flight to the next start; rather `stop()`."""
        self._ended.clear()
        self._lanes = [self._lane(channel) for channel in self._channels]
        try:
            async with asyncio.TaskGroup() as group:
                for lane in self._lanes:
                    group.create_task(lane.run())
                await self._stopping.wait()
                for lane in self._lanes:
                    lane.stop()
        finally:
            self._ended.set()

    async def stop(self) -> None:
        """Claim nothing more, let what is in flight end, write it down; takes about ten seconds at most."""
        self._stopping.set()
        await self._ended.wait()

    def _lane(self, channel: Channel) -> Lane:
        changed = asyncio.Event()
        return Lane(
            channel.lane,
            Sending(channel, self._stopwatch, self._timing, changed),
            Ledger(self._database, self._clock, channel.lane, self._worker, self._timing.lease, self._write),
            self._stopwatch,
            self._timing,
            changed,
            self._on_lane_stopped,
            self._leads(channel.lane),
            self._is_rung,
        )
