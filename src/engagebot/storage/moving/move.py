"""The move: copy, compare, prove, and only then commit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncConnection

from engagebot.storage.moving.cannot import CannotMove, reached
from engagebot.storage.moving.destination import destination, must_be_empty
from engagebot.storage.moving.origin import origin, rows_of
from engagebot.storage.moving.rows import TABLES, OnRows, content_of, copy_table
from engagebot.storage.moving.votes import prove_votes


@dataclass(frozen=True, slots=True)
class Move:
    """From where to where. `shared`: others may go on using the source; what they do meanwhile does not arrive."""

    source: URL
    target: URL
    migrations: Path
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    rows: int
    rounds: int
    """Whose votes were recomputed."""


async def look(move: Move, now: datetime) -> Mapping[str, int]:
    """The rows to copy by table, where nothing is in the way; nothing is changed. Raises CannotMove."""
    if _place(move.source) == _place(move.target):
        raise CannotMove("That is the very database to move from. Name a new, empty one with --to.")
    async with origin(move.source, move.migrations, now, move.shared) as source:
        await must_be_empty(move.target)
        with reached(move.source):
            return await rows_of(source)


def _place(url: URL) -> tuple[object, ...]:
    if url.get_backend_name() == "sqlite":
        return (Path(url.database or "").resolve(),)
    return (url.host, url.port or 5432, url.database, url.query)


async def carry(move: Move, now: datetime, on_rows: OnRows) -> Moved:
    """Copy everything, in one transaction. `on_rows` hears of each row twice: copied, and compared.

    Raises CannotMove; then, as after any other error and after a crash, the target holds no row.
    """
    async with origin(move.source, move.migrations, now, move.shared) as source:
        await must_be_empty(move.target)
        with reached(move.target):
            async with destination(move.target, move.migrations) as target:
                rows = await _copy(source, target, on_rows)
                return Moved(rows, await prove_votes(target))


async def _copy(source: AsyncConnection, target: AsyncConnection, on_rows: OnRows) -> int:
    left = {table.name: await copy_table(source, target, table, on_rows) for table in TABLES}
    for table in TABLES:
        gone, arrived = left[table.name], await content_of(target, table, on_rows)
        if gone.rows != arrived.rows:
            raise CannotMove(f"{table.name}: {gone.rows} rows went and {arrived.rows} arrived. Nothing was moved.")
        if gone != arrived:
            raise CannotMove(f"{table.name}: its rows did not arrive as they were. Nothing was moved.")
    return sum(content.rows for content in left.values())
