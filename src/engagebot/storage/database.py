"""The database: one door for writing, one for reading, the same on SQLite and on PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Any, TypeVar

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from engagebot.domain.schema import metadata
from engagebot.storage.at_hand import BUSY_TIMEOUT_SECONDS, AtHand, connect_at_hand
from engagebot.storage.checkpoints import AT_THE_LATEST, Checkpoints
from engagebot.storage.doors import CoreDoor, Door, StraightDoor
from engagebot.storage.json_columns import JSON
from engagebot.storage.postgres import postgres_engine
from engagebot.storage.postgres_errors import Conflict

__all__ = ["UNAVAILABLE", "Conflict", "Database", "metadata"]

Result = TypeVar("Result")

CONNECTIONS = 10
"""To PostgreSQL, where nothing else is set."""

UNAVAILABLE = (OperationalError, InterfaceError, NoConnection, OSError)
"""The database is locked, full or gone: another time it will work. Any other error is of the statement's own."""


class Group:
    """A transaction of many: each has a session and a savepoint of its own, and what fails in it is taken back
    without the others' noticing. All of them commit together."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    @asynccontextmanager
    async def member(self) -> AsyncIterator[AsyncSession]:
        """One after the other."""
        session = AsyncSession(self._connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
        async with session, session.begin():
            yield session


class Database:
    """`begin()` is the unit of work: it commits at the end, or rolls back if something is raised.

    On SQLite all writers share one connection and wait in line for it, which is fair and never `database is
    locked`; each transaction is BEGIN IMMEDIATE, so that what it reads cannot change before it writes.
    Readers have connections of their own.
    """

    def __init__(self, url: str, connections: int = CONNECTIONS) -> None:
        """`connections`: how many at most, on PostgreSQL."""
        parsed = make_url(url)
        self.url = parsed
        self.one_writer = _is_sqlite(parsed)
        """Whether writers wait for each other, so that nothing is gained by many small transactions at once."""
        if self.one_writer:
            self._writing = _engine(parsed, connections=1, writes=True)
            self._reading = _engine(parsed, connections=4)
            self._checkpoints = Checkpoints(str(parsed.database))
        else:
            self._writing = self._reading = postgres_engine(parsed, connections)
        self._begin = async_sessionmaker(self._writing, expire_on_commit=False)
        self._read = async_sessionmaker(self._reading, expire_on_commit=False)
        self._line = asyncio.Lock()
        self._writer: AtHand | None = None

    @property
    def engine(self) -> AsyncEngine:
        return self._writing

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        async with self._turn(), self._begin.begin() as session:
            yield session

    @asynccontextmanager
    async def begin_brief(self) -> AsyncIterator[AsyncSession]:
        """The same for what is short: on SQLite the event loop stands still while a statement runs. While it is busy,
        every statement that goes through the thread waits for it, and all other writers with it."""
        async with self._brief(), self._begin.begin() as session:
            yield session

    @asynccontextmanager
    async def begin_straight(self) -> AsyncIterator[Door]:
        """As brief, and without a session, for what is done so often that the way counts."""
        if not self.one_writer:
            async with self._writing.begin() as connection:
                yield CoreDoor(connection)
            return
        async with self._line, (await self._at_hand()).straight() as sqlite:
            yield StraightDoor(sqlite, self._writing.dialect)
        self._checkpoints.committed()

    async def in_snapshot(self, work: Callable[[AsyncSession], Awaitable[Result]]) -> Result:
        """What `work` returns, in a transaction that sees the database at one instant throughout, as on SQLite every
        one does. If another one gets in its way it is done once more. Raises Conflict if that is in vain."""
        try:
            return await self._in_snapshot(work)
        except Conflict:
            return await self._in_snapshot(work)

    async def _in_snapshot(self, work: Callable[[AsyncSession], Awaitable[Result]]) -> Result:
        async with self.begin() as session:
            if not self.one_writer:
                await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            return await work(session)

    @asynccontextmanager
    async def begin_group(self) -> AsyncIterator[Group]:
        """For many that are brief."""
        async with self._brief(), self._writing.begin() as connection:
            yield Group(connection)

    def _turn(self) -> AbstractAsyncContextManager[None]:
        """By order of arrival, which the pool of one connection does not keep."""
        return self._line if self.one_writer else nullcontext()

    @asynccontextmanager
    async def _brief(self) -> AsyncIterator[None]:
        if not self.one_writer:
            yield
            return
        async with self._line:
            driver = await self._at_hand()
            driver.brief = True
            try:
                yield
            finally:
                driver.brief = False

    async def _at_hand(self) -> AtHand:
        """The one connection that writes, for whoever has the turn."""
        if self._writer is None or not self._writer.is_open:
            async with self._writing.connect() as connection:
                self._writer = (await connection.get_raw_connection()).driver_connection
        assert self._writer is not None  # noqa: S101 - the pool has one by now
        return self._writer

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        async with self._read() as session:
            yield session

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncSession]:
        """For reading much: it sees the database at one instant throughout, and nobody has to wait for it."""
        async with self._read.begin() as session:
            if not self.one_writer:
                await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    async def close(self) -> None:
        if self.one_writer:
            await self._checkpoints.ended()
        await self._writing.dispose()
        if self._reading is not self._writing:
            await self._reading.dispose()


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _engine(url: URL, connections: int, writes: bool = False) -> AsyncEngine:
    """Its errors get into logs: they do not repeat what people wrote, nor who they are."""
    engine = create_async_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        connect_args={
            "timeout": BUSY_TIMEOUT_SECONDS,
            "async_creator_fn": connect_at_hand,
            "check_same_thread": False,
        },
        hide_parameters=True,
        **JSON,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        try:
            prepare(connection)
        except BaseException:  # the disk is full, say: nobody else knows of this connection yet
            connection.terminate()
            raise

    def prepare(connection: Any) -> None:
        # The driver's own BEGIN would be a deferred one: switch it off and say ours below.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute(f"PRAGMA wal_autocheckpoint={AT_THE_LATEST}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        if writes:
            connection.connection.run_async(AtHand.take_lock)
        else:
            connection.exec_driver_sql("BEGIN")

    return engine
