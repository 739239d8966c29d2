"""CSV as spreadsheets open it without asking: UTF-8 with a byte order mark, CRLF (RFC 4180)."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from engagebot.exports.cells import neutral
from engagebot.exports.tables import Cell, Table

BYTE_ORDER_MARK = "\ufeff"


def csv_bytes(table: Table) -> bytes:
    """With the columns' keys at the head. Numbers stay numbers, yes and no are words, nothing is empty."""
    return b"".join(csv_lines([column.key for column in table.columns], table.rows))


def csv_lines(keys: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The same row by row."""
    yield BYTE_ORDER_MARK.encode() + _line(keys)
    for row in rows:
        yield _line([_plain(cell) for cell in row])


def _line(cells: Sequence[str | int | float]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().encode()


def _plain(cell: Cell) -> str | int | float:
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case int() | float():
            return cell
        case datetime():
            return instant(cell)
        case str():
            return neutral(cell)


def instant(moment: datetime) -> str:
    """ISO 8601 in UTC to the second, with a Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
