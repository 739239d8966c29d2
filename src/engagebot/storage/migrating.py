"""Brings the database to the newest schema, or says how far behind it is."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from engagebot.storage.postgres import migrating_engine

if TYPE_CHECKING:
    from alembic.config import Config

BUSY_SECONDS = 30
ONE_AT_A_TIME = 0x656E67616765
"""The number of the lock under which PostgreSQL is migrated: several processes may start at once."""


NAMES = re.compile(r'^(?:down_)?revision = "(.+)"$', re.MULTILINE)


class BrokenReferences(Exception):
    """A migration left rows that point to nothing: {0}. The database was not changed."""


def _config(folder: Path, connection: Connection) -> "Config":
    from alembic.config import Config

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

    Without Alembic, which takes a while to load, where there is nothing to do.

    On SQLite foreign keys are off meanwhile, since a table that is rebuilt would drag its children along,
    and are checked before the commit. Raises BrokenReferences.
    """
    if revision == "head" and not await missing_migrations(url, folder):
        return
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
    from alembic import command

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
    ends = _ends(folder)
    return bool(ends) and await connection.run_sync(_revisions) == ends


def _revisions(connection: Connection) -> set[str]:
    """Where the database stands, which Alembic writes down."""
    if not inspect(connection).has_table("alembic_version"):
        return set()
    return set(connection.scalars(text("SELECT version_num FROM alembic_version")))


def _ends(folder: Path) -> set[str]:
    """The migrations that none follows: mostly one. Each names itself, and then the one before it."""
    found = (NAMES.findall(file.read_text("utf-8")) for file in folder.glob("versions/*.py"))
    named = [names for names in found if names]
    return {names[0] for names in named} - {before for names in named for before in names[1:]}
