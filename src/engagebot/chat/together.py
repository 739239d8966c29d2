"""What waits at the same time is done, and committed, together."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

MOST = 64
"""Items in a group."""


class Spoiled(Exception):
    """Nothing of the group is stored, for what one of its items did."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


@dataclass(frozen=True, slots=True)
class Waiting(Generic[Item, Result]):
    item: Item
    done: asyncio.Future[Result]

    def end(self, outcome: Result | BaseException) -> None:
        """Whoever waited may have gone away meanwhile."""
        if self.done.done():
            return
        if isinstance(outcome, asyncio.CancelledError):
            self.done.cancel()
        elif isinstance(outcome, BaseException):
            self.done.set_exception(outcome)
        else:
            self.done.set_result(outcome)


class Together(Generic[Item, Result]):
    """One group at a time, of whatever waits when the one before has ended: nothing waits for company.

    `work` does a group and commits it. It gives an outcome for each item: a result, or the error that is the
    item's own, or None where it did not get to it, which then goes first in the next group. When it raises,
    nothing of the group is stored; after Spoiled, each item is tried alone.
    """

    def __init__(self, work: Callable[[Sequence[Item]], Awaitable[Sequence[Result | Exception | None]]]) -> None:
        self._work = work
        self._waiting: deque[Waiting[Item, Result]] = deque()
        self._working: asyncio.Task[None] | None = None

    async def do(self, item: Item) -> Result:
        """Returns once the item is committed, with others or alone. Raises its own error, or that of the commit."""
        waiting: Waiting[Item, Result] = Waiting(item, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._working is None:
            self._working = asyncio.create_task(self._work_off(), name="commit in groups")
        return await waiting.done

    async def _work_off(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(0)  # whoever has come by now, but was not heard yet, comes along
                group = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
                try:
                    await self._do(group)
                except BaseException as error:
                    _end_all(group, error)
                    if not isinstance(error, Exception):
                        _end_all(self._waiting, error)
                        raise
        finally:
            self._working = None

    async def _do(self, group: Sequence[Waiting[Item, Result]]) -> None:
        try:
            outcomes = await self._work([waiting.item for waiting in group])
        except Spoiled as spoiled:
            if len(group) == 1:
                group[0].end(spoiled.error)
            else:
                for waiting in group:
                    await self._do([waiting])
            return
        for waiting, outcome in zip(group, outcomes, strict=True):
            if outcome is not None:
                waiting.end(outcome)
        left = [waiting for waiting, outcome in zip(group, outcomes, strict=True) if outcome is None]
        self._waiting.extendleft(reversed(left))


def _end_all(group: "Sequence[Waiting[Item, Result]] | deque[Waiting[Item, Result]]", error: BaseException) -> None:
    for waiting in group:
        waiting.end(error)
