import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagebot.exports.cells import LONGEST, neutral
from engagebot.exports.csv_file import csv_bytes
from engagebot.exports.tables import Column, table


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\0", "\n", "＝", "  =", "\u00a0=", "\x07=", "\ufeff="]
)
def test_a_text_that_a_spreadsheet_could_run_gets_an_apostrophe(start: str) -> None:
    assert neutral(start + "1+1").startswith("'")


@pytest.mark.parametrize("text", ["", "plain", "5 = 5", "a-b", "'quoted", "مرحبا", "联合国", "two\nlines"])
def test_an_ordinary_text_stays_as_it_is(text: str) -> None:
    assert neutral(text) == text


@pytest.mark.parametrize(
    ("dirty", "kept"), [("a\x00b\x1bc", "abc"), ("a\r\nb\rc", "a\nb\nc"), ("\ud83d half", "\ufffd half")]
)
def test_control_characters_do_not_reach_a_file(dirty: str, kept: str) -> None:
    assert neutral(dirty) == kept


def test_a_text_longer_than_a_cell_is_cut_and_shows_it() -> None:
    kept = neutral("x" * (LONGEST + 10))
    assert len(kept) == LONGEST
    assert kept.endswith("…")


@given(st.text(alphabet=st.characters(), max_size=30))
def test_no_text_begins_with_a_trigger_once_neutral(text: str) -> None:
    kept = neutral(text)
    assert kept.strip()[:1] not in {*"=+-@"}
    kept.encode()


@given(st.lists(st.text(max_size=20), min_size=1, max_size=5))
def test_a_csv_file_reads_back_as_it_was_told(cells: list[str]) -> None:
    data = csv_bytes(table("t", [Column("text", "Text"), Column("n", "N")], [(cell, -1) for cell in cells]))
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows == [["text", "n"], *([neutral(cell), "-1"] for cell in cells)]


def test_a_row_of_the_wrong_length_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="has not 1 cells"):
        table("t", [Column("a", "A")], [(1, 2)])
