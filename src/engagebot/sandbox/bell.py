"""Rings when something in the sandbox's world changes, so that pages, long polls and sockets wake up."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ring:
    """`platform` is `telegram`, `slack` or `world`; `person` is whom it concerns, empty if everybody."""

    platform: str
    person: str = ""


class Bell:
    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Ring]] = set()

    def ring(self, platform: str, person: str = "") -> None:
        for queue in self._listeners:
            queue.put_nowait(Ring(platform, person))

    async def listen(self) -> AsyncIterator[Ring]:
        """Every ring from now on, until the listener goes away."""
        queue: asyncio.Queue[Ring] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self._listeners.discard(queue)
