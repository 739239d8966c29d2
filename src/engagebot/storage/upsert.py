"""INSERT ... ON CONFLICT for the databases that we run on: never select, then insert."""

from typing import Any

from sqlalchemy import CursorResult
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.base import Base


def insert_for(session: AsyncSession, table: type[Base]) -> Any:
    """The dialect's own INSERT, which knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    dialect = session.get_bind().dialect.name
    return (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)


async def insert_if_absent(session: AsyncSession, table: type[Base], **values: object) -> bool:
    """Whether the row is new; a row that breaks a unique constraint is left alone."""
    statement = insert_for(session, table).values(**values).on_conflict_do_nothing()
    result = await session.execute(statement)
    assert isinstance(result, CursorResult)  # noqa: S101 - tells the type checker what DML returns
    return result.rowcount == 1
