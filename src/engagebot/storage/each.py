"""Many keys, each with a value, handed to a statement as one parameter.

A parameter for each of them makes a long statement, another one for every count: it has to be written, read and
planned anew, which takes longer than carrying it out.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, Integer, bindparam, cast
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import TableValuedAlias

from engagebot.domain.base import Instant


class _Each(FunctionElement[Any]):
    """The members of a JSON object as rows of `key` and `value`, both text."""

    inherit_cache = True


@compiles(_Each, "sqlite")
def _on_sqlite(element: _Each, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(_Each, "postgresql")
def _on_postgresql(element: _Each, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_each_text({compiler.process(element.clauses, **options)})"


def each(name: str) -> TableValuedAlias:
    """The parameter `name` is a dict with texts as keys; its rows have `key` and `value`."""
    return _Each(bindparam(name, type_=JSON)).table_valued("key", "value", name=f"each_{name}")


def number(rows: TableValuedAlias) -> ColumnElement[int]:
    """The key as a number."""
    return cast(rows.c.key, Integer)


class _Instant(FunctionElement[datetime]):
    """A value that `written` wrote, as it stands in a column."""

    inherit_cache = True
    type = Instant()


@compiles(_Instant, "sqlite")
def _instant_on_sqlite(element: _Instant, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses, **options)


@compiles(_Instant, "postgresql")
def _instant_on_postgresql(element: _Instant, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} || 'Z' AS TIMESTAMP WITH TIME ZONE)"


def instant(rows: TableValuedAlias) -> ColumnElement[datetime]:
    """The value as an instant, if `written` wrote it."""
    return _Instant(rows.c.value)


def written(at: datetime) -> str:
    """As SQLite keeps it: in UTC, without saying so."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def keys(ids: Iterable[int]) -> dict[str, None]:
    """Numbers without values, as the parameter of `each`."""
    return {str(one): None for one in ids}
