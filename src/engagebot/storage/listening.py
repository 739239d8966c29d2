"""Hears the bells that other processes ring, on a connection of its own."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import structlog
from sqlalchemy.engine import URL

from engagebot.domain.pacing import pause_after
from engagebot.storage.bells import CHANNEL, Bell, can_ring
from engagebot.storage.postgres import listening_engine

log = structlog.get_logger(__name__)

LOOK_SECONDS = 10.0
ANSWER_SECONDS = 5.0
"""So often the connection is tried, since it can die without a word, and so long an answer may take."""
LONGEST_PAUSE_SECONDS = 30.0


class Listener:
    """`heard` is called with a bell's name, or a lane's; and with EVERYBODY whenever bells may have been missed."""

    def __init__(self, url: URL, heard: Callable[[str], None]) -> None:
        self._url, self._heard = url, heard
        self.listening = False
        """Whether one may rely on being rung for."""

    async def run(self) -> None:
        """Until cancelled, whatever the database does. On SQLite it only waits."""
        if not can_ring(self._url):
            await asyncio.Event().wait()
        tries = 0
        while True:
            try:
                async with self._connected() as connection:
                    tries = 0
                    await self._listen(connection)
            except Exception as error:
                log.warning("bells of other processes are not heard: looking often instead", error=str(error))
            tries += 1
            await asyncio.sleep(min(LONGEST_PAUSE_SECONDS, pause_after(tries, random.random())))

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[Any]:
        """asyncpg's own connection."""
        engine = listening_engine(self._url)
        try:
            async with engine.connect() as connection:
                yield (await connection.get_raw_connection()).driver_connection
        finally:
            await engine.dispose()

    async def _listen(self, connection: Any) -> None:
        gone = asyncio.Event()
        connection.add_termination_listener(lambda _: gone.set())
        await connection.add_listener(CHANNEL, lambda _connection, _process, _channel, bell: self._heard(bell))
        self._set(True)
        try:
            while not gone.is_set():
                try:
                    async with asyncio.timeout(LOOK_SECONDS):
                        await gone.wait()
                except TimeoutError:
                    await connection.fetchval("SELECT 1", timeout=ANSWER_SECONDS)
            raise ConnectionError("the connection is gone")
        finally:
            self._set(False)

    def _set(self, listening: bool) -> None:
        self.listening = listening
        self._heard(Bell.EVERYBODY)
