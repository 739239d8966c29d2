"""Where statements go that are done for many rows at once, and so often that the way counts.

On PostgreSQL that is a connection of SQLAlchemy's. SQLite answers in millionths of a second, and SQLAlchemy's own work
at each statement takes ten times as long: there it writes each statement out once, and from then on the statement
goes straight to the driver.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, Protocol

from sqlalchemy import Column, Dialect
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

from engagebot.domain.base import Instant
from engagebot.storage.each import written
from engagebot.storage.sqlite_errors import known

Values = Mapping[str, object]
Statement = Any
"""A select, or an insert or update, of SQLAlchemy's core; the same object for as long as the program runs."""
Process = Callable[[Any], Any] | None


class Door(Protocol):
    @property
    def dialect(self) -> Dialect: ...

    async def rows(self, statement: Statement, values: Values) -> Sequence[Sequence[Any]]:
        """Does it once; what it yields."""
        ...

    async def many(self, statement: Statement, rows: Sequence[Values]) -> None:
        """Does it for each of the rows, which all have the same keys."""
        ...


class CoreDoor:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    @property
    def dialect(self) -> Dialect:
        return self._connection.dialect

    async def rows(self, statement: Statement, values: Values) -> Sequence[Sequence[Any]]:
        result = await self._connection.execute(statement, dict(values))
        return result.all() if result.returns_rows else ()

    async def many(self, statement: Statement, rows: Sequence[Values]) -> None:
        await self._connection.execute(statement, [dict(row) for row in rows])


class StraightDoor:
    """To SQLite's own connection, on this very thread."""

    def __init__(self, connection: sqlite3.Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    @property
    def dialect(self) -> Dialect:
        return self._dialect

    async def rows(self, statement: Statement, values: Values) -> Sequence[Sequence[Any]]:
        written = _written(statement, self._dialect, ())
        try:
            found = self._connection.execute(written.text, written.parameters(values)).fetchall()
        except sqlite3.Error as error:
            raise known(error, written.text) from error
        return written.results(found)

    async def many(self, statement: Statement, rows: Sequence[Values]) -> None:
        written = _written(statement, self._dialect, tuple(rows[0]))
        try:
            self._connection.executemany(written.text, [written.parameters(row) for row in rows])
        except sqlite3.Error as error:
            raise known(error, written.text) from error


@dataclass(frozen=True, slots=True)
class Written:
    """A statement in SQLite's words. `order` names its parameters, each with what makes SQLite's value of it;
    `given`: those that the statement brings along itself."""

    text: str
    order: Sequence[tuple[str, Process]]
    given: Values
    columns: Sequence[Process]

    def parameters(self, values: Values) -> list[object]:
        if self.given:
            values = {**self.given, **values}
        return [values[name] if make is None else make(values[name]) for name, make in self.order]

    def results(self, found: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
        if not any(self.columns):
            return found
        return [
            [value if make is None else make(value) for make, value in zip(self.columns, row, strict=True)]
            for row in found
        ]


@cache
def _written(statement: Statement, dialect: Dialect, keys: tuple[str, ...]) -> Written:
    compiled = statement.compile(dialect=dialect, column_keys=keys or None)
    order = [(name, _to_driver(compiled.binds[name].type, dialect)) for name in compiled.positiontup or ()]
    given = {name: value for name, value in compiled.params.items() if not compiled.binds[name].required}
    given |= {column.key: _default_of(column) for column in compiled.insert_prefetch}
    columns = [_from_driver(column.type, dialect) for column in statement.exported_columns]
    return Written(str(compiled), order, given, columns)


def _default_of(column: Column[Any]) -> object:
    """What a new row has where nothing is said. What would have to be computed for each row is not known here."""
    if column.default is None or not column.default.is_scalar:
        raise NotImplementedError(f"{column} has to be given: its default is no plain value.")
    return column.default.arg  # type: ignore[attr-defined]


def _to_driver(kind: TypeEngine[Any], dialect: Dialect) -> Process:
    if isinstance(kind, Instant):
        return _instant
    return kind.dialect_impl(dialect).bind_processor(dialect)


@lru_cache(maxsize=256)
def _instant(at: datetime | None) -> str | None:
    """What is done at once bears few instants, each several times. Raises ValueError where it has no zone."""
    if at is not None and at.tzinfo is None:
        raise ValueError(f"An instant needs its zone: {at.isoformat()}")
    return None if at is None else written(at)


def _from_driver(kind: TypeEngine[Any], dialect: Dialect) -> Process:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
