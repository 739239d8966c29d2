"""What the rankings of each group say of two items at a time, and how much they agree."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engagebot.domain.sheet import NOTHING, Sheet
from engagebot.domain.statistics.arrays import Floats, Ints
from engagebot.domain.statistics.ranking import Concordance, RankSums, Unplaced, concordance, pairwise, rank_sums


@dataclass(frozen=True, slots=True)
class Pairs:
    """The first axis of each is the group. An item that a voter left out comes after those that they placed; one on
    which they abstained comes in no pair of theirs."""

    before: Floats
    """Of shape (groups, items, items): how many put the item of the row before that of the column."""
    both: Floats
    """Of the same shape: how many compare the two, also those who put neither before the other."""
    ranks: Floats
    """Of shape (groups, items): the sums of the ranks given by those who abstained on no item."""
    ties: Floats
    """Of shape (groups,): of them, the sums of t^3 - t over the t items at one place."""
    rankings: Floats
    """Of shape (groups,): how many they are."""

    def each(self, change: Callable[[Floats], Floats]) -> "Pairs":
        return Pairs(
            change(self.before), change(self.both), change(self.ranks), change(self.ties), change(self.rankings)
        )

    def together(self, weights: Floats) -> "Pairs":
        """All groups as one, each voter weighing what `weights`, of shape (groups,), has for the group."""
        return self.each(lambda array: np.tensordot(weights, array, axes=1)[np.newaxis])

    @property
    def borda(self) -> Floats:
        """Of shape (groups, items): a point from each voter for every item that they put after it, and half a point
        for each beside it, as in `statistics.ranking.borda`."""
        beside = self.both - self.before - self.before.swapaxes(1, 2)
        found: Floats = self.before.sum(axis=2) + beside.sum(axis=2) / 2
        return found

    @property
    def concordance(self) -> list[Concordance]:
        """Kendall's W of each group."""
        kept = zip(self.ranks, self.ties.tolist(), self.rankings.tolist(), strict=True)
        return [concordance(RankSums(sums, ties, weight)) for sums, ties, weight in kept]


def pairs_of(sheet: Sheet) -> Pairs:
    each = [_of_group(sheet.answers[sheet.group == group]) for group in range(len(sheet.groups))]
    items = len(sheet.items)
    return Pairs(
        np.array([before for before, _, _ in each]).reshape(-1, items, items),
        np.array([both for _, both, _ in each]).reshape(-1, items, items),
        np.array([ranks.sums for _, _, ranks in each]).reshape(-1, items),
        np.array([ranks.ties for _, _, ranks in each]),
        np.array([ranks.weight for _, _, ranks in each]),
    )


def _of_group(answers: Ints) -> tuple[Floats, Floats, RankSums]:
    """An abstention is a place of 0, which is no opinion."""
    places = np.where(answers == NOTHING, answers.shape[1] + 1, answers)
    judged = (places > 0).astype(np.float64)
    both = judged.T @ judged
    np.fill_diagonal(both, 0)
    return (
        pairwise(places, unplaced=Unplaced.NO_OPINION),
        both,
        rank_sums(places, unplaced=Unplaced.NO_OPINION),
    )
