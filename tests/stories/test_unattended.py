"""`engagebot demo --unattended` plays the whole story and checks itself; and the check can fail."""

import csv
import json
from pathlib import Path

import icalendar
import openpyxl
import pytest

from engagebot.demo.cast import ITEMS, Part, Voting, cast
from engagebot.demo.ledger import Line, _tally
from engagebot.demo.unattended import Outcome
from tests.stories.keyboard import keyboard_at, said
from tests.stories.programs import run


async def test_it_plays_everybody_exits_0_and_leaves_the_files(tmp_path: Path) -> None:
    ended = await run("demo", "--unattended", "--to", "results", where=tmp_path)
    assert ended.code == 0, ended.out + ended.err
    assert ended.err == ""
    for words in ("joined", "announcement delivered", "reminders delivered", "nudged", "voted", "told the results"):
        assert words in ended.out
    assert " 0 wrong" in ended.out
    files = {path.name: path for path in (tmp_path / "results").rglob("*.*")}
    assert set(files) >= {
        "tally.csv",
        "ballots.csv",
        "votes.jsonl",
        "comments.csv",
        "delivery-report.csv",
        "README.txt",
    }

    parts = cast(groups_of(files["tally.json"]))
    voters = [part for part in parts if part.votes]
    tally = json.loads(files["tally.json"].read_text("utf-8"))
    assert tally["turnout"][0]["voted"] == len(voters)
    for item in tally["tally"]:
        given = [p.final_ratings[item["number"]] for p in voters if item["number"] in p.final_ratings]
        assert [item[f"gave_{value}"] for value in range(1, 6)] == [given.count(value) for value in range(1, 6)]
    documents = {path.name for path in (tmp_path / "results-documents").iterdir()}
    assert {"report-en.pdf", "report-ar.docx", "ratings-en.svg", "comments-ar.docx", "tally-ar.xlsx"} <= documents
    checked = await run("verify", "results.zip", where=tmp_path)
    assert (checked.code, checked.err) == (0, ""), checked.out
    assert len(openpyxl.load_workbook(files["tally.xlsx"]).worksheets) > 1
    events = icalendar.Calendar.from_ical(files["events.ics"].read_bytes()).walk("VEVENT")
    assert "Introductory GCM Talk" in {str(event["SUMMARY"]) for event in events}
    with files["delivery-report.csv"].open(encoding="utf-8-sig", newline="") as file:
        report = list(csv.DictReader(file))
    assert report


def groups_of(tally: Path) -> list[str]:
    """In the order of the workstream file, which the bundle keeps."""
    document = json.loads(tally.read_text("utf-8"))
    return [row["cell"] for row in document["turnout"] if row["by"] == "group"]


@pytest.mark.parametrize(
    ("line", "right"),
    [
        (Line("voted", played=35, recorded=35), True),
        (Line("voted", played=35, recorded=35, seen=35), True),
        (Line("voted", played=35, recorded=34), False),
        (Line("voted", played=35, recorded=35, seen=34), False),
        (Line("gave 5 to item 3", played=0, recorded=1, detail=True), False),
    ],
)
def test_one_figure_that_differs_is_not_right(line: Line, right: bool) -> None:
    assert line.right is right
    assert Outcome([Line("joined", 40, 40), line], [], 1.0).right is right


def a_voter(ratings: dict[int, int], change: tuple[int, int] | None) -> Part:
    return Part(
        name="Amina",
        platform="telegram",
        group="states",
        language="en",
        zone="Africa/Nairobi",
        answer=None,
        stars=None,
        feedback=None,
        voting=Voting.AT_ONCE,
        ratings=ratings,
        change=change,
        comment=None,
    )


@pytest.mark.parametrize(("recorded", "wrong"), [(5, []), (2, ["gave 2 to item 1", "gave 5 to item 1"])])
def test_a_tally_with_the_old_value_of_a_changed_answer_is_noticed(
    tmp_path: Path, recorded: int, wrong: list[str]
) -> None:
    def given(number: int) -> dict[str, int]:
        return {f"gave_{value}": int(number == 1 and value == recorded) for value in range(1, 6)}

    rows = [{"number": n, **given(n)} for n in range(1, ITEMS + 1)]
    (tmp_path / "tally.json").write_text(json.dumps({"tally": rows}))
    lines = _tally([a_voter({1: 2}, (1, 5))], tmp_path / "tally.json")
    assert [line.label for line in lines if not line.right] == wrong


def test_a_folder_in_the_way_is_told_before_anything_is_played(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with keyboard_at({}) as type_:
        ended = type_("demo", "--unattended", "--to", tmp_path / "mine")
    assert ended.exit_code == 1
    assert "mine holds thesis.txt, which no export wrote." in said(ended)
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"
