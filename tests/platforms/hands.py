"""Handlers as the tests need them: they note what they get, and can be held up or made to fail."""

import asyncio
from collections.abc import Awaitable, Callable

from engagebot.channel import Answer, Incoming, Intent


class Hand:
    """`fail` so many times first. While `open` is not set, everything waits in `handle`."""

    def __init__(self, fail: int = 0, answer: Answer | None = None) -> None:
        self.begun: list[Incoming] = []
        self.done: list[Incoming] = []
        self.open = asyncio.Event()
        self.open.set()
        self.fail = fail
        self.answer = answer or Answer()

    async def handle(self, incoming: Incoming) -> Answer:
        self.begun.append(incoming)
        await self.open.wait()
        if self.fail > 0:
            self.fail -= 1
            raise OSError("the store cannot be written")
        self.done.append(incoming)
        return self.answer

    @property
    def intents(self) -> list[Intent]:
        return [incoming.intent for incoming in self.done]


async def until(holds: Callable[[], bool], what: str, seconds: float = 10.0) -> None:
    """Polls quickly until `holds`; fails with `what` was waited for."""
    try:
        async with asyncio.timeout(seconds):
            while not holds():  # noqa: ASYNC110
                await asyncio.sleep(0.005)
    except TimeoutError:
        raise AssertionError(f"waited {seconds} s in vain: {what}") from None


async def eventually(holds: Callable[[], Awaitable[bool]], what: str, seconds: float = 10.0) -> None:
    """As `until`, for what has to be asked of a server."""
    try:
        async with asyncio.timeout(seconds):
            while not await holds():  # noqa: ASYNC110
                await asyncio.sleep(0.005)
    except TimeoutError:
        raise AssertionError(f"waited {seconds} s in vain: {what}") from None


async def cancelled(task: "asyncio.Task[None]", seconds: float = 5.0) -> None:
    """Cancels and waits until it has ended."""
    task.cancel()
    done, _ = await asyncio.wait([task], timeout=seconds)
    assert done, "it does not end when cancelled"
    assert task.cancelled() or task.exception() is None
