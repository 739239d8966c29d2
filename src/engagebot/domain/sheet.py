"""All ballots of a round as one array: what every tally is counted from."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NOTHING = 255
"""In a sheet: the voter left this item out. 0 is an abstention, said on purpose."""
HIGHEST = NOTHING - 1
"""The highest value that an answer can have."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """`answers` has the shape (voters, items), `group` the shape (voters,): the number of the voter's group, from 0.
    A byte an answer: ten million answers take ten million bytes."""

    items: tuple[int, ...]
    groups: tuple[str, ...]
    group: NDArray[np.uint16]
    answers: NDArray[np.uint8]


class Filling:
    """A sheet that is filled ballot by ballot."""

    def __init__(self, items: Iterable[int]) -> None:
        self._items = tuple(items)
        self._column = {number: at for at, number in enumerate(self._items)}
        self._nothing = bytes([NOTHING]) * len(self._items)
        self._row: dict[str, int] = {}
        self._group = array("H")
        self._answers = bytearray()

    def add(self, group: str, answers: Mapping[int, int]) -> None:
        """Raises ValueError for an answer to an item that is not there, or that no answer can be."""
        row = bytearray(self._nothing)
        for number, value in answers.items():
            if number not in self._column or not 0 <= value <= HIGHEST:
                raise ValueError(f"No such answer: item {number}, value {value}, group {group}")
            row[self._column[number]] = value
        self._group.append(self._row.setdefault(group, len(self._row)))
        self._answers += row

    def sheet(self, groups: Sequence[str]) -> Sheet:
        """With the groups in this order. Raises ValueError if a ballot is of one that it lacks."""
        answers = np.frombuffer(self._answers, dtype=np.uint8).reshape(len(self._group), len(self._items))
        return in_order(self._items, groups, tuple(self._row), self._group, answers)


def in_order(
    items: Sequence[int],
    groups: Sequence[str],
    found: Sequence[str],
    group: Sequence[int],
    answers: NDArray[np.uint8],
) -> Sheet:
    """The sheet of ballots that bear the numbers of the groups `found`, with the numbers of `groups` instead."""
    lacking = set(found) - set(groups)
    if lacking:
        raise ValueError(f"No such answer: there is no group {', '.join(sorted(lacking))}")
    numbers = np.array([groups.index(name) for name in found], dtype=np.uint16)
    return Sheet(tuple(items), tuple(groups), numbers[np.array(group, dtype=np.uint16)], answers)
