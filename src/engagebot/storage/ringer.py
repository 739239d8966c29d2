"""Rings for what many write at the same time."""

import asyncio

import structlog

from engagebot.storage.bells import can_ring, ring
from engagebot.storage.database import Database

log = structlog.get_logger(__name__)


class Ringer:
    """Rings right after the commits of others, in a transaction of its own, once for all that came meanwhile.

    PostgreSQL lets transactions that ring commit only one after the other: presses that rang in theirs would each
    wait for the disk alone. If we die in between, the message waits until its lane looks by itself.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._bells: set[str] = set()
        self._asked = asyncio.Event()

    def ring(self, bell: str) -> None:
        if can_ring(self._database.url):
            self._bells.add(bell)
            self._asked.set()

    async def run(self) -> None:
        """Until cancelled, whatever the database does."""
        while True:
            await self._asked.wait()
            self._asked.clear()
            bells, self._bells = self._bells, set()
            try:
                async with self._database.begin() as session:
                    await ring(session, *sorted(bells))
            except Exception as error:
                log.warning("could not ring for other processes", error=str(error))
