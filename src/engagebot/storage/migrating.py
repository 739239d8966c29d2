"""Brings the database to the newest schema, or says how far behind it is."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from engagebot.storage.postgres import migrating_engine

BUSY_SECONDS = 30
ONE_AT_A_TIME = 0x656E67616765
"""The number of the lock under which PostgreSQL is migrated: several processes may start at once."""


class BrokenReferences(Exception):
    """A migration left rows that point to nothing: {0}. The database was not changed."""


def _config(folder: Path, connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _engine(url: str, **sqlite_options: object) -> AsyncEngine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return migrating_engine(parsed)
    options = {"timeout": BUSY_SECONDS, **sqlite_options}
    return create_async_engine(parsed, poolclass=NullPool, hide_parameters=True, connect_args=options)


async def migrate(url: str, folder: Path, revision: str = "head") -> None:
    """Upgrade the database at `url` with the migrations in `folder`, in one transaction; down again with `-1`,
    or any other number of steps, or with `base`.

    On SQLite foreign keys are off meanwhile, since a table that is rebuilt would drag its children along,
    and are checked before the commit. Raises BrokenReferences.
    """
    sqlite = make_url(url).get_backend_name() == "sqlite"
    engine = _engine(url, isolation_level=None)
    try:
        async with engine.connect() as connection:
            if sqlite:
                await connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
                await connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                await connection.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
            await connection.run_sync(_upgrade, folder, revision)
            if sqlite:
                broken = (await connection.execute(text("PRAGMA foreign_key_check"))).all()
                if broken:
                    raise BrokenReferences(broken)
                await connection.exec_driver_sql("COMMIT")
            else:
                await connection.commit()
    finally:
        await engine.dispose()


def _upgrade(connection: Connection, folder: Path, revision: str) -> None:
    down = revision == "base" or revision.startswith("-")
    config = _config(folder, connection)
    (command.downgrade if down else command.upgrade)(config, revision)


async def missing_migrations(url: str, folder: Path) -> bool:
    """Whether the database at `url` is not at the newest schema."""
    engine = _engine(url)
    try:
        async with engine.connect() as connection:
            return not await at_newest(connection, folder)
    finally:
        await engine.dispose()


async def at_newest(connection: AsyncConnection, folder: Path) -> bool:
    present = await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())
    return present == ScriptDirectory.from_config(_config(folder)).get_current_head()
