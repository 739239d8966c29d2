"""Sums over voters: approval, top-k and points. Each has the shape (items,)."""

import numpy as np

from engagebot.domain.statistics.arrays import Bools, Floats, Ints, weights_of


def voting(answers: Ints) -> Bools:
    """Of shape (voters,): whether the voter said anything. Others do not count in a share of voters."""
    return np.asarray((answers > 0).any(axis=1))


def approval(marks: Ints, weights: Floats | None = None) -> Floats:
    """How many marked each item.

    Source: Brams and Fishburn, "Approval Voting", American Political Science Review 72 (1978), 831-847.
    """
    return _summed((marks > 0).astype(np.float64), weights)


def mentions(positions: Ints, weights: Floats | None = None) -> Floats:
    """How many have each item among their first, in whatever order: what top-k without an order is counted by."""
    return approval(positions, weights)


def top_points(positions: Ints, k: int, weights: Floats | None = None) -> Floats:
    """What ordered top-k is counted by: k points for a first place, k - 1 for a second, 1 for the k-th. That is
    Borda's count for those who rank only k (see `ranking.borda`), with nothing for what has no place.

    Raises ValueError for a place after the k-th.
    """
    if positions.size and not (positions.min() >= 0 and positions.max() <= k):
        raise ValueError(f"A place is not from 0 to {k}")
    return _summed(np.where(positions > 0, k + 1 - positions.astype(np.float64), 0.0), weights)


def points(given: Ints, total: int, weights: Floats | None = None) -> Floats:
    """How many points each item was given, where every voter has `total` to give away.

    Raises ValueError, naming the first row, if a voter gave some and not that many. Source: the constant-sum method,
    Metfessel, "A proposal for quantitative reporting of comparative judgments", Journal of Psychology 24 (1947),
    229-235; also known as cumulative voting.
    """
    sums = given.sum(axis=1)
    wrong = np.flatnonzero(((sums != total) & (sums != 0)) | (given < 0).any(axis=1))
    if wrong.size:
        raise ValueError(f"Voter {wrong[0]} gave {sums[wrong[0]]} points of {total}")
    return _summed(given.astype(np.float64), weights)


def _summed(worth: Floats, weights: Floats | None) -> Floats:
    found: Floats = weights_of(weights, len(worth)) @ worth
    return found
