"""Word files: a report, and the comment matrix. The same data gives the same bytes."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from engagebot.exports.cells import clean
from engagebot.exports.matrix import comment_matrix
from engagebot.exports.report import Grid, Report, grid_of
from engagebot.exports.typeset import must_be_there
from engagebot.exports.values import RoundExport
from engagebot.exports.word_page import Page
from engagebot.exports.zipped import alike

if TYPE_CHECKING:
    from docx.document import Document

MATRIX_WIDTHS = (1.2, 1.6, 1.7, 2.2, 4.8, 3.7, 3.0, 2.2, 2.2, 2.8, 1.3)
"""Centimetres, of the columns of `comment_matrix`, on A4 across."""
NUMBER, FACT = 1.6, 4.5
"""Centimetres."""


def report_docx(report: Report, pictures: Sequence[bytes], dated: datetime) -> bytes:
    """`pictures`: the report's charts as PNG, each of which is described in words as well. Raises ReportsMissing."""
    page = Page(_document(), report.language)
    page.line(report.kicker, 9)
    page.title(report.title)
    page.line(report.workstream, 11)
    page.line(report.question, 11)
    if report.warning:
        page.line(report.warning, 11, bold=True)
    page.table((), report.facts, (FACT, page.width - FACT))
    for chart, picture, grid in zip(report.charts, pictures, report.grids, strict=True):
        if chart.bars:
            page.heading(chart.title)
            page.picture(picture, chart.told)
            _grid(page, grid)
    for grid in report.more:
        if grid.rows:
            page.heading(grid.title)
            _grid(page, grid)
    page.heading(report.notes_title)
    for note in report.notes:
        page.line(note, 9, bullet=True)
    return _bytes(page, report.title, dated)


def matrix_docx(data: RoundExport) -> bytes:
    """Raises ReportsMissing."""
    page = Page(_document(), data.language, across=True)
    page.line(data.round.title, 9)
    page.title(data.said("Comments and what became of them"))
    if data.round.provisional:
        page.line(data.said("Provisional: the round is still open."), 11, bold=True)
    grid = grid_of(data, comment_matrix(data), wide=4)
    page.table(grid.heads, grid.rows, MATRIX_WIDTHS)
    note = data.said("A comment bears its group only where at least five people of that group commented.")
    page.line(note, 9)
    return _bytes(page, data.round.title, data.dated)


def _grid(page: Page, grid: Grid) -> None:
    others = [max(NUMBER, 0.22 * len(head) + 0.4) for head in grid.heads]
    room = page.width - sum(width for at, width in enumerate(others) if at != grid.wide)
    page.table(grid.heads, grid.rows, tuple(room if at == grid.wide else width for at, width in enumerate(others)))


def _document() -> "Document":
    must_be_there()
    import docx  # of an extra

    return docx.Document()


def _bytes(page: Page, title: str, dated: datetime) -> bytes:
    properties, at = page.document.core_properties, dated.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties.title, properties.language = clean(title)[:255], page.language
    properties.author = properties.last_modified_by = "engagebot"
    properties.created = properties.modified = at
    properties.comments, properties.revision = "", 1
    out = io.BytesIO()
    page.document.save(out)
    return alike(out.getvalue())
