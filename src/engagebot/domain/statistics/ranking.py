"""What rankings say of two items at a time, and of all of them: the pairwise matrix, Borda, Kendall's W."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from engagebot.domain.statistics.arrays import Floats, Ints, weights_of

BLOCK = 1 << 16
"""Voters that are worked on at a time, so that memory does not grow with their number."""
FEW = 16
"""Up to so many places it is quicker to take all voters at once, place by place."""


class Unplaced(StrEnum):
    """What it means that a voter gave an item no place."""

    LAST = "last"
    """It comes after all those that have one, beside the others without: for rankings of one's first few."""
    NO_OPINION = "no opinion"
    """Nothing: for places that come from ratings."""


def pairwise(positions: Ints, weights: Floats | None = None, unplaced: Unplaced = Unplaced.LAST) -> Floats:
    """Of shape (items, items): how many voters put the item of the row before that of the column. Who put both at
    the same place counts for neither.

    Source: Condorcet, "Essai sur l'application de l'analyse à la probabilité des décisions rendues à la pluralité
    des voix", Paris 1785.
    """
    found = np.zeros((positions.shape[1],) * 2)
    last = int(positions.max(initial=0))
    for block, weight in _blocks(positions, weights):
        placed = np.where(block > 0, block, last + 1) if unplaced is Unplaced.LAST else block
        found += _by_place(placed, weight, last) if last <= FEW else _by_voter(placed, weight)
    return found


def _by_place(positions: Ints, weight: Floats, last: int) -> Floats:
    found = np.zeros((positions.shape[1],) * 2)
    for place in range(1, last + 1):
        here, after = positions == place, positions > place
        found += (here * weight[:, np.newaxis]).T @ after.astype(np.float64)
    return found


def _by_voter(positions: Ints, weight: Floats) -> Floats:
    found = np.zeros((positions.shape[1],) * 2)
    for row, counts in zip(positions, weight, strict=True):
        found += counts * ((row[:, np.newaxis] < row) & (row[:, np.newaxis] > 0))
    return found


def borda(positions: Ints, weights: Floats | None = None) -> Floats:
    """Each item's points: from each voter as many as there are items that they put after it, and half a point for
    each beside it. Items without a place come last, beside each other. Who placed nothing gives no points.

    Source: Borda, "Mémoire sur les élections au scrutin", Histoire de l'Académie Royale des Sciences 1781; half
    points as in Cullinan, Hsiao and Polett, "A Borda count for partially ordered ballots", Social Choice and Welfare
    42 (2014), 913-926.
    """
    ranks = rank_sums(positions, weights, Unplaced.LAST)
    found: Floats = ranks.weight * positions.shape[1] - ranks.sums
    return found


@dataclass(frozen=True, slots=True)
class Concordance:
    w: float
    """From 0 (the rankings have nothing in common) to 1 (they are all the same). NaN where nobody ranked two items,
    or everybody put all at the same place."""
    voters: float
    """Whose rankings it is about; with weights, their sum."""


@dataclass(frozen=True, slots=True)
class RankSums:
    """Of those whose rankings count."""

    sums: Floats
    """Of each item its ranks, from 1, added up."""
    ties: float
    """Of all voters, the sum of t^3 - t over all sets of t items at one place."""
    weight: float
    """Of the voters."""


def kendall_w(positions: Ints, weights: Floats | None = None, unplaced: Unplaced = Unplaced.LAST) -> Concordance:
    """How much m rankings of n items agree: 12 S / (m^2 (n^3 - n) - m T), where S is the sum of the squared deviations
    of the items' rank sums from their mean, and T the sum of t^3 - t over all sets of t items at one place. Items at
    the same place have the mean of their ranks. With `NO_OPINION` only those who placed every item are counted.

    Source: Kendall and Babington Smith, "The Problem of m Rankings", Annals of Mathematical Statistics 10 (1939),
    275-287; the correction for ties: Kendall, "Rank Correlation Methods", Griffin 1948, chapter 6.
    """
    return concordance(rank_sums(positions, weights, unplaced))


def concordance(ranks: RankSums) -> Concordance:
    """The same, from the sums."""
    m, n = ranks.weight, len(ranks.sums)
    squares = float(((ranks.sums - ranks.sums.mean()) ** 2).sum()) if n else 0.0
    possible = m * m * (n**3 - n) - m * ranks.ties
    if possible <= 1e-9 * m * m * n**3:
        return Concordance(float("nan"), m)
    return Concordance(12 * squares / possible, m)


def rank_sums(positions: Ints, weights: Floats | None = None, unplaced: Unplaced = Unplaced.LAST) -> RankSums:
    sums, ties, whole = np.zeros(positions.shape[1]), 0.0, 0.0
    last = int(positions.max(initial=0))
    for block, weight in _blocks(positions, weights):
        counted = (block > 0).any(axis=1) if unplaced is Unplaced.LAST else (block > 0).all(axis=1)
        placed = np.where(block > 0, block, last + 1)[counted]
        sizes = np.stack([(placed == place).sum(axis=1) for place in range(1, last + 2)], axis=1)
        ranks = sizes.cumsum(axis=1) - (sizes - 1) / 2
        sums += weight[counted] @ np.take_along_axis(ranks, placed - 1, axis=1)
        ties += float(weight[counted] @ (sizes**3 - sizes).sum(axis=1))
        whole += float(weight[counted].sum())
    return RankSums(sums, ties, whole)


def _blocks(positions: Ints, weights: Floats | None) -> Iterator[tuple[Ints, Floats]]:
    if positions.size and positions.min() < 0:
        raise ValueError("A place is under 0")
    weight = weights_of(weights, len(positions))
    for start in range(0, len(positions), BLOCK):
        yield positions[start : start + BLOCK].astype(np.int64), weight[start : start + BLOCK]
