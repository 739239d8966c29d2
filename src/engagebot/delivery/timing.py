"""Time as sending needs it: real seconds that nobody can move, and how long each thing may take."""

import asyncio
import math
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol


class Stopwatch(Protocol):
    """Real time for pacing, apart from the clock of the house, which a demo moves by days."""

    def seconds(self) -> float:
        """Monotonic."""
        ...

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        """Until the event is set, at most so long, which may be infinite."""
        ...


class SystemStopwatch:
    def seconds(self) -> float:
        return time.monotonic()

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(None if math.isinf(seconds) else seconds):
                await event.wait()


@dataclass(frozen=True, slots=True)
class Timing:
    """All in seconds. What is claimed starts within `start` and is answered within `send`, or it is handed
    back, or unknown: together less than `lease`, so that nobody takes over what is still being sent."""

    lease: float = 30
    start: float = 4
    send: float = 20
    ahead: float = 0.1
    """Claim no more than can start so soon: after a crash, whatever was claimed is unknown."""
    linger: float = 0.05
    """While others are being sent, outcomes wait so long for company: each commit costs as much as many of them.
    After a crash they are unknown, as is what is in flight."""
    look: float = 1
    """Look into the outbox at least so often,"""
    look_if_rung: float = 10
    """or so often where one is rung for."""
    take_over: float = 5
    """Look for the leases of dead workers so often."""
    probe: float = 60
    """After the platform refused the sender, try again so often."""
    grace: float = 8
    """When stopping, wait so long for what is being sent."""
    longest_rest: float = 5
    """When the database cannot be written, try again at least so often."""
