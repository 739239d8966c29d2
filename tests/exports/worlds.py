"""What a patient reader can work out: all worlds in which a bundle would have said the same of groups and regions.

A world says how many people of each group and region gave each ballot, or none. What is published are linear
equations over those whole numbers; a figure is given away if it is the same in every world.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.exports.built import Person, version_of

Ballot = tuple[tuple[int, int], ...]
"""Item numbers and values, and under the numbers' negatives the versions that the values were given to; without any the
person has not voted."""
Cell = tuple[Ballot, str, str]
"""Ballot, group, region."""
Numbers = NDArray[np.float64]
ROUNDS = 4
"""Worlds that are looked for at random before each figure is asked for by itself."""


def ballot_of(person: Person, reworded: Collection[int] = ()) -> Ballot:
    versions = [(-item, version_of(person, item, reworded)) for item in person.answers]
    return tuple(sorted([*person.answers.items(), *versions]))


@dataclass
class Worlds:
    """Of a round that was played by `people`. The reader knows the ballots, and which groups and regions there are."""

    people: Sequence[Person]
    reworded: Collection[int] = ()
    """Items that got a new text while the round was open."""
    cells: list[Cell] = field(init=False)
    truth: Numbers = field(init=False)
    rows: list[Numbers] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        there = Counter((ballot_of(person, self.reworded), person.group, person.region) for person in self.people)
        ballots = sorted({ballot for ballot, _, _ in there} | {()})
        groups = sorted({person.group for person in self.people})
        regions = sorted({person.region for person in self.people})
        self.cells = [(ballot, group, region) for ballot in ballots for group in groups for region in regions]
        self.truth = np.array([there[cell] for cell in self.cells], dtype=np.float64)
        for ballot in ballots:
            self.know(lambda cell, ballot=ballot: cell[0] == ballot)  # type: ignore[misc]
        for group in groups:
            self.bound(lambda cell, group=group: cell[1] == group, 1)  # type: ignore[misc]
        for region in regions:
            self.bound(lambda cell, region=region: cell[2] == region, 1)  # type: ignore[misc]

    def figure(self, counted: Callable[[Cell], bool]) -> Numbers:
        return np.array([float(counted(cell)) for cell in self.cells])

    def know(self, counted: Callable[[Cell], bool], told: float | None = None) -> None:
        """What is told of these people; without `told`, what is true of them."""
        figure = self.figure(counted)
        value = float(figure @ self.truth) if told is None else told
        self._say(figure, value, value)

    def bound(self, counted: Callable[[Cell], bool], least: float) -> None:
        self._say(self.figure(counted), least, np.inf)

    def _say(self, figure: Numbers, least: float, most: float) -> None:
        self.rows.append(figure)
        self.least.append(least)
        self.most.append(most)

    def given_away(self, secrets: Mapping[str, Numbers]) -> list[str]:
        """Those of the figures that are the same in every world."""
        dice = np.random.default_rng(1)
        left = dict(secrets)
        for _ in range(ROUNDS):
            other = self._other(dice.normal(size=len(self.cells)))
            left = {name: figure for name, figure in left.items() if figure @ other == figure @ self.truth}
        return [name for name, figure in left.items() if not any(self._moves(figure * way) for way in (1, -1))]

    def _moves(self, figure: Numbers) -> bool:
        return abs(float(figure @ self._other(figure) - figure @ self.truth)) > 0.5

    def _other(self, objective: Numbers) -> Numbers:
        """The world in which the objective is least."""
        found = milp(
            objective,
            constraints=LinearConstraint(np.array(self.rows), np.array(self.least), np.array(self.most)),
            integrality=np.ones(len(self.cells)),
            bounds=Bounds(0, np.inf),
        )
        assert found.success, "What was published is not true in the world that it was published of"
        return np.asarray(np.round(found.x), dtype=np.float64)


def numbers(rows: Iterable[Mapping[str, str]], column: str) -> list[int]:
    return [int(row[column]) for row in rows if row[column]]
