"""The tables as one workbook that opens readable: frozen headings, widths, number formats, wrapped text."""

import io
import re
from datetime import UTC
from typing import Any

from engagebot.exports.cells import neutral
from engagebot.exports.lists import comment_table
from engagebot.exports.read_me import read_me_lines
from engagebot.exports.statistics import (
    concordance_table,
    group_table,
    pair_table,
    quorum_table,
    tally_table,
    turnout_table,
    version_table,
)
from engagebot.exports.tables import Cell, Shape, Table
from engagebot.exports.values import RoundExport

RIGHT_TO_LEFT = ("ar",)
LOOKS: dict[Shape, dict[str, object]] = {
    Shape.WORD: {"align": "center"},
    Shape.TEXT: {"text_wrap": True},
    Shape.COUNT: {"num_format": "#,##0"},
    Shape.REAL: {"num_format": "#,##0.##"},
    Shape.MEAN: {"num_format": "0.00"},
    Shape.SHARE: {"num_format": "0.0%"},
}
HEADING = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DCE6F1", "bottom": 1}
HEADING_HEIGHT = 60
"""Points: four lines."""
WIDE = 200
"""Characters; a sheet that is wider is printed on two pages side by side."""
READ_ME_WIDTH = 110
_PADDING = re.compile(" {2,}")
"""What aligns columns of text in a font of equal widths."""


def workbook_bytes(data: RoundExport) -> bytes:
    """The same data gives the same bytes: the one date in the file is that of the round."""
    out = io.BytesIO()
    book = new_book(out, data)
    _write_read_me(book, data)
    ranked = (pair_table, concordance_table) if data.compared else ()
    quorum = (quorum_table,) if data.quorum else ()
    reworded = (version_table,) if data.versions else ()
    for made in (tally_table, group_table, turnout_table, *quorum, *ranked, *reworded, comment_table):
        write_table(book, data, made(data))
    book.close()
    return out.getvalue()


def new_book(out: io.BytesIO, data: RoundExport) -> Any:
    """Empty; its `close` writes it."""
    import xlsxwriter  # only who writes one needs to load it

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, {**options, "strings_to_numbers": False})
    created = data.dated.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.set_properties({"title": neutral(data.round.title), "created": created})
    return book


def _sheet(book: Any, data: RoundExport, name: str) -> Any:
    sheet = book.add_worksheet(data.said(name)[:31])
    if data.language in RIGHT_TO_LEFT:
        sheet.right_to_left()
    return sheet


def _write_read_me(book: Any, data: RoundExport) -> None:
    sheet = _sheet(book, data, "read me")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, READ_ME_WIDTH)
    for row, line in enumerate(read_me_lines(data)):
        sheet.write_string(row, 0, neutral(_PADDING.sub(": ", line.removeprefix("- "))), wrapped)


def write_table(book: Any, data: RoundExport, table: Table) -> None:
    """As a sheet of its own."""
    sheet = _sheet(book, data, table.name)
    heading = book.add_format(HEADING)
    looks = {shape: book.add_format({"valign": "top", **look}) for shape, look in LOOKS.items()}
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, column.width)
        sheet.write_string(0, at, neutral(data.said(column.heading)), heading)
    for number, row in enumerate(table.rows, start=1):
        for at, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            _write_cell(sheet, number, at, _said(data, cell), looks[column.shape])
    sheet.set_row(0, HEADING_HEIGHT)
    kept = _kept_in_sight(table)
    sheet.freeze_panes(1, kept)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    _fit_paper(sheet, table, kept)


def _kept_in_sight(table: Table) -> int:
    """How many columns stay while one reads to the right: up to the recommendation's text, where there is one."""
    keys = [column.key for column in table.columns]
    return keys.index("text") + 1 if "text" in keys[:5] else 0


def _write_cell(sheet: Any, row: int, column: int, cell: Cell, look: Any) -> None:
    match cell:
        case None:
            sheet.write_blank(row, column, None, look)
        case int() | float():
            sheet.write_number(row, column, cell, look)
        case _:
            sheet.write_string(row, column, neutral(str(cell)), look)


def _said(data: RoundExport, cell: Cell) -> Cell:
    return data.said("yes" if cell else "no") if isinstance(cell, bool) else cell


def _fit_paper(sheet: Any, table: Table, kept: int) -> None:
    wide = sum(column.width for column in table.columns) > WIDE
    sheet.set_landscape()
    sheet.set_paper(8 if wide else 9)  # A3, A4
    sheet.fit_to_pages(2 if wide and kept else 1, 0)
    sheet.repeat_rows(0)
    if wide and kept:
        sheet.repeat_columns(0, kept - 1)
