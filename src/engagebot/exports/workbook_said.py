"""The workbook of a round for readers of a language: what the bundle's tally.xlsx holds, with every word in theirs."""

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from engagebot.exports.cells import neutral
from engagebot.exports.matrix import comment_matrix
from engagebot.exports.report import Report
from engagebot.exports.statistics import (
    concordance_table,
    group_table,
    pair_table,
    quorum_table,
    tally_table,
    turnout_table,
    version_table,
)
from engagebot.exports.tables import Cell, Column, Table
from engagebot.exports.values import RoundExport
from engagebot.exports.workbook import READ_ME_WIDTH, RIGHT_TO_LEFT, new_book, write_table

SHORT = {"No.": "Number", "Other no.": "Number of the other"}
"""Headings that are abbreviations in English only."""
BY = {"all": "Everybody invited", "group": "Group", "region": "Region"}


def workbook_said(data: RoundExport, report: Report) -> bytes:
    """Sheets: read me, tally, by group, turnout, perhaps quorum, pairs and concordance of a ranking, the texts of what
    was reworded, and comments."""
    out = io.BytesIO()
    book = new_book(out, data)
    _read_me(book, data, report)
    ranked = (pair_table, concordance_table) if data.compared else ()
    quorum = (quorum_table,) if data.quorum else ()
    more = (*quorum, *ranked, *((version_table,) if data.versions else ()))
    figures: Sequence[Callable[[RoundExport], Table]] = (tally_table, group_table, turnout_table, *more)
    for one in (*figures, comment_matrix):
        write_table(book, data, _said(data, one(data)))
    book.close()
    return out.getvalue()


def _read_me(book: Any, data: RoundExport, report: Report) -> None:
    sheet = book.add_worksheet(data.said("read me"))
    look: dict[str, object] = {"text_wrap": True, "valign": "top"}
    if data.language in RIGHT_TO_LEFT:
        sheet.right_to_left()
        look["reading_order"] = 2  # from the right, also where a line begins with a figure
    bold, wrapped = book.add_format({**look, "bold": True}), book.add_format(look)
    sheet.set_column(0, 0, READ_ME_WIDTH)
    facts = [f"{name}: {value}" for name, value in report.facts]
    lines = [report.kicker, "", report.workstream, report.question, report.warning, *facts, ""]
    for row, line in enumerate([report.title, *lines, report.notes_title, *report.notes]):
        heading = line in (report.title, report.notes_title, report.warning)
        sheet.write_string(row, 0, neutral(line), bold if heading else wrapped)


def _said(data: RoundExport, table: Table) -> Table:
    """With the words in the cells that are ours."""
    columns = tuple(replace(column, heading=SHORT.get(column.heading, column.heading)) for column in table.columns)
    rows = tuple(tuple(map(lambda c, cell: _cell(data, c, cell), columns, row)) for row in table.rows)
    return replace(table, columns=columns, rows=rows)


def _cell(data: RoundExport, column: Column, cell: Cell) -> Cell:
    return data.said(BY[cell]) if column.key == "by" and isinstance(cell, str) and cell in BY else cell
