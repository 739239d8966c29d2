"""Rounds of every method: what the bundle tells is recomputed from its ballots by the programs in it."""

import csv
import io
import json
import runpy
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from engagebot.domain.method import Method, Rules
from engagebot.exports.bundle import CONCORDANCE, PAIRS, SOMETIMES, write_bundle
from engagebot.exports.checking import path_of
from engagebot.exports.report import report_of
from tests.exports.built import Person, export_of, files_of
from tests.exports.test_verify import sealed_again

RUN = {name: runpy.run_path(str(path_of(name)))["run"] for name in ("verify.py", "verify_all.py")}
TEXTS = ["one", "two", "three", "four"]
RULES = (
    Rules(Method.RATING, 4),
    Rules(Method.APPROVAL, 4),
    Rules(Method.TOP_K, 4, k=2),
    Rules(Method.TOP_K, 4, k=3, in_order=True),
    Rules(Method.POINTS, 4, total=10),
    Rules(Method.RANKING, 4),
)


def ballots(rules: Rules) -> st.SearchStrategy[dict[int, int]]:
    """What a voter can give by pressing buttons, with abstentions among it."""
    presses = st.lists(st.tuples(st.integers(1, rules.items), st.integers(0, rules.highest)), max_size=6)

    def pressed(drawn: list[tuple[int, int]]) -> dict[int, int]:
        given: dict[int, int] = {}
        for item, value in drawn:
            after = rules.press(given, item, value) if value else rules.abstain(given, item)
            given = after if isinstance(after, dict) else given
        return given

    return presses.map(pressed)


@st.composite
def rounds(draw: st.DrawFn) -> tuple[Rules, list[Person]]:
    rules = draw(st.sampled_from(RULES))
    person = st.builds(Person, st.sampled_from("aaabbc"), st.sampled_from(["north", ""]), ballots(rules))
    return rules, draw(st.lists(person, max_size=40))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds())
def test_every_bundle_holds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], played: tuple[Rules, list[Person]]
) -> None:
    rules, cast = played
    write_bundle(export_of(cast, TEXTS, rules=rules), tmp_path / "out")
    code = RUN["verify_all.py"]([str(tmp_path / "out")], tmp_path)
    assert (code, capsys.readouterr().out.count("WRONG")) == (0, 0)


RANKERS = [
    *[Person("states", "", {1: 1, 2: 2, 3: 3, 4: 4 if n else 0}) for n in range(6)],
    *[Person("civil", "", {2: 1, 3: 2, 1: 3, 4: 4}) for _ in range(5)],
    *[Person("un", "", {2: 1}) for _ in range(3)],
    *[Person("media", "", {3: 1}) for _ in range(4)],
]


def test_a_ranking_comes_with_its_pairs_and_its_agreement(tmp_path: Path) -> None:
    files = files_of(export_of(RANKERS, TEXTS, rules=Rules(Method.RANKING, 4)))
    pairs = rows(files[PAIRS])
    first = next(row for row in pairs if (row["by"], row["number"], row["other_number"]) == ("all", "1", "2"))
    back = next(row for row in pairs if (row["by"], row["number"], row["other_number"]) == ("all", "2", "1"))
    assert (first["before"], back["before"]) == ("6", "8")
    whole, alike, *groups = rows(files[CONCORDANCE])
    assert (whole["by"], whole["rankings"], alike["by"]) == ("all", "17", "equal")
    assert {row["group"]: row["withheld"] for row in groups} == {
        "civil": "no", "media": "yes", "states": "no", "un": "yes",
    }  # fmt: skip
    assert all((row["kendall_w"] == "") == (row["withheld"] == "yes") for row in groups)
    assert next(row["kendall_w"] for row in groups if row["group"] == "states") == "1.0"
    write_bundle(export_of(RANKERS, TEXTS, rules=Rules(Method.RANKING, 4)), tmp_path / "out")
    assert RUN["verify_all.py"]([str(tmp_path / "out")], tmp_path) == 0
    book = load_workbook(io.BytesIO(files["tally.xlsx"]))
    assert {"pairs", "concordance"} <= set(book.sheetnames)
    assert not SOMETIMES & set(files_of(export_of([], TEXTS, rules=Rules(Method.APPROVAL, 4))))


def test_what_nobody_ranked_has_no_place_in_any_file_and_the_programs_agree(tmp_path: Path) -> None:
    cast = [Person("states", "", {1: 1, 2: 2, 3: 0, 4: 3}) for _ in range(6)] + [Person("un", "", {1: 0, 2: 0, 4: 0})]
    data = export_of(cast, TEXTS, rules=Rules(Method.RANKING, 4))
    table = {row["number"]: (row["place"], row["tied"]) for row in rows(files_of(data)["tally.csv"])}
    assert table == {"1": ("1", "no"), "2": ("2", "no"), "4": ("3", "no"), "3": ("", "no")}
    write_bundle(data, tmp_path / "out")
    assert RUN["verify_all.py"]([str(tmp_path / "out")], tmp_path) == 0
    assert ("not ranked", "3") in [row[:2] for row in report_of(data).grids[0].rows]


def test_who_abstained_stands_apart_in_the_tables() -> None:
    cast = [Person("a", "", {1: 1, 2: 0}), Person("a", "", {1: 1}), Person("b", "", {2: 1})]
    files = files_of(export_of(cast, TEXTS, rules=Rules(Method.APPROVAL, 4)))
    one, two = (row for row in rows(files["tally.csv"])[:2])
    assert (one["number"], one["answers"], one["abstained"], one["blank"], one["share"]) == (
        "1",
        "2",
        "0",
        "1",
        "0.666667",
    )
    assert (two["number"], two["answers"], two["abstained"], two["blank"], two["share"]) == ("2", "1", "1", "1", "0.5")
    assert "gave_1" not in one


@pytest.mark.parametrize("rules", RULES, ids=lambda rules: f"{rules.method}-{rules.k}-{rules.in_order}")
def test_a_changed_count_is_found_whatever_the_method(
    rules: Rules, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By whoever recomputes it, though the forger also wrote a new manifest."""
    cast = [Person("a", "", {1: 1, 2: 2 if rules.highest > 1 else 1}) for _ in range(6)]
    write_bundle(export_of(cast, TEXTS, rules=rules), tmp_path / "out")
    named = ("mean", "lower_quartile", "median", "upper_quartile")
    spread = named if rules.method in (Method.RATING, Method.RANKING) else ()
    for column in ("answers", "place", "points", *spread, "share", "share_4_5", "supported"):
        tally = tmp_path / "out" / "tally.json"
        kept, told = tally.read_text("utf-8"), json.loads(tally.read_text("utf-8"))
        if column not in told["tally"][0]:
            continue
        told["tally"][0][column] = 77
        tally.write_text(json.dumps(told), "utf-8")
        sealed_again(tmp_path / "out")
        assert RUN["verify.py"]([str(tmp_path / "out")], tmp_path) == 1
        assert f"{column} is '77'" in capsys.readouterr().out
        tally.write_text(kept, "utf-8")


def test_a_ballot_that_gives_more_than_it_may_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = Rules(Method.POINTS, 4, total=10)
    write_bundle(export_of([Person("a", "", {1: 7, 2: 7})], TEXTS, rules=rules), tmp_path / "out")
    assert RUN["verify.py"]([str(tmp_path / "out")], tmp_path) == 1
    assert "WRONG" in capsys.readouterr().out


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
