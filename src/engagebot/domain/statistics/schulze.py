"""The Schulze method: an order of all items from how they fare in pairs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engagebot.domain.statistics.arrays import Bools, Floats, Ints
from engagebot.domain.statistics.places import levels


@dataclass(frozen=True, slots=True)
class Order:
    """`beats`, of shape (items, items): whether the item of the row comes before that of the column. This leads
    to no circle, and may leave some pairs open."""

    beats: Bools

    @property
    def places(self) -> Ints:
        """Of each item, from 1: one more than there are items that beat it."""
        found: Ints = 1 + self.beats.sum(axis=0)
        return found

    @property
    def ties(self) -> list[tuple[int, int]]:
        """The pairs that are left open; they need not have the same place."""
        left_open = ~(self.beats | self.beats.T)
        return [(int(one), int(other)) for one, other in np.argwhere(np.triu(left_open, k=1))]


def schulze(pairs: Floats) -> Order:
    """From a pairwise matrix: how many put the item of the row before that of the column.

    A link leads from an item to each that fewer put before it than after it, and is as strong as there are voters who
    put it before (winning votes). A path is as strong as its weakest link. An item beats another if the strongest
    path to it is stronger than the strongest path back. Time grows with the cube of the items.

    Source: Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner
    election method", Social Choice and Welfare 36 (2011), 267-303.
    """
    strengths = strongest_paths(_links(pairs))
    return Order(strengths > strengths.T)


def _links(pairs: Floats) -> NDArray[np.int64]:
    """Whole numbers in the order of the strengths, 0 where there is no link; whoever ties in a pair has none."""
    if pairs.ndim != 2 or pairs.shape[0] != pairs.shape[1]:
        raise ValueError(f"A pairwise matrix is square, and this one is of shape {pairs.shape}")
    level = levels(pairs) + 1
    found: NDArray[np.int64] = np.where(level > level.T, level, 0)
    return found


def strongest_paths(links: NDArray[np.int64]) -> NDArray[np.int64]:
    """The strength of the strongest path from each item to each other, by Floyd's and Warshall's algorithm with
    maximum and minimum in place of minimum and sum: once for each item that a path may lead over."""
    paths = links.astype(_smallest(int(links.max(initial=0))))
    over = np.empty_like(paths)
    for item in range(len(paths)):
        np.minimum(paths[:, item, np.newaxis], paths[item], out=over)
        np.maximum(paths, over, out=paths)
    np.fill_diagonal(paths, 0)
    return paths.astype(np.int64)


def _smallest(largest: int) -> type[np.uint16] | type[np.uint32] | type[np.int64]:
    """The fewer bytes, the faster."""
    if largest < 2**16:
        return np.uint16
    return np.uint32 if largest < 2**32 else np.int64
