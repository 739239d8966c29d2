"""The tally of a round: over all voters, by group, and with equal weight for each group."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from engagebot.domain.counts import Counts, Whole, effective_sizes, equal_weights
from engagebot.domain.figures import Figures, Sets, figures
from engagebot.domain.method import Method
from engagebot.domain.pairs import Pairs
from engagebot.domain.statistics.arrays import Floats
from engagebot.domain.statistics.minority import minority
from engagebot.domain.statistics.schulze import schulze


@dataclass(frozen=True, slots=True)
class Placed:
    """An item's figures, and its place; None where nobody judged it, or in a ranking nobody ranked it."""

    place: int | None
    tied: bool
    """Whether another item has the same place."""
    figures: Figures


@dataclass(frozen=True, slots=True)
class ItemTally:
    number: int
    place: int | None
    """By the mean (rating), by how many chose it (approval, top-k), by the points (top-k in order, points), by
    Schulze's method (ranking). The best is the first."""
    tied: bool
    whole: Figures
    equal: Placed | None
    """If every group counts alike, however many of it voted (the numbers of people are those of the whole). Groups
    that are withheld count as one together, so that this follows from what is shown; without any that is shown it is
    None. Its place is by the mean of the groups' means, or of what each group's voters gave on average."""
    by_group: Mapping[str, Figures | None]
    """None where the group is withheld."""
    differing: tuple[str, ...]
    """The minority report of a rating: of the groups that are shown, those whose median is far from that of all."""
    divided: bool
    """And whether all together agree little."""


def tally_of(
    counts: Counts, threshold: float | None = None, hidden: Collection[str] = frozenset()
) -> tuple[ItemTally, ...]:
    """Every item in the order of the counts. Of the `hidden` groups nothing is in it but what they are together."""
    parts = counts.parted(hidden)
    shown = parts.groups[:-1]
    told = figures(counts.rules, _sets(parts), threshold)
    places, equally = _places(parts)
    differing, divided = _minority(parts)
    return tuple(
        ItemTally(
            number,
            place,
            _tied(place, places),
            told[0][at],
            Placed(equally[at], _tied(equally[at], equally), told[1][at]) if shown else None,
            dict.fromkeys(counts.groups) | {group: told[2 + row][at] for row, group in enumerate(shown)},
            differing[at],
            divided[at],
        )
        for at, (number, place) in enumerate(zip(counts.items, places, strict=True))
    )


def _sets(parts: Counts) -> Sets:
    """The whole, the groups weighed alike, and each group but the last, which is the rest."""
    judging = parts.judging
    weights = equal_weights(judging)
    whole, shown, all_judging = parts.given.sum(axis=0), parts.given[:-1], judging.sum(axis=0)
    alike = np.einsum("gi,giv->iv", weights, parts.given[..., 1:])
    return Sets(
        given=np.stack([whole[:, 1:], alike, *shown[..., 1:]]).astype(np.float64),
        judging=np.stack([all_judging, all_judging, *judging[:-1]]).astype(np.float64),
        sizes=np.stack([all_judging, effective_sizes(weights, judging), *judging[:-1]]).astype(np.float64),
        people=np.stack([whole, whole, *shown]),
        voters=np.array([parts.voters.sum(), parts.voters.sum(), *parts.voters[:-1]]),
        borda=None if parts.pairs is None else _borda(parts.pairs, parts.voters),
    )


def together(pairs: Pairs) -> Pairs:
    return pairs.together(np.ones(len(pairs.rankings)))


def alike(pairs: Pairs, voters: Whole) -> Pairs:
    """All groups as one, in which each counts alike. `voters`: how many each has."""
    return pairs.together(equal_weights(voters))


def _borda(pairs: Pairs, voters: Whole) -> Floats:
    return np.concatenate([together(pairs).borda, alike(pairs, voters).borda, pairs.borda[:-1]])


def _places(parts: Counts) -> tuple[list[int | None], list[int | None]]:
    """Of the items over all, and with the groups alike."""
    if parts.pairs is not None:
        ranked: list[bool] = np.any(parts.answers, axis=0).tolist()
        return _by_schulze(together(parts.pairs), ranked), _by_schulze(alike(parts.pairs, parts.voters), ranked)
    worth, judging = _worth(parts), parts.judging
    whole = _means(worth, judging) if parts.rules.method == Method.RATING else _sums(worth, judging)
    return rank(whole), rank(_mean_of_means(worth, judging))


def _by_schulze(pairs: Pairs, ranked: Sequence[bool]) -> list[int | None]:
    """An item that nobody ranked has no place: it beats none, and where nobody compared it with another, none beats
    it. Nothing changes for the others."""
    found = schulze(pairs.before[0]).places.tolist()
    return [place if some else None for place, some in zip(found, ranked, strict=True)]


def _worth(parts: Counts) -> Whole:
    """Of shape (groups, items): what all the answers of a group give an item."""
    values = parts.given.shape[-1] - 1
    match parts.rules.method:
        case Method.RATING | Method.POINTS:
            each = np.arange(1, values + 1)
        case _:
            each = np.arange(values, 0, -1)  # ones where there is but one value
    found: Whole = parts.given[..., 1:] @ each
    return found


def _sums(worth: Whole, judging: Whole) -> list[Fraction | None]:
    counted = zip(worth.sum(axis=0).tolist(), judging.sum(axis=0).tolist(), strict=True)
    return [Fraction(total) if people else None for total, people in counted]


def _means(worth: Whole, judging: Whole) -> list[Fraction | None]:
    return _mean_of_means(worth.sum(axis=0, keepdims=True), judging.sum(axis=0, keepdims=True))


def _mean_of_means(worth: Whole, judging: Whole) -> list[Fraction | None]:
    """Of each item the mean of the groups' means: as fractions, so that equal ones are equal."""
    found: list[Fraction | None] = []
    for totals, people in zip(worth.T.tolist(), judging.T.tolist(), strict=True):
        means = [Fraction(total, n) for total, n in zip(totals, people, strict=True) if n]
        found.append(sum(means, Fraction()) / len(means) if means else None)
    return found


def rank(scores: Sequence[Fraction | None]) -> list[int | None]:
    """Places from 1, the highest score first. Equal scores share a place, and the places after it are skipped
    (1, 2, 2, 4); None has none. A tie is never broken.
    """
    first: dict[Fraction, int] = {}
    for place, score in enumerate(sorted((score for score in scores if score is not None), reverse=True), 1):
        first.setdefault(score, place)
    return [None if score is None else first[score] for score in scores]


def _tied(place: int | None, places: Sequence[int | None]) -> bool:
    return place is not None and places.count(place) > 1


def _minority(parts: Counts) -> tuple[list[tuple[str, ...]], list[bool]]:
    """Of each item: the shown groups that differ, and whether all are divided."""
    items = len(parts.items)
    if parts.rules.method != Method.RATING:
        return [()] * items, [False] * items
    given = parts.given[..., 1:].astype(np.float64)
    found = minority(given[:-1], given.sum(axis=0))
    shown = parts.groups[:-1]
    differing = [tuple(shown[row] for row in np.flatnonzero(column)) for column in found.differs.T]
    return differing, found.divided.tolist()
