"""How long a call may take: one timer for all calls, since a timer each costs as much as a tenth of its call."""

import asyncio


class Patience:
    """Cancels tasks that take longer than `seconds`. All are given the same time, so the first to begin is the first
    to be too slow."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._begun: dict[int, tuple[float, asyncio.Task[None]]] = {}
        self._lost: set[int] = set()
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, call: int, task: asyncio.Task[None]) -> None:
        loop = asyncio.get_running_loop()
        self._begun[call] = loop.time(), task
        if self._timer is None:
            self._timer = loop.call_later(self._seconds, self._look)

    def end(self, call: int) -> None:
        self._begun.pop(call, None)
        self._lost.discard(call)

    def lost_with(self, call: int) -> bool:
        """Whether it was we who cancelled it."""
        return call in self._lost

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = None
        for call, (began, task) in list(self._begun.items()):
            left = began + self._seconds - loop.time()
            if left > 0:
                self._timer = loop.call_later(left, self._look)
                return
            self._lost.add(call)
            del self._begun[call]
            task.cancel()
