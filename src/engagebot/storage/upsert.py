"""INSERT ... ON CONFLICT for the databases that we run on: never select, then insert."""

from functools import cache
from typing import Any, cast

from sqlalchemy import CursorResult, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.base import Base
from engagebot.storage.doors import Door


def insert_for(door: AsyncSession | Door, table: type[Base]) -> Any:
    """The dialect's own INSERT, which knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    dialect = door.get_bind().dialect if isinstance(door, AsyncSession) else door.dialect
    return _insert(dialect.name, table)


@cache
def _insert(dialect: str, table: type[Base]) -> Any:
    return (postgresql.insert if dialect == "postgresql" else sqlite.insert)(cast(Table, table.__table__))


@cache
def _insert_or_leave(dialect: str, table: type[Base]) -> Any:
    return _insert(dialect, table).on_conflict_do_nothing()


async def insert_if_absent(session: AsyncSession, table: type[Base], **values: object) -> bool:
    """Whether the row is new; a row that breaks a unique constraint is left alone."""
    result = await session.execute(_insert_or_leave(session.get_bind().dialect.name, table), values)
    assert isinstance(result, CursorResult)  # noqa: S101 - tells the type checker what DML returns
    return result.rowcount == 1
