"""The documents for people: the same bytes each time, in the reader's direction, with nothing that is withheld."""

import io
import re
from dataclasses import replace
from functools import cache
from zipfile import ZipFile

import docx
import openpyxl
import pytest

from engagebot.domain.method import Method, Rules
from engagebot.exports.charts import Chart, Segment, ratings_chart, turnout_chart
from engagebot.exports.papers import matrix_xlsx, papers
from engagebot.exports.report import Grid, report_of
from engagebot.exports.typeset import Typesetter
from engagebot.exports.values import CommentLine, RoundExport
from engagebot.exports.word import matrix_docx
from engagebot.places import messages_folder
from engagebot.texts.texts import Texts
from tests.exports.built import PEOPLE, Person, export_of

LANGUAGES = ("en", "ar", "zh")
COMMENTS = (
    CommentLine(None, None, "All of it."),
    CommentLine(1, "states", "=1+1", 2, "editorial", "@SUM(1)", "Because.", "partly", "Paragraph 2.", None),
    CommentLine(1, None, "太弱", None, "translation", None, None, "not", None, 2),
)


HEADS = [
    *("Line", "Item", "Paragraph", "Type", "Comment", "Proposed text", "Rationale", "Submitter", "Disposition"),
    *("Reason", "Merged into line"),
]


@cache
def texts() -> Texts:
    return Texts(messages_folder())


@cache
def typesetter() -> Typesetter:
    return Typesetter()


def export_in(language: str, **more: object) -> RoundExport:
    return export_of(comments=COMMENTS, language=language, words=texts().words(language), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_round_gives_the_same_documents(language: str) -> None:
    first = papers(export_in(language), typesetter())
    assert set(first) == {
        *(f"report-{language}.{kind}" for kind in ("pdf", "docx")),
        *(f"{chart}-{language}.svg" for chart in ("ratings", "turnout")),
        *(f"comments-{language}.{kind}" for kind in ("docx", "xlsx")),
        f"tally-{language}.xlsx",
    }
    assert papers(export_in(language), Typesetter()) == first
    assert first[f"report-{language}.pdf"].startswith(b"%PDF-")


@pytest.mark.parametrize("signs", ["مهجرينفقدو", "独立审查法律政策移民", "Спасение", "Éçñ“’…–"])
def test_every_sign_is_drawn_and_none_is_a_box(signs: str) -> None:
    """A font that lacks them would draw them all alike."""
    plain = drawn_signs(export_in("en", texts=("n", "n", "n", "n")))
    assert drawn_signs(export_in("en", texts=(" ".join(signs), "n", "n", "n"))) >= plain + len(set(signs))


def drawn_signs(data: RoundExport) -> int:
    """How many different ones are in the chart."""
    return len(set(re.findall(rb'<symbol id="(\w+)"', papers(data, typesetter())["ratings-en.svg"])))


def test_what_is_withheld_is_in_no_document() -> None:
    data = export_in("en")
    report = report_of(data)
    groups = {row[0]: row[1:] for row in report.grids[1].rows}
    assert groups == {
        "civil": ("6", "withheld", ""),
        "media": ("withheld", "withheld", ""),
        "States": ("7", "7", "100%"),
        "un": ("withheld", "withheld", ""),
    }
    bars = {bar.label: bar for bar in turnout_chart(data).bars}
    assert (bars["un"].segments, bars["un"].note) == ((), "withheld")
    assert bars["States"].note == "7 / 7"


def test_what_fewer_than_five_people_rated_has_no_figures() -> None:
    few = [Person("states", "africa", {1: 5}) for _ in range(4)]
    data = export_in("en", people=[*few, *[Person("states", "africa", {2: 4}) for _ in range(5)]])
    first = next(row for row in report_of(data).grids[0].rows if row[1] == "1")
    assert set(first[3:]) == {""}
    bar = next(bar for bar in ratings_chart(data).bars if bar.label.startswith("1."))
    assert (bar.segments, bar.note) == ((), "too few ratings to be shown")


def test_the_bars_stand_by_priority_and_lie_across_the_axis() -> None:
    chart = ratings_chart(export_in("en"))
    assert [bar.label.partition(".")[0] for bar in chart.bars] == ["2", "1", "3", "4"]
    for bar in chart.bars[:3]:
        assert bar.segments[0].start >= -1e-9
        assert bar.segments[-1].start + bar.segments[-1].width <= 1 + 1e-9
        for one, after in zip(bar.segments, bar.segments[1:], strict=False):
            assert after.start >= one.start + one.width - 1e-9
    all_fours, all_twos = chart.bars[0].segments, chart.bars[2].segments
    assert all_fours[0].start == pytest.approx(chart.axis)
    assert all_twos[-1].start + all_twos[-1].width == pytest.approx(chart.axis)
    assert chart.told.startswith("Ratings of each recommendation, the highest average first. 2. ")


def test_where_one_reads_from_the_right_charts_grow_from_the_right() -> None:
    english, arabic = ratings_chart(export_in("en")), ratings_chart(export_in("ar"))
    assert arabic.axis == pytest.approx(1 - english.axis)
    pairs = list(zip(segments(english), segments(arabic), strict=True))
    assert pairs
    for there, here in pairs:
        assert here.colour == there.colour
        assert here.start + here.width == pytest.approx(1 - there.start)


def segments(chart: Chart) -> list[Segment]:
    return [one for bar in chart.bars for one in bar.segments]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_report_is_in_the_reader_s_language(language: str) -> None:
    data, words = export_in(language), texts().words(language)
    report = report_of(data)
    heads = [head for grid in (*report.grids, *report.more) for head in grid.heads]
    said = [report.kicker, report.notes_title, *report.notes, *heads, *(name for name, _ in report.facts)]
    assert language == "en" or set(said) <= set(words.values())


def test_a_provisional_report_says_so() -> None:
    assert report_of(export_in("en", closed=False)).warning == "Provisional: the round is still open."
    assert report_of(export_in("en")).warning == ""


def test_columns_that_a_method_does_not_have_are_left_out() -> None:
    data = export_in("en")
    plain = replace(data, tally=tuple(replace(one, whole=replace(one.whole, mean=None)) for one in data.tally))
    assert "Mean" in results(data).heads
    assert "Mean" not in results(plain).heads


def results(data: RoundExport) -> Grid:
    return report_of(data).grids[0]


def test_the_word_report_has_the_pictures_with_words_and_repeats_its_heads() -> None:
    document = docx.Document(io.BytesIO(papers(export_in("ar"), typesetter())["report-ar.docx"]))
    assert len(document.inline_shapes) == 2
    xml = document.element.xml
    assert xml.count("descr=") == 2
    assert "<w:bidiVisual/>" in xml
    assert "<w:tblHeader/>" in xml
    assert "نتائج الجولة" in [paragraph.text for paragraph in document.paragraphs]
    assert document.core_properties.created == export_in("ar").dated


def test_the_word_file_bears_no_time_of_this_machine() -> None:
    with ZipFile(io.BytesIO(matrix_docx(export_in("en")))) as archive:
        assert {entry.date_time[:3] for entry in archive.infolist()} == {(1980, 1, 1)}


def test_the_matrix_has_what_codex_asks_for_in_the_order_of_the_items() -> None:
    (matrix,) = docx.Document(io.BytesIO(matrix_docx(export_in("en")))).tables
    rows = [[cell.text for cell in row.cells] for row in matrix.rows]
    assert rows == [
        HEADS,
        ["1", "whole list", "", "Substantive", "All of it.", "", "", "", "", "", ""],
        ["2", "1", "2", "Editorial", "=1+1", "@SUM(1)", "Because.", "States", "accepted in part", "Paragraph 2.", ""],
        ["3", "1", "", "Translation", "太弱", "", "", "", "not accepted", "", "2"],
    ]


def test_the_matrix_as_a_sheet_holds_no_formula_and_runs_in_its_reader_s_direction() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(matrix_xlsx(export_in("ar"))), rich_text=False).worksheets[0]
    assert sheet.sheet_view.rightToLeft
    assert str(sheet.freeze_panes).endswith("2")
    values = list(sheet.iter_rows(values_only=True))
    assert values[0][:5] == ("السطر", "البند", "الفقرة", "النوع", "التعليق")
    assert values[2][4:6] == ("'=1+1", "'@SUM(1)")
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


@pytest.mark.parametrize(("language", "method"), [("ar", Method.RATING), ("zh", Method.RANKING), ("ru", Method.POINTS)])
def test_the_workbook_has_every_heading_and_sheet_in_its_language(language: str, method: Method) -> None:
    rules = None if method == Method.RATING else Rules(method, 4, total=10)
    people = [Person("states", "africa", {1: 1, 2: 2, 3: 3}) for _ in range(6)] if rules else PEOPLE
    data = export_in(language, people=people, rules=rules)
    words = set(texts().words(language).values())
    book = openpyxl.load_workbook(io.BytesIO(papers(data, typesetter())[f"tally-{language}.xlsx"]))
    assert set(book.sheetnames) <= words
    read_me, *sheets = book.worksheets
    assert data.said("How to read it") in [cell.value for cell in read_me["A"]]
    assert len(sheets) == (6 if method == Method.RANKING else 4)
    for sheet in book.worksheets:
        assert bool(sheet.sheet_view.rightToLeft) == (language == "ar")
    for sheet in sheets:
        assert str(sheet.freeze_panes).endswith("2")
        assert [cell.value for cell in sheet[1] if cell.value not in words] == []
