"""Whether a PostgreSQL database is one on which we can live."""

from collections.abc import AsyncIterator

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.schema import metadata

OLDEST = 13
"""The tests run on newer ones; older ones are no longer looked after by PostgreSQL's makers."""
WRITING = "SELECT, INSERT, UPDATE, DELETE"


async def server_version(session: AsyncSession) -> str:
    """Such as `15.14`."""
    return str(await session.scalar(text("select split_part(current_setting('server_version'), ' ', 1)")))


async def troubles(session: AsyncSession, *, migrated: bool) -> AsyncIterator[str]:
    """What is wrong, a sentence each. `migrated`: our tables are there already."""
    version = await server_version(session)
    if int(version.split(".")[0]) < OLDEST:
        yield f"It is PostgreSQL {version}; {OLDEST} or newer is needed."
    encoding = await session.scalar(text("select current_setting('server_encoding')"))
    if encoding != "UTF8":
        yield f"Its encoding is {encoding}, which cannot hold every language: make it anew with ENCODING 'UTF8'."
    if await session.scalar(text("select pg_is_in_recovery() or current_setting('transaction_read_only')::bool")):
        yield "It takes no writing: this is a standby, or it was set to be read only."
    elif migrated:
        if tables := await _closed_tables(session):
            yield f"The user {await _user(session)} may not write to {', '.join(tables)}: GRANT {WRITING} on them."
    elif not await session.scalar(text("select has_schema_privilege(current_schema(), 'CREATE')")):
        yield f"The user {await _user(session)} may not create tables in it: let that user own the database."


async def _user(session: AsyncSession) -> str:
    return str(await session.scalar(text("select current_user")))


async def _closed_tables(session: AsyncSession) -> list[str]:
    """Those to which we may not do everything. Each right is asked for by itself: a list would mean any of them."""
    rights = " and ".join(f"has_table_privilege(name, '{right}')" for right in WRITING.split(", "))
    query = text(f"select name from unnest(cast(:tables as text[])) name where not ({rights}) order by name")  # noqa: S608
    return list(await session.scalars(query, {"tables": sorted(metadata.tables)}))
