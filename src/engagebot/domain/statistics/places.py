"""Who comes before whom, with every tie reported and none broken."""

from dataclasses import dataclass

import numpy as np

from engagebot.domain.statistics.arrays import Bools, Floats, Ints
from engagebot.domain.statistics.distribution import TOLERANCE


@dataclass(frozen=True, slots=True)
class Places:
    """Of each item: its place from 1 (0 where it has no score), and whether it shares it."""

    places: Ints
    tied: Bools


def places(scores: Floats) -> Places:
    """The highest score first. Equal scores share a place, and the places after it are skipped (1, 2, 2, 4), which is
    standard competition ranking. NaN has none. Scores are equal as `levels` says."""
    known = ~np.isnan(scores)
    found = np.zeros(scores.shape, dtype=np.int64)
    tied = np.zeros(scores.shape, dtype=np.bool_)
    level = levels(scores[known])
    in_order = np.sort(level)
    up_to = np.searchsorted(in_order, level, side="right")
    found[known] = 1 + len(level) - up_to
    tied[known] = up_to - np.searchsorted(in_order, level, side="left") > 1
    return Places(found, tied)


def levels(values: Floats) -> Ints:
    """Whole numbers from 0 in the same order, of the shape of `values`. Neighbours that differ by less than a
    billionth of the largest get the same one: that is how far sums of weights may be off, and no opinion."""
    distinct, which = np.unique(values, return_inverse=True)
    largest = np.abs(distinct).max(initial=0.0)
    steps = np.diff(distinct, prepend=distinct[:1]) > TOLERANCE * largest
    found: Ints = np.cumsum(steps)[which].reshape(values.shape)
    return found
