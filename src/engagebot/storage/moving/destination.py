"""The database that is moved to: empty, ours alone while we fill it, and ready to go on counting afterwards."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, func, inspect, literal_column, select, table, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from engagebot.storage.database import Database
from engagebot.storage.migrating import migrate
from engagebot.storage.moving.cannot import CannotMove, is_missing_file, reached
from engagebot.storage.moving.rows import TABLES
from engagebot.storage.postgres import migrating_engine

ALEMBICS = "alembic_version"


async def must_be_empty(url: URL) -> None:
    """Whatever tables it has, they hold no row. Raises CannotMove."""
    if is_missing_file(url):
        return  # to look would make it
    with reached(url):
        async with _engine(url) as engine, engine.connect() as connection:
            await _holds_nothing(connection)
            await _can_hold_every_letter(connection)


async def _holds_nothing(connection: AsyncConnection) -> None:
    for name in await connection.run_sync(_tables):
        if name != ALEMBICS and await connection.scalar(select(literal_column("1")).select_from(table(name)).limit(1)):
            where = connection.engine.url.render_as_string()
            raise CannotMove(f"There are rows in the table {name} of {where}. Move to a new, empty database.")


def _tables(connection: Connection) -> list[str]:
    return inspect(connection).get_table_names()


async def _can_hold_every_letter(connection: AsyncConnection) -> None:
    if connection.dialect.name != "postgresql":
        return
    encoding = await connection.scalar(text("SHOW server_encoding"))
    if encoding != "UTF8":
        raise CannotMove(
            f"The database {connection.engine.url.database} keeps its texts as {encoding}, which lacks letters that "
            "people use. Make one with: createdb --encoding=UTF8 --template=template0"
        )


@asynccontextmanager
async def destination(url: URL, migrations: Path) -> AsyncIterator[AsyncConnection]:
    """One transaction, committed at the end of the block, on tables that are made and still empty."""
    await migrate(url.render_as_string(hide_password=False), migrations)
    async with _engine(url) as engine, engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            await _lock(connection)
        await _holds_nothing(connection)
        yield connection
        if connection.dialect.name == "postgresql":
            await _count_on(connection)


@asynccontextmanager
async def _engine(url: URL) -> AsyncIterator[AsyncEngine]:
    if url.get_backend_name() == "sqlite":
        engine = Database(url.render_as_string(hide_password=False)).engine
    else:
        engine = migrating_engine(url)
    try:
        yield engine
    finally:
        await engine.dispose()


async def _lock(connection: AsyncConnection) -> None:
    """Nobody writes meanwhile."""
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(quote(table.name) for table in TABLES)
    await connection.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))


async def _count_on(connection: AsyncConnection) -> None:
    """The next row of each table gets the number after its last one."""
    quote = connection.dialect.identifier_preparer.quote
    for one in TABLES:
        column = one.autoincrement_column
        if column is None:
            continue
        sequence = await connection.scalar(select(func.pg_get_serial_sequence(quote(one.name), column.name)))
        if sequence is not None:
            last = func.max(column)
            await connection.execute(select(func.setval(sequence, func.coalesce(last, 1), last.is_not(None))))
