"""An SQLite connection that can do without its thread, and lets go of its locks when it is given up."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiosqlite

from engagebot.storage.sqlite_errors import known

BUSY_TIMEOUT_SECONDS = 10
FIRST_PAUSE, LONGEST_PAUSE = 0.001, 0.05
"""Seconds between looks at a write lock that another program has."""
QUICK = 0.005
"""Seconds within which a commit may keep the event loop waiting."""


class AtHand(aiosqlite.Connection):
    """While `brief`, statements run where they are asked for. They take some millionths of a second; handing each
    to the connection's thread and back, as aiosqlite does, takes ten times as long, and many times that while the
    event loop is busy.

    Only for what is short, and once the write lock is had: the event loop stands still meanwhile. Commits go to the
    thread all the same once the disk has shown that it takes its time.
    """

    brief = False
    _commits_take = 0.0

    @property
    def is_open(self) -> bool:
        return self._running and self._connection is not None

    @property
    def sqlite(self) -> sqlite3.Connection:
        """The connection itself, for whoever stands at hand."""
        inner: sqlite3.Connection = self._conn
        return inner

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self.brief:
            return fn(*args, **kwargs)
        return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]

    async def close(self) -> None:
        self._let_go()
        await super().close()

    def stop(self) -> "asyncio.Future[Any] | None":
        self._let_go()
        return super().stop()

    def _let_go(self) -> None:
        """Rolls back, once all that was asked for is done. A connection whose statement was cancelled is closed while
        something still holds the statement: SQLite then keeps it open until that goes, and with it the write lock."""
        connection = self._connection

        def roll_back() -> None:
            if connection is not None and connection.in_transaction:
                connection.rollback()

        self._tx.put_nowait((None, roll_back))

    async def take_lock(self) -> None:
        """BEGIN IMMEDIATE; while another program has the write lock, the event loop goes on. Raises
        OperationalError."""
        end, pause = time.monotonic() + BUSY_TIMEOUT_SECONDS, FIRST_PAUSE
        while True:
            try:
                return self._begin_at_once()
            except sqlite3.Error as error:
                if not _is_busy(error) or time.monotonic() >= end:
                    raise known(error, "BEGIN IMMEDIATE") from error
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _begin_at_once(self) -> None:
        inner = self.sqlite
        inner.execute("PRAGMA busy_timeout=0")
        try:
            inner.execute("BEGIN IMMEDIATE")
        finally:
            inner.execute(f"PRAGMA busy_timeout={1000 * BUSY_TIMEOUT_SECONDS}")

    async def commit(self) -> None:
        if self.brief and self._commits_take <= QUICK:
            self._commit()
        else:
            await _to_the_end(super()._execute(self._commit))  # type: ignore[no-untyped-call]

    def _commit(self) -> None:
        began = time.monotonic()
        self.sqlite.commit()
        self._commits_take += (time.monotonic() - began - self._commits_take) / 8

    @asynccontextmanager
    async def straight(self) -> AsyncIterator[sqlite3.Connection]:
        """A transaction past all layers, for what is brief. Raises OperationalError if it cannot begin or commit."""
        await self.take_lock()
        self.brief = True
        try:
            yield self.sqlite
            await self.commit()
        except sqlite3.Error as error:
            raise known(error, "COMMIT") from error
        finally:
            self.brief = False
            if self.is_open and self.sqlite.in_transaction:
                self.sqlite.rollback()


def _is_busy(error: sqlite3.Error) -> bool:
    return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


async def _to_the_end(work: Coroutine[Any, Any, Any]) -> None:
    """Whoever is cancelled meanwhile waits for it all the same."""
    task = asyncio.create_task(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


def connect_at_hand(file: str | Path, **options: Any) -> AtHand:
    """In place of `aiosqlite.connect`; to be awaited likewise."""

    def connector() -> sqlite3.Connection:
        made: sqlite3.Connection = sqlite3.connect(file, **options)
        return made

    connection = AtHand(connector, iter_chunk_size=64)
    connection._thread.daemon = True
    return connection
