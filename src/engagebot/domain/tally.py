"""The tally of a rating round: every figure is computed from how often each value was given.

Counts come as an array of shape (..., 5): how often 1, 2, 3, 4 and 5 were given.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from engagebot.domain.statistics.arrays import Floats
from engagebot.domain.statistics.distribution import quantile, share_from
from engagebot.domain.statistics.intervals import wilson

VALUES = (1, 2, 3, 4, 5)
HIGH = 4
"""From this value on an answer counts as support."""
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Paper:
    """One voter's ballot: item number to value. An item without an answer is left out."""

    group: str
    answers: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Rating:
    """One item as some set of voters rated it. Figures that nobody's answers give are None; shares are 0 to 1."""

    answers: int
    blank: int
    """Voters who left this item out."""
    distribution: tuple[int, ...]
    """How many gave 1, 2, 3, 4 and 5."""
    mean: float | None
    lower_quartile: float | None
    median: float | None
    upper_quartile: float | None
    share: float | None
    """Of the answers, those of 4 or 5."""
    share_from: float | None
    share_to: float | None
    """The Wilson interval around the share."""
    supported: bool | None
    """Whether the share reaches the round's threshold; None without a threshold or without an answer."""


@dataclass(frozen=True, slots=True)
class ItemTally:
    number: int
    place: int | None
    """By the mean, the highest first; None where nobody answered."""
    tied: bool
    """Whether another item has the same place."""
    whole: Rating
    by_group: Mapping[str, Rating]


def tally(
    items: Sequence[int], groups: Sequence[str], papers: Sequence[Paper], threshold: float | None
) -> tuple[ItemTally, ...]:
    """Every item in the order given, over all papers and by group.

    Raises ValueError for an answer to an item, or from a group, that is not listed, or outside 1 to 5.
    """
    return tally_of(items, groups, count(items, groups, papers), Counter(paper.group for paper in papers), threshold)


def tally_of(
    items: Sequence[int], groups: Sequence[str], counts: Counts, voters: Mapping[str, int], threshold: float | None
) -> tuple[ItemTally, ...]:
    """The same from `counts` of shape (groups, items, 5), and how many voters each group has."""
    whole = counts.sum(axis=0)
    places = rank([exact_mean(row) for row in whole])
    return tuple(
        ItemTally(
            number,
            places[at],
            places[at] is not None and places.count(places[at]) > 1,
            rate(whole[at], sum(voters.values()), threshold),
            {group: rate(counts[g, at], voters.get(group, 0), threshold) for g, group in enumerate(groups)},
        )
        for at, number in enumerate(items)
    )


def count(items: Sequence[int], groups: Sequence[str], papers: Sequence[Paper]) -> Counts:
    """How often each value was given: an array of shape (groups, items, 5)."""
    row = {group: at for at, group in enumerate(groups)}
    column = {number: at for at, number in enumerate(items)}
    counts = np.zeros((len(groups), len(items), len(VALUES)), dtype=np.int64)
    for paper in papers:
        for number, value in paper.answers.items():
            if paper.group not in row or number not in column or value not in VALUES:
                raise ValueError(f"No such answer: item {number}, value {value}, group {paper.group}")
            counts[row[paper.group], column[number], value - 1] += 1
    return counts


def rate(counts: Counts, voters: int, threshold: float | None) -> Rating:
    """The statistics of one item, from its five counts and the number of voters who were asked."""
    given = counts.astype(np.float64)
    answers, high = int(counts.sum()), int(counts[HIGH - 1 :].sum())
    mean = exact_mean(counts)
    share = high / answers if answers else None
    lowest, highest = wilson(share_from(given, HIGH), np.asarray(given.sum()))
    return Rating(
        answers=answers,
        blank=voters - answers,
        distribution=tuple(int(n) for n in counts),
        mean=None if mean is None else float(mean),
        lower_quartile=_figure(quantile(given, 0.25)),
        median=_figure(quantile(given, 0.5)),
        upper_quartile=_figure(quantile(given, 0.75)),
        share=share,
        share_from=_figure(lowest),
        share_to=_figure(highest),
        supported=None if share is None or threshold is None else share >= threshold,
    )


def exact_mean(counts: Counts) -> Fraction | None:
    """The sum of the values over their number, as a fraction, so that equal means are equal."""
    answers = int(counts.sum())
    return Fraction(int(counts @ np.array(VALUES)), answers) if answers else None


def _figure(found: Floats) -> float | None:
    """NaN is what nobody's answers give."""
    return None if np.isnan(found) else float(found)


def rank(scores: Sequence[Fraction | None]) -> list[int | None]:
    """Places from 1, the highest score first. Equal scores share a place, and the places after it are skipped
    (1, 2, 2, 4); None has none. A tie is never broken.
    """
    return [
        None if score is None else 1 + sum(other is not None and other > score for other in scores) for score in scores
    ]
