"""Small things done on the side, for which nobody waits."""

import asyncio
from collections.abc import Coroutine

import structlog

log = structlog.get_logger(__name__)


class Errands:
    """A failed errand is logged by its kind of error only: its message may hold a secret address."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def run(self, name: str, errand: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(self._run(name, errand))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _run(self, name: str, errand: Coroutine[object, object, None]) -> None:
        try:
            await errand
        except Exception as error:
            log.warning("errand_failed", errand=name, error=type(error).__name__)

    async def finish(self, within: float) -> None:
        """Waits for those under way, then gives up on the rest."""
        if self._running:
            await asyncio.wait(self._running, timeout=within)
        for task in tuple(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
