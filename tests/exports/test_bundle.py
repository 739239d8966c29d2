import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from engagebot.domain.chain import Chain, Link, check_chain
from engagebot.domain.digests import digest
from engagebot.exports.bundle import NAMES, PUBLISHED, SOMETIMES, write_bundle
from engagebot.exports.folder import FolderInTheWay
from engagebot.exports.values import CommentLine
from tests.exports.built import export_of, files_of

THERE = NAMES - SOMETIMES
COMMENTS = [CommentLine(1, "civil", "=1+1"), CommentLine(2, None, "needed\nnow"), CommentLine(None, None, "谢谢")]


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_folder_holds_every_file_and_nothing_else(tmp_path: Path) -> None:
    paths = write_bundle(export_of(), tmp_path / "out" / "priorities")
    folder = tmp_path / "out" / "priorities"
    assert {path.relative_to(folder).as_posix() for path in paths[:-1]} == THERE
    assert sorted(paths[:-1]) == sorted(path for path in folder.rglob("*") if path.is_file())
    assert sorted(folder.parent.iterdir()) == [folder, paths[-1]]
    with ZipFile(paths[-1]) as archive:
        assert archive.namelist() == [f"priorities/{name}" for name in sorted(PUBLISHED - SOMETIMES)]


def test_the_tally_as_csv_has_the_highest_place_first() -> None:
    rows = rows_of(files_of(export_of())["tally.csv"])
    assert [(row["place"], row["tied"], row["number"]) for row in rows] == [
        ("1", "no", "2"),
        ("2", "no", "1"),
        ("3", "no", "3"),
        ("", "no", "4"),
    ]
    assert rows[0]["text"] == '\'=HYPERLINK("http://evil")'
    assert (rows[1]["answers"], rows[1]["gave_5"], rows[1]["mean"]) == ("16", "7", "3.875")
    assert (rows[1]["share_4_5"], rows[1]["supported"]) == ("0.8125", "yes")
    assert (rows[3]["answers"], rows[3]["mean"], rows[3]["supported"]) == ("0", "", "")


def test_withheld_figures_are_empty_and_say_so() -> None:
    files = files_of(export_of())
    for row in rows_of(files["tally-by-group.csv"]):
        assert (row["withheld"] == "yes") == (row["answers"] == row["mean"] == row["gave_1"] == "")
        assert row["answers"] == "" or int(row["answers"]) >= 5
    hidden = {row["cell"] for row in rows_of(files["turnout.csv"]) if row["withheld"] == "yes"}
    assert hidden == {"un", "media", "civil"}
    document = json.loads(files["tally.json"])
    assert {row["mean"] for row in document["by_group"] if row["group"] == "un"} == {None}
    assert {row["voted"] for row in document["turnout"] if row["cell"] == "un"} == {None}


def test_ballots_and_comments_say_nothing_of_the_person() -> None:
    files = files_of(export_of(comments=COMMENTS))
    assert set(rows_of(files["ballots.csv"])[0]) == {"pseudonym", "number", "item", "version", "value"}
    on = {"line", "number", "item", "paragraph", "kind", "text", "proposed", "rationale"}
    became = {"disposition", "reason", "merged_into"}
    assert set(rows_of(files["comments.csv"])[0]) == {*on, "group", "group_title", "withheld", *became}
    for name in ("ballots.csv", "votes.jsonl"):
        assert b"group" not in files[name]
        assert b"region" not in files[name]


def test_the_chain_can_be_checked_from_its_file_alone() -> None:
    files = files_of(export_of())
    facts, opening = json.loads(files["tally.json"])["round"], json.loads(files["opening.json"])
    links = [Link(**json.loads(line)) for line in files["votes.jsonl"].splitlines()]
    assert check_chain(Chain(facts["key"], digest(opening), facts["votes"], facts["head"]), links) is None


def test_the_ballots_give_the_tally() -> None:
    files = files_of(export_of())
    values = [int(row["value"]) for row in rows_of(files["ballots.csv"]) if row["item"] == "rec-1"]
    (row,) = [row for row in rows_of(files["tally.csv"]) if row["item"] == "rec-1"]
    assert len(values) == int(row["answers"])
    assert sum(values) / len(values) == float(row["mean"])


@pytest.mark.parametrize("name", [name for name in sorted(THERE) if name.endswith(".csv")])
def test_no_csv_cell_can_run_as_a_formula(name: str) -> None:
    for row in rows_of(files_of(export_of(comments=COMMENTS))[name]):
        for cell in row.values():
            assert cell[:1] not in {"=", "+", "@", "\t", "\r", "\0"}
            assert not cell.startswith("-") or float(cell) < 0


def test_the_workbook_opens_readable(tmp_path: Path) -> None:
    write_bundle(export_of(comments=COMMENTS), tmp_path / "out")
    book = load_workbook(tmp_path / "out" / "tally.xlsx")
    assert book.sheetnames == ["read me", "tally", "by group", "turnout", "comments"]
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == {"tally": "F2", "by group": "D2"}.get(sheet.title, "A2")
        assert sheet.row_dimensions[1].height == 60
        assert sheet.auto_filter.ref is not None
        letters = [get_column_letter(at) for at in range(1, sheet.max_column + 1)]
        widths = [sheet.column_dimensions[letter].width for letter in letters]
        assert all(6 <= width <= 81 for width in widths)
    tally = book["tally"]
    heads = {str(cell.value): at for at, cell in enumerate(tally[1], start=1)}
    assert tally.cell(2, heads["Recommendation"]).value == '\'=HYPERLINK("http://evil")'
    assert tally.cell(2, heads["Recommendation"]).data_type == "s"
    assert tally.cell(2, heads["Recommendation"]).alignment.wrap_text
    assert (tally.cell(3, heads["Mean"]).value, tally.cell(3, heads["Mean"]).number_format) == (3.875, "0.00")
    assert tally.cell(3, heads["Share of 4-5"]).number_format == "0.0%"
    assert tally.cell(3, heads["Supported"]).value == "yes"
    assert {tally.cell(row, heads["Recommendation"]).value for row in (4, 5)} == {"حماية المهاجرين", "救援"}
    assert all(cell.hyperlink is None for sheet in book for row in sheet for cell in row)


def test_headings_and_the_read_me_can_be_translated(tmp_path: Path) -> None:
    data = export_of(language="ar", words={"Mean": "متوسط", "The files": "الملفات", "tally": "النتائج"})
    write_bundle(data, tmp_path / "out")
    book = load_workbook(tmp_path / "out" / "tally.xlsx")
    assert "متوسط" in [cell.value for cell in book["النتائج"][1]]
    assert book["النتائج"].sheet_view.rightToLeft
    assert "الملفات" in (tmp_path / "out" / "README.txt").read_text("utf-8")
    assert "mean" in (tmp_path / "out" / "tally.csv").read_text("utf-8-sig")


def test_the_read_me_says_what_is_what() -> None:
    data = export_of()
    text = files_of(data)["README.txt"].decode()
    for said in ("Wilson", "withheld", "2023-05-16 10:00 (UTC+02:00, Europe/Zurich)", str(data.chain.head), "70%"):
        assert said in text
    for name in THERE - {"README.txt"}:
        assert name.rpartition("/")[2] in text
    assert "PROVISIONAL" not in text
    assert "PROVISIONAL" in files_of(export_of(closed=False))["README.txt"].decode()


def test_the_same_data_gives_the_same_bytes_also_in_another_process(tmp_path: Path) -> None:
    write_bundle(export_of(comments=COMMENTS), tmp_path / "one")
    program = (
        "import sys; from pathlib import Path; from tests.exports.test_bundle import COMMENTS, export_of, write_bundle;"
        "write_bundle(export_of(comments=COMMENTS), Path(sys.argv[1]))"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "two")], check=True)
    for name in THERE:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_a_round_without_any_vote_can_be_exported() -> None:
    files = files_of(export_of(people=[]))
    assert len(rows_of(files["tally.csv"])) == 4
    assert rows_of(files["ballots.csv"]) == []


def test_an_earlier_export_is_replaced_whole(tmp_path: Path) -> None:
    write_bundle(export_of(closed=False), tmp_path / "out")
    write_bundle(export_of(), tmp_path / "out")
    assert "PROVISIONAL" not in (tmp_path / "out" / "README.txt").read_text("utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "out.zip"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert write_bundle(export_of(), tmp_path / "out")


@pytest.mark.parametrize("name", ["thesis.docx", "README.txt", "tally.csv"])
def test_a_folder_with_somebody_elses_files_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(FolderInTheWay, match="Name an empty or a new folder"):
        write_bundle(export_of(), tmp_path)
    assert (tmp_path / name).read_text() == "mine"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_note_put_into_an_earlier_export_is_not_lost(tmp_path: Path) -> None:
    write_bundle(export_of(), tmp_path / "out")
    (tmp_path / "out" / "my notes.txt").write_text("mine")
    with pytest.raises(FolderInTheWay, match=r"holds my notes\.txt"):
        write_bundle(export_of(), tmp_path / "out")


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(FolderInTheWay, match="is a file"):
        write_bundle(export_of(), tmp_path / "out")


def test_nothing_is_left_of_a_bundle_that_could_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "shut").write_text("a file where a folder is needed")
    with pytest.raises(OSError, match="shut"):
        write_bundle(export_of(), tmp_path / "shut" / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["shut"]
