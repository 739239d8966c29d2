"""A table with its columns, before it becomes a sheet or a CSV file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Cell = str | int | float | bool | datetime | None


class Shape(StrEnum):
    """How a column's cells look in a spreadsheet."""

    WORD = "word"
    TEXT = "text"
    COUNT = "count"
    REAL = "real"
    """Often whole, and not always."""
    MEAN = "mean"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Column:
    """`key` heads the column in files for programs, `heading` (English, translated later) in those for people."""

    key: str
    heading: str
    shape: Shape = Shape.WORD
    width: int = 12
    """In characters of the standard font."""


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def table(name: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> Table:
    """Raises ValueError for a row that has not one cell a column."""
    kept = tuple(tuple(row) for row in rows)
    if any(len(row) != len(columns) for row in kept):
        raise ValueError(f"A row of {name} has not {len(columns)} cells")
    return Table(name, tuple(columns), kept)
