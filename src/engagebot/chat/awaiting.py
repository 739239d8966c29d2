"""Lets the process that seals rounds know what this one could not store."""

import asyncio

import structlog

from engagebot.chat.first_seen import FirstSeen
from engagebot.storage.awaiting import tell_awaited, tell_nothing_awaited
from engagebot.storage.database import Database

log = structlog.get_logger(__name__)

AGAIN_SECONDS = 0.5
"""Much less than a round waits after its closing: as soon as the store is back, what is awaited stands there."""


class Awaiting:
    def __init__(self, database: Database, first_seen: FirstSeen, worker: str) -> None:
        self._database, self._first_seen, self._worker = database, first_seen, worker

    async def run(self) -> None:
        """Until cancelled, whatever the database does."""
        while True:
            await self._first_seen.changed.wait()
            self._first_seen.changed.clear()
            try:
                await self.tell()
            except Exception as error:
                log.warning("could not tell what is awaited", error=str(error))
                self._first_seen.changed.set()
                await asyncio.sleep(AGAIN_SECONDS)

    async def tell(self) -> None:
        """Raises what the database raises."""
        async with self._database.begin() as session:
            awaited = self._first_seen.awaited()
            if awaited is None:
                await tell_nothing_awaited(session, self._worker)
            else:
                await tell_awaited(session, self._worker, *awaited)
