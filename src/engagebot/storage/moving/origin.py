"""The database that is moved from: in one state from the beginning of the move to its end, and only read."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from math import ceil
from pathlib import Path

import aiosqlite
from sqlalchemy import URL, func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from engagebot.domain.leadership import Leadership
from engagebot.domain.outbox import Delivery, DeliveryState
from engagebot.storage.leaderships import database_seconds
from engagebot.storage.migrating import at_newest
from engagebot.storage.moving.cannot import CannotMove, is_missing_file, reached
from engagebot.storage.moving.rows import TABLES
from engagebot.storage.postgres import migrating_engine

WAIT_SECONDS = 2
OUR_NAME = "engagebot move"
STOP = "Stop `engagebot serve` and whatever else uses it, and try again."


@asynccontextmanager
async def origin(url: URL, migrations: Path, now: datetime, shared: bool) -> AsyncIterator[AsyncConnection]:
    """A connection on which nothing changes. Unless it may be `shared`, nobody else has the database open, and
    on SQLite nobody else can open it meanwhile. Raises CannotMove."""
    sqlite = url.get_backend_name() == "sqlite"
    if is_missing_file(url):
        raise CannotMove(f"There is no database {url.database}. Set ENGAGEBOT_DATABASE_URL to the one to move.")
    async with AsyncExitStack() as stack:
        with reached(url):
            engine = _engine(url, sqlite)
            stack.push_async_callback(engine.dispose)
            connection = await stack.enter_async_context(engine.connect())
            await (_begin_sqlite if sqlite else _begin_postgres)(connection, shared)
            await _is_newest(connection, migrations)
            if not shared:
                await _nothing_leased(connection, now)
        yield connection


def _engine(url: URL, sqlite: bool) -> AsyncEngine:
    if not sqlite:
        return migrating_engine(url).execution_options(isolation_level="REPEATABLE READ")
    own_begin = {"timeout": WAIT_SECONDS, "isolation_level": None}
    return create_async_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=own_begin)


async def _begin_sqlite(connection: AsyncConnection, shared: bool) -> None:
    """In exclusive mode SQLite begins only where no other connection has the file open.
    Source: https://sqlite.org/pragma.html#pragma_locking_mode and https://sqlite.org/wal.html#noshm"""
    driver = (await connection.get_raw_connection()).driver_connection
    assert isinstance(driver, aiosqlite.Connection)  # noqa: S101 - tells the type checker which driver it is
    driver.text_factory = _whatever_it_is
    if shared:
        await connection.exec_driver_sql("BEGIN")
        return
    try:
        await connection.exec_driver_sql("PRAGMA locking_mode=EXCLUSIVE")
        await connection.exec_driver_sql("BEGIN EXCLUSIVE")
    except OperationalError as error:
        raise CannotMove(f"Another program has {connection.engine.url.database} open. {STOP}") from error


def _whatever_it_is(written: bytes) -> str:
    """SQLite keeps any bytes as text; what is none is told with its row when it is written."""
    return written.decode("utf-8", "surrogateescape")


async def _begin_postgres(connection: AsyncConnection, shared: bool) -> None:
    await connection.execute(select(func.set_config("application_name", OUR_NAME, False)))
    others = await connection.scalar(
        text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND backend_type = 'client backend' AND pid <> pg_backend_pid() AND application_name <> :ours"
        ),
        {"ours": OUR_NAME},
    )
    if others and not shared:
        raise CannotMove(
            f"The database {connection.engine.url.database} is in use (connections of others: {others}). {STOP}"
        )


async def _nothing_leased(connection: AsyncConnection, now: datetime) -> None:
    """A program that was killed leaves its leases behind, and one that lost its connection comes back to them."""
    until = await connection.scalar(
        select(func.max(Delivery.leased_until)).where(Delivery.state == DeliveryState.LEASED)
    )
    sending = 0.0 if until is None else (until - now).total_seconds()
    leading = await connection.scalar(
        select(func.max(Leadership.held_until - database_seconds())).where(Leadership.holder.is_not(None))
    )
    seconds = ceil(max(sending, leading or 0))
    if seconds > 0:
        raise CannotMove(
            f"`engagebot serve` is at work, or was cut off a moment ago. {STOP} "
            f"If it is stopped already, wait {seconds} seconds."
        )


async def _is_newest(connection: AsyncConnection, migrations: Path) -> None:
    if not await at_newest(connection, migrations):
        raise CannotMove(
            f"The database {connection.engine.url.database} is not at the schema of this version of engagebot. "
            "Run `engagebot announcements` once, which brings it there, and try again."
        )


async def rows_of(connection: AsyncConnection) -> Mapping[str, int]:
    """By table, in the order of copying."""
    return {
        table.name: await connection.scalar(select(func.count()).select_from(table)) or 0  # for the type checker
        for table in TABLES
    }
