"""From all published tables together, no withheld cell can be computed: solved as one linear system."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engagebot.exports.csv_file import csv_bytes
from engagebot.exports.statistics import group_table, tally_table, turnout_table
from engagebot.exports.tables import Table
from engagebot.exports.values import RoundExport
from tests.exports.built import Person, export_of

Name = tuple[str, ...]
GIVEN = [f"gave_{value}" for value in range(1, 6)]

people = st.lists(
    st.builds(
        Person,
        st.sampled_from(["a", "b", "c", "d", "e"]),
        st.sampled_from(["north", "south", ""]),
        st.dictionaries(st.integers(1, 2), st.integers(1, 5)),
    ),
    min_size=5,
    max_size=45,
)


@dataclass
class System:
    """Linear equations over named unknowns: those that are published have a value, the others do not."""

    known: dict[Name, int] = field(default_factory=dict)
    unknown: dict[Name, int] = field(default_factory=dict)
    equations: list[Mapping[Name, int]] = field(default_factory=list)

    def cell(self, name: Name, text: str) -> Name:
        if text:
            self.known[name] = int(text)
        else:
            self.unknown.setdefault(name, len(self.unknown))
        return name

    def total(self, whole: Name, parts: list[Name]) -> None:
        self.equations.append({whole: -1, **dict.fromkeys(parts, 1)})

    def solved(self) -> list[Name]:
        """The unknowns that have only one solution: their rows of the null space are zero."""
        if not self.unknown:
            return []
        matrix = np.zeros((len(self.equations), len(self.unknown)))
        for row, equation in enumerate(self.equations):
            for name, factor in equation.items():
                if name in self.unknown:
                    matrix[row, self.unknown[name]] += factor
        _, sizes, vectors = np.linalg.svd(matrix)
        null_space = vectors[int((sizes > 1e-9).sum()) :]
        return [n for n, at in self.unknown.items() if np.abs(null_space[:, at]).max(initial=0) < 1e-9]


@settings(max_examples=150, deadline=None)
@given(people)
def test_no_withheld_cell_follows_from_all_published_tables(cast: list[Person]) -> None:
    data = export_of(cast, ["one", "two"])
    groups = {person.group for person in cast}
    regions = {person.region for person in cast}
    system = System()
    turnout = read(turnout_table(data))
    for by in ("group", "region"):
        for what in ("invited", "voted"):
            cells = [system.cell((by, r["cell"], what), r[what]) for r in turnout if r["by"] == by]
            (whole,) = [r for r in turnout if r["by"] == "all"]
            system.total(system.cell(("all", what), whole[what]), cells)
    whole_rows = {row["number"]: row for row in read(tally_table(data))}
    for number, whole in whole_rows.items():
        add_item(system, data, number, whole)
    solved = system.solved()
    if len(groups) > 1:
        assert not [name for name in solved if name[0] == "group"]
    if len(regions) > 1:
        assert not [name for name in solved if name[0] == "region"]


def add_item(system: System, data: RoundExport, number: str, whole: dict[str, str]) -> None:
    rows = [row for row in read(group_table(data)) if row["number"] == number]
    for what in ["answers", "blank", *GIVEN]:
        cells = [system.cell(("group", r["group"], number, what), r[what]) for r in rows]
        system.total(system.cell(("all", number, what), whole[what]), cells)
    for row in rows:
        group, name = row["group"], ("group", row["group"], number)
        system.total((*name, "answers"), [(*name, gave) for gave in GIVEN])
        system.total(("group", group, "voted"), [(*name, "answers"), (*name, "blank")])


def read(table: Table) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_bytes(table).decode("utf-8-sig"), newline="")))


def test_the_solver_finds_a_cell_that_is_given_away() -> None:
    system = System()
    cells = [system.cell(("group", "a"), ""), system.cell(("group", "b"), "7")]
    system.total(system.cell(("all",), "10"), cells)
    assert system.solved() == [("group", "a")]
