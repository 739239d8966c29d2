"""SQLite's log is carried over into the file beside everything else, not by whoever happens to commit the thousandth
page: on the event loop, everybody would wait for it."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import structlog

LARGE = 4 * 1024 * 1024
"""Bytes of the log from which on it is worth carrying over; SQLite's own measure."""
AT_THE_LATEST = 10_000
"""Pages from which on the next commit does it all the same: while many write without a pause, the log never ends
otherwise."""
COMMITS = 100
"""So many after it was carried over its size is looked at, never at once: where carrying over meets the commit that
begins the log again, releases of SQLite before 3.51.3 can lose what is committed next. After so many it has begun.
Source: https://www.sqlite.org/wal.html#walresetbug"""

log = structlog.get_logger(__name__)


class Checkpoints:
    def __init__(self, file: str) -> None:
        self._file = file
        self._commits = 0
        self._running: asyncio.Task[None] | None = None

    @property
    def is_running(self) -> bool:
        return self._running is not None

    def committed(self) -> None:
        self._commits += 1
        if self._commits < COMMITS or self.is_running:
            return
        self._commits = 0
        if self._is_large():
            self._running = asyncio.create_task(self._carry_over(), name="checkpoint")

    def _is_large(self) -> bool:
        try:
            return Path(f"{self._file}-wal").stat().st_size >= LARGE
        except OSError:
            return False

    async def _carry_over(self) -> None:
        try:
            await asyncio.to_thread(_carry_over, self._file)
        except sqlite3.Error as error:
            log.warning("the log was not carried over", error=str(error))
        finally:
            self._running = None
            self._commits = 0

    async def ended(self) -> None:
        if self._running is not None:
            await asyncio.wait([self._running])


def _carry_over(file: str) -> None:
    """As much as can be had without anybody's waiting."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
