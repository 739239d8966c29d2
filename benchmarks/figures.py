"""What a benchmark yields: figures, each with its yardstick, its spread and the reach that is wanted of it."""

import gc
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Plan:
    """How much to measure: all of it, or `quick`, which is smaller and shakier."""

    quick: bool = False

    def pick(self, full: T, quick: T) -> T:
        return quick if self.quick else full

    @property
    def runs(self) -> int:
        return self.pick(5, 3)


@dataclass(frozen=True, slots=True)
class Reach:
    """What is wanted of a figure: at least so much, or at most."""

    at_least: float | None = None
    at_most: float | None = None

    def met_by(self, value: float) -> bool:
        enough = self.at_least is None or value >= self.at_least
        return enough and (self.at_most is None or value <= self.at_most)

    def __str__(self) -> str:
        return f"≥ {self.at_least:,g}" if self.at_least is not None else f"≤ {self.at_most:,g}"


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` in `unit`; where that is a ratio, `ours` and `yardstick` are its two sides, medians of `runs` runs.
    `spread` holds the least and the greatest value of a single run."""

    name: str
    value: float
    unit: str
    runs: int
    spread: tuple[float, float]
    reach: Reach | None = None
    ours: float | None = None
    yardstick: float | None = None
    note: str = ""

    def entry(self) -> dict[str, object]:
        """As it stands in results.json."""
        return {
            "value": _rounded(self.value),
            "unit": self.unit,
            "ours": _rounded(self.ours),
            "yardstick": _rounded(self.yardstick),
            "runs": self.runs,
            "spread": [_rounded(end) for end in self.spread],
            "reach": None if self.reach is None else str(self.reach),
            "met": None if self.reach is None else self.reach.met_by(self.value),
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Measures the figures of the given `names` together."""

    names: Sequence[str]
    run: Callable[[Plan], Iterable[Figure]]


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")


def in_turns(runs: int, *sides: Callable[[], float]) -> list[list[float]]:
    """Each side's values, measured in turns (ours, yardstick, ours, ...), so that what else the machine does
    falls on all of them alike."""
    values: list[list[float]] = [[] for _ in sides]
    for _ in range(runs):
        for side, found in zip(sides, values, strict=True):
            gc.collect()
            found.append(side())
    return values


def ratio(
    name: str, ours: Sequence[float], yardstick: Sequence[float], unit: str, reach: Reach | None = None, note: str = ""
) -> Figure:
    """Of the medians; the spread is that of the single turns. `unit` is that of both sides."""
    turns = [mine / its for mine, its in zip(ours, yardstick, strict=True)]
    sides = median(ours), median(yardstick)
    spread = min(turns), max(turns)
    return Figure(name, sides[0] / sides[1], f"of {unit}", len(turns), spread, reach, *sides, note)


def plain(name: str, values: Sequence[float], unit: str, reach: Reach | None, note: str = "") -> Figure:
    """A figure that stands by itself: the median."""
    return Figure(name, median(values), unit, len(values), (min(values), max(values)), reach, note=note)
