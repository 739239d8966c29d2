"""An SQLite connection that can do without its thread, and lets go of its locks when it is given up."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiosqlite


class AtHand(aiosqlite.Connection):
    """While `brief`, statements run where they are asked for. They take some millionths of a second; handing each
    to the connection's thread and back, as aiosqlite does, takes ten times as long, and many times that while the
    event loop is busy.

    Only for what is short, and once the write lock is had: the event loop stands still meanwhile.
    """

    brief = False

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


def connect_at_hand(file: str | Path, **options: Any) -> AtHand:
    """In place of `aiosqlite.connect`; to be awaited likewise."""

    def connector() -> sqlite3.Connection:
        made: sqlite3.Connection = sqlite3.connect(file, **options)
        return made

    connection = AtHand(connector, iter_chunk_size=64)
    connection._thread.daemon = True
    return connection
