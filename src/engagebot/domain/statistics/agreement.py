"""How much those who rated an item agree with each other.

`counts` has the shape (..., values); the figures have its shape without the last axis, NaN where nobody answered.
"""

import numpy as np

from engagebot.domain.statistics.arrays import Bools, Floats
from engagebot.domain.statistics.distribution import TOLERANCE, answers, divided, mean


def consensus(counts: Floats) -> Floats:
    """From 0 (half at either end of the scale) to 1 (all gave the same): 1 + sum p_i log2(1 - |x_i - mean| / d), d
    being the width of the scale. All answers spread evenly over five values have 0.43.

    Source: Tastle and Wierman, "Consensus and dissention: A measure of ordinal dispersion", International Journal of
    Approximate Reasoning 45 (2007), 531-545.
    """
    values = np.arange(1, counts.shape[-1] + 1)
    shares = divided(counts, answers(counts)[..., np.newaxis])
    away = np.abs(values - mean(counts)[..., np.newaxis]) / (counts.shape[-1] - 1)
    # What is a whole scale away from the mean, nobody gave.
    logs = np.log2(np.where(shares > 0, 1 - away, 1.0))
    found: Floats = 1 + (shares * logs).sum(axis=-1)
    return found


def agreement(counts: Floats) -> Floats:
    """Van der Eijk's A, from -1 (half at either end) over 0 (spread evenly) to 1 (all gave the same). The counts
    are taken apart into layers, in each of which some values are given equally often and the others never; A is the
    mean of the layers' agreement, by their size. The scale has at least three values.

    Source: van der Eijk, "Measuring Agreement in Ordered Rating Scales", Quality and Quantity 35 (2001), 325-341.
    """
    if counts.shape[-1] < 3:
        raise ValueError("Agreement needs a scale of at least three values")
    whole = answers(counts)
    nothing = TOLERANCE * whole[..., np.newaxis]
    rest, total = counts.astype(np.float64), np.zeros(counts.shape[:-1])
    for _ in range(counts.shape[-1]):
        there = rest > nothing
        height = np.where(there, rest, np.inf).min(axis=-1, initial=np.inf)
        height = np.where(np.isfinite(height), height, 0.0)
        total += height * there.sum(axis=-1) * _of_layer(there)
        rest = rest - height[..., np.newaxis] * there
    return divided(total, whole)


def _of_layer(there: Bools) -> Floats:
    """U (1 - (S - 1) / (K - 1)): K values, S of them given, U how much they stand beside each other (page 332)."""
    values, given = there.shape[-1], there.sum(axis=-1)
    beside, apart = _triples(there)
    counted = (values - 2) * (beside + apart)
    unimodal = np.divide(
        (values - 2) * beside - (values - 1) * apart, counted, out=np.zeros(counted.shape), where=counted > 0
    )
    found: Floats = np.where(given == 1, 1.0, unimodal * (1 - (given - 1) / (values - 1)))
    return found


def _triples(there: Bools) -> tuple[Floats, Floats]:
    """Of every three values in their order: in how many are two neighbours given and the third not, and in how many
    the outer two and not the middle one."""
    given = there.astype(np.float64)
    missing = 1 - given
    before = np.cumsum(given, axis=-1) - given
    after = given.sum(axis=-1, keepdims=True) - given - before
    missing_after = missing.sum(axis=-1, keepdims=True) - np.cumsum(missing, axis=-1)
    missing_before = np.cumsum(missing, axis=-1) - missing
    apart = (missing * before * after).sum(axis=-1)
    beside = (given * (before * missing_after + missing_before * after)).sum(axis=-1)
    return beside, apart
