"""Rows on their way: read in batches, written as they are, and summed up for the comparison afterwards."""

import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, Integer, MetaData, Row, Table, Text, cast, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeDecorator

from engagebot.domain.schema import metadata
from engagebot.storage.moving.cannot import CannotMove, reached

BATCH = 1000
"""Rows that are in memory at a time."""
LARGEST = 2**31 - 1
"""What PostgreSQL's INTEGER holds; SQLite's holds more."""

OnRows = Callable[[str, int], None]
"""Told the table and how many rows of it more are done."""


@dataclass(slots=True)
class Content:
    """What a table holds: the number of its rows, and the sum of their SHA-256 hashes modulo 2**256, which is the
    same whatever the order of the rows (AdHash: Bellare and Micciancio, "A New Paradigm for Collision-free
    Hashing", Eurocrypt 1997). It tells apart what went wrong by accident.
    """

    rows: int = 0
    digest: int = 0

    def add(self, rows: Sequence[Row[Any]]) -> None:
        self.rows += len(rows)
        for row in rows:
            written = repr(tuple(row)).encode("utf-8", "surrogateescape")
            self.digest = (self.digest + int.from_bytes(hashlib.sha256(written).digest())) % 2**256


async def copy_table(source: AsyncConnection, target: AsyncConnection, table: Table, on_rows: OnRows) -> Content:
    """What was copied. Raises CannotMove, naming the table and the row, for what the target cannot hold."""
    writing = _as_written(table, target)
    content = Content()
    async for rows in _batches(source, table):
        await _insert(target, writing, [row._asdict() for row in rows])
        content.add(rows)
        on_rows(table.name, len(rows))
    return content


async def content_of(connection: AsyncConnection, table: Table, on_rows: OnRows) -> Content:
    content = Content()
    async for rows in _batches(connection, table):
        content.add(rows)
        on_rows(table.name, len(rows))
    return content


async def _batches(connection: AsyncConnection, table: Table) -> AsyncIterator[Sequence[Row[Any]]]:
    written = _as_written(table, connection)
    query = select(written).order_by(*written.primary_key)
    with reached(connection.engine.url):
        async with connection.stream(query, execution_options={"yield_per": BATCH}) as stream:
            async for rows in stream.partitions():
                yield rows


class _Written(TypeDecorator[str]):
    """JSON as the text that it is, so that it arrives letter by letter, and a JSON null stays apart from NULL."""

    impl = Text
    cache_ok = True


class _WrittenForPostgres(_Written):
    cache_ok = True

    def bind_expression(self, bindparam: Any) -> ColumnElement[Any]:
        return cast(bindparam, JSON)

    def column_expression(self, column: Any) -> ColumnElement[Any]:
        return cast(column, Text)


def _as_written(table: Table, connection: AsyncConnection) -> Table:
    """The table, with its JSON as text."""
    written = _WrittenForPostgres() if connection.dialect.name == "postgresql" else _Written()
    columns = [
        Column(c.name, written if isinstance(c.type, JSON) else c.type, primary_key=c.primary_key)
        for c in table.columns
    ]
    return Table(table.name, MetaData(), *columns)


async def _insert(target: AsyncConnection, table: Table, rows: list[dict[str, Any]]) -> None:
    try:
        async with target.begin_nested():
            await target.execute(insert(table), rows)
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        for row in rows:
            await _insert_alone(target, table, row)
        raise


async def _insert_alone(target: AsyncConnection, table: Table, row: dict[str, Any]) -> None:
    try:
        async with target.begin_nested():
            await target.execute(insert(table), row)
    except DBAPIError as error:
        key = ", ".join(f"{column.name} {row[column.name]}" for column in table.primary_key)
        raise CannotMove(f"{table.name}, {key}: {_why(table, row, error)}. Mend that row, and try again.") from error


def _why(table: Table, row: dict[str, Any], error: DBAPIError) -> str:
    """In words that do not repeat what people wrote."""
    for column in table.columns:
        value = row[column.name]
        if isinstance(value, str) and "\0" in value:
            return f"its {column.name} holds a NUL character, which PostgreSQL cannot keep"
        if isinstance(value, str) and any("\ud800" <= sign <= "\udfff" for sign in value):
            return f"its {column.name} is not text in UTF-8"
        if isinstance(column.type, Integer) and isinstance(value, int) and abs(value) > LARGEST:
            return f"its {column.name} is too large a number for the new database"
    cause = error.orig.__cause__ or error.orig if error.orig else error
    return f"the new database does not take it ({type(cause).__name__})"


TABLES: Sequence[Table] = metadata.sorted_tables
"""Each after those that it refers to."""
