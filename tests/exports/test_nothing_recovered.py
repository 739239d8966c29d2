"""From all that a bundle publishes, no withheld figure can be worked out: neither by subtraction, nor with the ballots,
nor because people are whole."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from engagebot.domain.publication import groups_of_comments, without_size
from engagebot.domain.tally import tally_of
from engagebot.exports.values import CommentLine, RoundExport
from tests.exports.built import Person, counts_of, export_of, files_of
from tests.exports.worlds import Cell, Numbers, Worlds, ballot_of

GIVEN = [f"gave_{value}" for value in range(1, 6)]
ITEMS = (1, 2, 3)
TEXTS = ("one", "two", "three")
Row = Mapping[str, str]
Rows = list[dict[str, str]]

answers = st.dictionaries(st.sampled_from(ITEMS), st.sampled_from([0, 1, 4, 5]))
people = st.lists(
    st.builds(
        Person,
        st.sampled_from(["a", "a", "b", "b", "c", "d"]),
        st.sampled_from(["north", "south", ""]),
        answers,
        late=st.booleans(),
    ),
    min_size=5,
    max_size=32,
)
"""Mostly four groups, of which one or two are small."""


def rows_of(files: Mapping[str, bytes], name: str) -> Rows:
    return list(csv.DictReader(io.StringIO(files[name].decode("utf-8-sig"), newline="")))


def counted(column: str, number: int | None = None, by: int = 1, cell: str | None = None) -> Callable[[Cell], bool]:
    """Whom a column of a table counts."""

    def holds(found: Cell) -> bool:
        ballot = dict(found[0])
        return (cell is None or found[by] == cell) and {
            "invited": True,
            "voted": bool(ballot),
            "missing": not ballot,
            "answers": ballot.get(number or 0, 0) > 0,
            "abstained": ballot.get(number or 0) == 0,
            "blank": bool(ballot) and number not in ballot,
            **{gave: ballot.get(number or 0) == int(gave[-1]) for gave in GIVEN},
        }[column]

    return holds


def figures(files: Mapping[str, bytes]) -> Iterator[tuple[str, Callable[[Cell], bool], str, str]]:
    """Each figure about people in a breakdown: its name, whom it counts, what is told, and what it is a part of."""
    for row in rows_of(files, "turnout.csv"):
        by = {"all": 1, "group": 1, "region": 2}[row["by"]]
        cell = None if row["by"] == "all" else row["cell"]
        for column in ("invited", "voted", "missing"):
            name = f"{row['by']} {row['cell']} {column}"
            yield name, counted(column, None, by, cell), row[column], f"{row['by']} {column}"
    for row in rows_of(files, "tally-by-group.csv"):
        for column in ("answers", "abstained", "blank", *GIVEN):
            name = f"group {row['group']} {column} {row['number']}"
            yield name, counted(column, int(row["number"]), 1, row["group"]), row[column], f"{column} {row['number']}"
    for row in rows_of(files, "versions.csv") if "versions.csv" in files else ():
        name = f"version {row['version']} {row['number']}"
        yield name, given_to(int(row["number"]), int(row["version"])), row["answers"], "versions"


def given_to(number: int, version: int) -> Callable[[Cell], bool]:
    """Whose answer to an item was given to that version of it."""
    return lambda cell: dict(cell[0]).get(-number) == version and dict(cell[0])[number] > 0


def recovered(cast: list[Person], data: RoundExport) -> list[str]:
    """The withheld figures that are given away, but for those that all withheld people share: which nobody of them
    has, or all of them have, follows from the whole."""
    files, worlds = files_of(data), Worlds(cast, {version.number for version in data.versions})
    hidden: dict[str, dict[str, Numbers]] = {}
    for name, counts, told, table in figures(files):
        if told:
            worlds.know(counts, int(told))
        else:
            hidden.setdefault(table, {})[name] = worlds.figure(counts)
    for row in rows_of(files, "comments.csv"):
        if row["group"]:
            worlds.bound(lambda cell, group=row["group"]: cell[1] == group, 5)  # type: ignore[misc]
    secrets: dict[str, Numbers] = {}
    for table, cells in hidden.items():
        together = sum(float(figure @ worlds.truth) for figure in cells.values())
        everybody = sum(float(whole(name, worlds) @ worlds.truth) for name in cells)
        if table.endswith(" invited") or together not in (0, everybody):
            secrets |= cells
    return worlds.given_away(secrets)


def whole(name: str, worlds: Worlds) -> Numbers:
    """All people of the cell whom the figure could have counted: those invited, or in a tally those who voted."""
    kind, cell, column = name.split(" ")[:3]
    by = 2 if kind == "region" else 1
    return worlds.figure(counted("invited" if column in ("invited", "voted", "missing") else "voted", None, by, cell))


@settings(max_examples=40, deadline=None)
@given(people, st.data())
def test_no_withheld_figure_is_the_same_in_all_worlds(cast: list[Person], drawn: st.DataObject) -> None:
    data = export_of(cast, TEXTS, reworded=drawn.draw(st.sampled_from([{}, {2: "two, but better"}])))
    commenting = drawn.draw(st.lists(st.integers(0, len(cast) - 1), unique=True))
    authors = [(cast[at].group, at) for at in commenting]
    shown = groups_of_comments(authors, {person.group for person in cast}, without_size(data.by_group))
    lines = tuple(CommentLine(1, group if group in shown else None, "so") for group, _ in authors)
    alone = [kind for kind in ("group", "region") if nothing_to_hide_with(kind, cast)]
    found = recovered(cast, replace(data, comments=lines))
    assert [name for name in found if name.split(" ")[0] not in alone] == []


def nothing_to_hide_with(kind: str, cast: list[Person]) -> bool:
    """One group alone is the whole; and where each has one person, the list of groups says so already."""
    sizes = {getattr(person, kind) for person in cast}
    return len(sizes) in (1, len(cast))


def test_a_group_shown_in_one_item_and_withheld_in_another_would_be_read_from_the_ballots() -> None:
    cast = [Person("a", "", {1: 5, 2: 5, 3: 5 if n else 1}) for n in range(6)]
    cast += [Person("b", "", {1: 1, 2: 1, 3: 1}) for _ in range(8)]
    cast += [Person("c", "", {1: 4, 2: 4, **({3: 4} if n < 3 else {})}) for n in range(7)]
    data = export_of(cast, TEXTS)
    assert recovered(cast, data) == []
    apart = tally_of(counts_of(cast, TEXTS), 0.7)
    leaking = replace(data, tally=(*apart[:2], data.tally[2]))
    assert "group c answers 3" in recovered(cast, leaking)


def test_two_withheld_groups_would_be_read_from_a_third_total() -> None:
    cast = [Person("a", "", {1: 5}) for _ in range(9)] + [Person("b", "", {1: 1})] * 2 + [Person("c", "", {1: 4})] * 6
    data = export_of(cast, ["one"])
    assert recovered(cast, data) == []
    row = next(row for row in data.by_group if row.cell == "b")
    others = tuple(row for row in data.by_group if row.cell != "b")
    assert "group c invited" in recovered(cast, replace(data, by_group=(replace(row, invited=2), *others)))


@settings(max_examples=8, deadline=None)
@given(people)
def test_what_one_file_withholds_no_other_file_tells(cast: list[Person]) -> None:
    """The same rows in CSV, JSON and the workbook; and the figures with the groups alike follow from what is shown."""
    data = export_of(cast, TEXTS)
    files = files_of(data)
    document, book = json.loads(files["tally.json"]), load_workbook(io.BytesIO(files["tally.xlsx"]))
    for name, table, sheet in (
        ("tally.csv", "tally", "tally"),
        ("tally-by-group.csv", "by_group", "by group"),
        ("turnout.csv", "turnout", "turnout"),
    ):
        rows = rows_of(files, name)
        cells = [[plain(cell) for cell in row] for row in book[sheet].iter_rows(min_row=2, values_only=True)]
        assert [[plain(cell) for cell in row.values()] for row in rows] == cells
        assert [[plain(cell) for cell in row.values()] for row in rows] == [
            [plain(row[column]) for column in rows[0]] for row in document[table]
        ]
    hidden = {group for group, found in data.tally[0].by_group.items() if found is None}
    together = [replace(person, group="rest" if person.group in hidden else person.group) for person in cast]
    expected = tally_of(counts_of(together, TEXTS), 0.7) if hidden != set(data.tally[0].by_group) else ()
    for item, other in zip(data.tally, expected, strict=False):
        assert item.equal == other.equal


def plain(cell: object) -> str:
    """As a person reads it: yes and no, a number, or nothing."""
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
    try:
        return f"{float(str(cell)):g}"
    except ValueError:
        return str(cell)


def test_the_solver_finds_what_follows_only_because_people_are_whole() -> None:
    cast = [Person("a"), Person("b"), Person("b")]
    worlds = Worlds(cast)
    size = {"a": worlds.figure(lambda cell: cell[1] == "a")}
    assert worlds.given_away(size) == []
    worlds._say(worlds.figure(lambda cell: cell[1] == "a") * 2, 0, 3)
    assert worlds.given_away(size) == ["a"]
    assert ballot_of(cast[0]) == ()
    assert np.array_equal(worlds.truth, [1, 2])
