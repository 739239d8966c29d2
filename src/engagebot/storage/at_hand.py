"""An SQLite connection that can do without its thread."""

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


def connect_at_hand(file: str | Path, **options: Any) -> AtHand:
    """In place of `aiosqlite.connect`; to be awaited likewise."""

    def connector() -> sqlite3.Connection:
        made: sqlite3.Connection = sqlite3.connect(file, **options)
        return made

    connection = AtHand(connector, iter_chunk_size=64)
    connection._thread.daemon = True
    return connection
