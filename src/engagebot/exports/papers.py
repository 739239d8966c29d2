"""A round's documents in one language: the report as PDF and Word file, its charts, the figures as a workbook, and
the comment matrix."""

import io
import secrets
from pathlib import Path

from engagebot.exports.folder import FolderInTheWay
from engagebot.exports.matrix import comment_matrix
from engagebot.exports.report import report_of
from engagebot.exports.typeset import Typesetter
from engagebot.exports.values import RoundExport
from engagebot.exports.word import matrix_docx, report_docx
from engagebot.exports.workbook import new_book, write_table
from engagebot.exports.workbook_said import workbook_said


def papers(data: RoundExport, typesetter: Typesetter) -> dict[str, bytes]:
    """By name; the same data gives the same bytes. What the bundle withholds is not in them either."""
    report, language = report_of(data), data.language
    drawn = [at for at, chart in enumerate(report.charts) if chart.bars]
    pictures = [typesetter.picture(report, at) for at in range(len(report.charts))]
    return {
        f"report-{language}.pdf": typesetter.pdf(report, data.dated),
        f"report-{language}.docx": report_docx(report, pictures, data.dated),
        **{f"{report.charts[at].name}-{language}.svg": typesetter.drawing(report, at) for at in drawn},
        f"tally-{language}.xlsx": workbook_said(data, report),
        f"comments-{language}.docx": matrix_docx(data),
        f"comments-{language}.xlsx": matrix_xlsx(data),
    }


def matrix_xlsx(data: RoundExport) -> bytes:
    out = io.BytesIO()
    book = new_book(out, data)
    write_table(book, data, comment_matrix(data))
    book.close()
    return out.getvalue()


def must_be_a_folder(to: Path) -> None:
    """Raises FolderInTheWay."""
    if to.exists() and not to.is_dir():
        raise FolderInTheWay(f"{to} is a file, not a folder; name another place.")


def write_papers(files: dict[str, bytes], to: Path) -> list[Path]:
    """Into the folder `to`, in the place of earlier ones of the same names; other files there are left alone. A file is
    moved into its place when it is whole."""
    to.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in files.items():
        fresh = to / f".{name}.{secrets.token_hex(4)}.new"
        fresh.write_bytes(content)
        written.append(fresh.replace(to / name))
    return written
