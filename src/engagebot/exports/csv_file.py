"""CSV as spreadsheets open it without asking: UTF-8 with a byte order mark, CRLF (RFC 4180)."""

import csv
import io
from datetime import UTC, datetime

from engagebot.exports.cells import neutral
from engagebot.exports.tables import Cell, Table

BYTE_ORDER_MARK = "\ufeff"


def csv_bytes(table: Table) -> bytes:
    """With the columns' keys at the head. Numbers stay numbers, yes and no are words, nothing is empty."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.key for column in table.columns])
    writer.writerows([_plain(cell) for cell in row] for row in table.rows)
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


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
