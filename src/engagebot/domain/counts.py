"""How often each value was given, by group; and how groups are weighed so that each counts alike."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from engagebot.domain.method import Method, Rules
from engagebot.domain.pairs import Pairs, pairs_of
from engagebot.domain.sheet import NOTHING, Sheet
from engagebot.domain.statistics.arrays import Floats

Whole = NDArray[np.int64]
Kind = TypeVar("Kind", bound=np.generic)
SIGNS = NOTHING + 1
"""What a cell of a sheet can hold."""


@dataclass(frozen=True, slots=True)
class Counts:
    """`given` has the shape (groups, items, values + 1), with the abstentions at 0; `voters` the shape (groups,)."""

    rules: Rules
    items: tuple[int, ...]
    groups: tuple[str, ...]
    given: Whole
    voters: Whole
    pairs: Pairs | None = None
    """Of a ranking."""

    @property
    def answers(self) -> Whole:
        """Of shape (groups, items): how many gave the item a value, abstentions apart."""
        found: Whole = self.given[..., 1:].sum(axis=-1)
        return found

    @property
    def judging(self) -> Whole:
        """Of shape (groups, items): how many the item's figures are about. Whoever leaves an item out has not rated
        it; with the other methods they have not chosen it, unless they abstain."""
        if self.rules.method == Method.RATING:
            return self.answers
        found: Whole = self.voters[:, np.newaxis] - self.given[..., 0]
        return found

    def parted(self, hidden: Collection[str]) -> "Counts":
        """The same with all `hidden` groups taken together as one, the last, without a name. Nobody who sees the
        other groups and the whole learns more from it."""
        shown = [at for at, group in enumerate(self.groups) if group not in hidden]
        rest = [at for at, group in enumerate(self.groups) if group in hidden]
        return replace(
            self,
            groups=(*(self.groups[at] for at in shown), ""),
            given=folded(self.given, shown, rest),
            voters=folded(self.voters, shown, rest),
            pairs=self.pairs and self.pairs.each(lambda array: folded(array, shown, rest)),
        )


def folded(array: NDArray[Kind], shown: Sequence[int], rest: Sequence[int]) -> NDArray[Kind]:
    """Those rows, and one that is the sum of the rest."""
    return np.concatenate([array[shown], array[rest].sum(axis=0, keepdims=True)]).astype(array.dtype)


def count(sheet: Sheet, rules: Rules) -> Counts:
    """Raises ValueError for a value that no answer can have."""
    highest = rules.highest
    shape = (len(sheet.groups), len(sheet.items), highest + 1)
    given = np.zeros(shape, dtype=np.int64)
    rows = sheet.group.astype(np.int64) * SIGNS
    for at, number in enumerate(sheet.items):
        cells = np.bincount(rows + sheet.answers[:, at], minlength=shape[0] * SIGNS).reshape(-1, SIGNS)
        if cells[:, highest + 1 : NOTHING].any():
            raise ValueError(f"No such answer: an answer to item {number} is over {highest}")
        given[:, at] = cells[:, : highest + 1]
    voters = np.bincount(sheet.group, minlength=shape[0]).astype(np.int64)
    pairs = pairs_of(sheet) if rules.method == Method.RANKING else None
    return Counts(rules, sheet.items, sheet.groups, given, voters, pairs)


def equal_weights(people: Whole) -> Floats:
    """From how many of each group there are, of shape (groups, ...): what each of them weighs so that the groups with
    anybody in them count alike, and all weights together make up the number of people. See
    `statistics.arrays.equal_by_group`, which says it voter by voter."""
    there = (people > 0).sum(axis=0)
    found: Floats = np.divide(people.sum(axis=0), people * there, out=np.zeros(people.shape), where=people > 0)
    return found


def effective_sizes(weights: Floats, people: Whole) -> Floats:
    """Of shape (items,); see `statistics.arrays.effective_size`."""
    total, squares = (weights * people).sum(axis=0), (weights**2 * people).sum(axis=0)
    found: Floats = np.divide(total**2, squares, out=np.zeros(total.shape), where=squares > 0)
    return found
