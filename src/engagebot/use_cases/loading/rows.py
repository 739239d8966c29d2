"""One rule for all keyed rows: new ones are added, others follow the file, and what the file leaves out is
withdrawn. Select-then-insert is safe here, since the load holds the workstream's row."""

from collections.abc import Collection, Mapping
from typing import Protocol, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.base import Base
from engagebot.use_cases.loading.changes import BACK, NEW, WITHDRAWN, Log

POSITION = "position"


class Kept(Protocol):
    withdrawn: bool


Row = TypeVar("Row", bound=Base)
KeptRow = TypeVar("KeptRow", bound=Kept)
Names = Mapping[str, str]
"""A column's name to its word for people."""


def follow(
    log: Log, kind: str, key: str, row: Base, values: Mapping[str, object], names: Names, zone: str = ""
) -> set[str]:
    """Make the row say what the file says; answers which columns changed."""
    changed = {column for column, value in values.items() if getattr(row, column) != value}
    for column in values:
        if column not in changed:
            continue
        old = getattr(row, column)
        setattr(row, column, values[column])
        if column == POSITION:
            log.add(kind, "", "order changed")
        elif column in names:
            log.changed(kind, key, names[column], old, values[column], zone)
    return changed


def add(session: AsyncSession, log: Log, kind: str, key: str, row: Row) -> Row:
    session.add(row)
    log.add(kind, key, NEW)
    return row


def bring_back(log: Log, kind: str, key: str, row: Kept) -> bool:
    """Whether the row had been withdrawn."""
    if not row.withdrawn:
        return False
    row.withdrawn = False
    log.add(kind, key, BACK)
    return True


def withdraw_missing(log: Log, kind: str, rows: Mapping[str, KeptRow], present: Collection[str]) -> list[KeptRow]:
    """Those that were in force until now."""
    gone = [(key, row) for key, row in rows.items() if key not in present and not row.withdrawn]
    for key, row in gone:
        row.withdrawn = True
        log.add(kind, key, WITHDRAWN)
    return [row for _, row in gone]
