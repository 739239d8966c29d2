"""What a ranking says beyond its single items: the pairwise matrix, and how much the rankings agree."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from engagebot.domain.counts import Counts
from engagebot.domain.pairs import Pairs
from engagebot.domain.tally import alike, together


@dataclass(frozen=True, slots=True)
class Compared:
    """By some set of voters. Everything is None where the group is withheld."""

    by: str
    """`all`; `equal`, if each group counts alike; or `group`."""
    group: str
    rankings: int | None
    """How many abstained on no item, and so are in Kendall's W."""
    w: float | None
    before: tuple[tuple[float, ...], ...] | None
    """How many put the item of the row before that of the column."""


def compared(counts: Counts, hidden: Collection[str] = frozenset()) -> tuple[Compared, ...]:
    """Nothing for a round that is no ranking."""
    if counts.pairs is None:
        return ()
    parts = counts.parted(hidden)
    assert parts.pairs is not None  # noqa: S101 - it is the same in parts
    everybody = together(parts.pairs)
    rankings = int(everybody.rankings[0])
    found = [_of("all", "", everybody, 0, rankings)]
    shown = parts.groups[:-1]
    if shown:
        found.append(_of("equal", "", alike(parts.pairs, parts.voters), 0, rankings))
    return (*found, *(_of_group(parts.pairs, shown, group) for group in counts.groups))


def _of_group(pairs: Pairs, shown: Collection[str], group: str) -> Compared:
    if group not in shown:
        return Compared("group", group, None, None, None)
    at = list(shown).index(group)
    return _of("group", group, pairs, at, int(pairs.rankings[at]))


def _of(by: str, group: str, pairs: Pairs, at: int, rankings: int) -> Compared:
    w = pairs.concordance[at].w
    before = tuple(tuple(row) for row in pairs.before[at].tolist())
    return Compared(by, group, rankings, None if np.isnan(w) else w, before)
