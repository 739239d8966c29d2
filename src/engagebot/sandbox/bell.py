"""Rings when something in the sandbox's world changes, so that pages, long polls and sockets wake up."""

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ring:
    """`platform` is `telegram`, `slack` or `world`; `person` is whom it concerns, empty if everybody."""

    platform: str
    person: str = ""

    @property
    def to_all(self) -> "Ring":
        return Ring(self.platform)


class Bell:
    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Ring]] = set()
        self._birth = secrets.token_hex(4)
        self._rung: Counter[Ring] = Counter()
        self._waiting: dict[Ring, asyncio.Event] = {}
        self._over = False

    def ring(self, platform: str, person: str = "") -> None:
        ring = Ring(platform, person)
        self._rung[ring] += 1
        for queue in self._listeners:
            queue.put_nowait(ring)
        self._wake([ring] if person else [one for one in self._waiting if one.platform == platform])

    async def listen(self) -> AsyncIterator[Ring]:
        """Every ring from now on, until the listener goes away."""
        queue: asyncio.Queue[Ring] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self._listeners.discard(queue)

    def state(self, person: Ring) -> str:
        """Another word after each ring that concerns the person, and after each start of the program."""
        return f"{self._birth}-{self._rung[person.to_all]}-{self._rung[person]}"

    async def changed(self, person: Ring, state: str, seconds: float) -> None:
        """Until the person's state is another, at most so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.state(person) == state and not self._over:
                    await self._waiting.setdefault(person, asyncio.Event()).wait()

    def let_go(self) -> None:
        """Nobody waits for a change any more."""
        self._over = True
        self._wake(list(self._waiting))

    def _wake(self, rings: list[Ring]) -> None:
        for ring in rings:
            if ring in self._waiting:
                self._waiting.pop(ring).set()
