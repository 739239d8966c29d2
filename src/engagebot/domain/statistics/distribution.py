"""How often each value was given, and what follows from that alone.

`counts` has the shape (..., values): how often, or with how much weight, the value 1, 2, ... was given. Figures have
its shape without the last axis, and are NaN where nobody answered.
"""

import numpy as np

from engagebot.domain.statistics.arrays import Floats, Ints, weights_by_item

TOLERANCE = 1e-9
"""Of the whole: what floating-point sums of weights may be off by."""


def count(ratings: Ints, values: int, weights: Floats | None = None) -> Floats:
    """Counts of shape (items, values) for ratings of shape (voters, items). Weights may be by item.

    Raises ValueError for a rating over `values` or under 0.
    """
    found: Floats = count_by_group(ratings, np.zeros(len(ratings), dtype=np.int64), 1, values, weights)[0]
    return found


def count_by_group(ratings: Ints, groups: Ints, how_many: int, values: int, weights: Floats | None = None) -> Floats:
    """Counts of shape (groups, items, values). `groups`: each voter's group, from 0 to `how_many` - 1."""
    if ratings.size and not (ratings.min() >= 0 and ratings.max() <= values):
        raise ValueError(f"A rating is not from 0 to {values}")
    if groups.size and not (groups.min() >= 0 and groups.max() < how_many):
        raise ValueError(f"A group is not from 0 to {how_many - 1}")
    by_item = None if weights is None else weights_by_item(weights, ratings.shape)
    cells, rows = how_many * (values + 1), groups.astype(np.int64) * (values + 1)
    counts = np.zeros((how_many, ratings.shape[1], values))
    for item in range(ratings.shape[1]):
        weight = None if by_item is None else by_item[:, item]
        counted = np.bincount(rows + ratings[:, item], weight, minlength=cells)
        counts[:, item] = counted.reshape(how_many, values + 1)[:, 1:]
    return counts


def answers(counts: Floats) -> Floats:
    found: Floats = counts.sum(axis=-1)
    return found


def mean(counts: Floats) -> Floats:
    """The arithmetic mean of the values."""
    return divided(counts @ np.arange(1, counts.shape[-1] + 1), answers(counts))


def share_from(counts: Floats, lowest: int) -> Floats:
    """Of the answers, the share of those that are `lowest` or more; 0 to 1."""
    return divided(counts[..., lowest - 1 :].sum(axis=-1), answers(counts))


def quantile(counts: Floats, q: float) -> Floats:
    """The q-quantile by linear interpolation between the two nearest answers: with n answers in order, numbered
    from 0, the one at (n - 1) q. The median is q = 1/2.

    Source: definition 7, which is numpy's default, in Hyndman and Fan, "Sample Quantiles in Statistical Packages",
    The American Statistician 50 (1996), 361-365. Where the counts are sums of weights, n is their sum, and the
    answer at a place is the first whose cumulated weight reaches it, as in `wtd.quantile` of Harrell's Hmisc for R
    (type "quantile"); let the weights of those who answered sum to their number.
    """
    n = answers(counts)
    at = 1 + np.maximum(n - 1, 0) * q
    below = np.floor(at + TOLERANCE)
    low, high = _answer_at(counts, below), _answer_at(counts, np.minimum(below + 1, np.maximum(n, 1)))
    found: Floats = np.where(n > 0, low + (high - low) * np.clip(at - below, 0, 1), np.nan)
    return found


def _answer_at(counts: Floats, place: Floats) -> Floats:
    """The value of the answer at this place, from 1, when all are in order."""
    cumulated = counts.cumsum(axis=-1)
    within = np.minimum(place, cumulated[..., -1])
    reached = cumulated >= (within - TOLERANCE * np.maximum(within, 1))[..., np.newaxis]
    first: Floats = reached.argmax(axis=-1) + 1.0
    return first


def divided(part: Floats, whole: Floats) -> Floats:
    """NaN where there is nothing to divide by."""
    part, whole = np.broadcast_arrays(np.asarray(part, np.float64), np.asarray(whole, np.float64))
    found: Floats = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return found
