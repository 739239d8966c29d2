"""A round's quorum in its bundle: told by group, checked by the secretariat's program, silent on small groups."""

import csv
import io
import json
import runpy
from pathlib import Path

import pytest

from engagebot.domain.quorum import Quorum
from engagebot.exports.bundle import write_bundle
from engagebot.exports.checking import path_of
from engagebot.exports.report import report_of
from tests.exports.built import PEOPLE, Person, export_of, files_of
from tests.exports.test_schemas import schema
from tests.exports.test_verify import sealed_again

MANY = [*PEOPLE, *[Person("academia", "asia", {1: 3}) for _ in range(2)], *[Person("academia", "asia")] * 7]
"""Of the States 7 of 7 voted, of civil society 6 of 6, of academia 2 of 9, of the United Nations 3 of 3, of the media 0
of 5: what the last three did is withheld."""
EACH = Quorum(every=0.5)
SOME = Quorum(groups=(("academia", 2), ("states", 8), ("un", 1)))
RUN = runpy.run_path(str(path_of("verify_all.py")))["run"]
EVERYBODYS = runpy.run_path(str(path_of("verify.py")))["run"]


@pytest.mark.parametrize("quorum", [EACH, SOME, Quorum(every=4)])
def test_the_secretariats_program_computes_it_again_and_names_what_is_not_so(
    quorum: Quorum, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_bundle(export_of(MANY, quorum=quorum), tmp_path / "out")
    assert RUN([str(tmp_path / "out")], tmp_path) == 0
    tally = tmp_path / "out" / "tally.json"
    told = json.loads(tally.read_text("utf-8"))
    schema("tally").validate(told)
    schema("opening").validate(json.loads((tmp_path / "out" / "opening.json").read_text("utf-8")))
    row = next(row for row in told["quorum"] if row["reached"] is not None)
    row["reached"] = not row["reached"]
    tally.write_text(json.dumps(told), "utf-8")
    table = tmp_path / "out" / "quorum.csv"
    rows = list(csv.DictReader(io.StringIO(table.read_text("utf-8-sig"), newline="")))
    changed = next(row for row in rows if row["reached"])
    changed["reached"] = "no" if changed["reached"] == "yes" else "yes"
    with table.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    sealed_again(tmp_path / "out")
    assert RUN([str(tmp_path / "out")], tmp_path) == 1
    assert "WRONG: tally.json, quorum" in capsys.readouterr().out


def test_everybodys_program_finds_a_table_that_is_not_that_of_the_tally(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_bundle(export_of(MANY, quorum=EACH), tmp_path / "out")
    table = tmp_path / "out" / "quorum.csv"
    kept = table.read_bytes()
    table.write_bytes(kept.replace(b",yes", b",no", 1))
    assert table.read_bytes() != kept
    sealed_again(tmp_path / "out")
    assert EVERYBODYS([str(tmp_path / "out")], tmp_path) == 1
    assert "WRONG: quorum.csv, row " in capsys.readouterr().out


def test_withheld_groups_have_no_verdict_of_their_own_but_one_together() -> None:
    told = json.loads(files_of(export_of(MANY, quorum=EACH))["tally.json"])
    assert [(row["group"], row["needed"], row["voted"], row["reached"]) for row in told["quorum"]] == [
        ("academia", None, None, None),
        ("civil", 3, 6, True),
        ("media", None, None, None),
        ("states", 4, 7, True),
        ("un", None, None, None),
        ("", 9, 5, False),
    ]
    assert {row["cell"] for row in told["turnout"] if row["voted"] is None} >= {"academia", "media", "un"}


def test_where_groups_are_asked_for_different_things_nothing_is_told_of_the_withheld_ones() -> None:
    told = json.loads(files_of(export_of(MANY, quorum=SOME))["tally.json"])
    assert [(row["group"], row["reached"]) for row in told["quorum"]] == [
        ("academia", None),
        ("states", False),
        ("un", None),
    ]


def test_the_report_has_it_as_a_table_and_a_round_without_one_has_none() -> None:
    [grid] = [grid for grid in report_of(export_of(MANY, quorum=EACH)).more if grid.title == "Quorum"]
    assert grid.rows[3] == ("States", "no", "7", "4", "7", "yes")
    assert not [grid for grid in report_of(export_of(MANY)).more if grid.title == "Quorum"]
    assert "quorum.csv" not in files_of(export_of(MANY))
    assert "quorum" not in json.loads(files_of(export_of(MANY))["tally.json"])
