"""Ballots of all kinds, drawn by Hypothesis as arrays of voters by items."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

Ballots = NDArray[np.int64]
Weights = NDArray[np.float64]
T = TypeVar("T")


def _rows(row: Callable[[int], st.SearchStrategy[list[int]]], fewest_items: int) -> st.SearchStrategy[Ballots]:
    def arrays(items: int) -> st.SearchStrategy[Ballots]:
        return st.lists(row(items), min_size=1, max_size=12).map(lambda rows: np.array(rows, dtype=np.int64))

    return st.integers(fewest_items, 6).flatmap(arrays)


def rated(lowest: int = 0) -> st.SearchStrategy[Ballots]:
    """Ratings from 1 to 5; 0 for no answer where that is the lowest."""
    return _rows(lambda items: st.lists(st.integers(lowest, 5), min_size=items, max_size=items), 1)


def placed(fewest_items: int = 2, all_placed: bool = False) -> st.SearchStrategy[Ballots]:
    """Places with ties."""
    return _rows(lambda n: st.lists(st.integers(int(all_placed), n), min_size=n, max_size=n), fewest_items)


def ranked(complete: bool = True) -> st.SearchStrategy[Ballots]:
    """Strict rankings: of all items, or of one's first few."""

    def row(items: int) -> st.SearchStrategy[list[int]]:
        orders = st.permutations(range(1, items + 1))
        if complete:
            return orders
        kept = st.integers(0, items)
        return st.tuples(orders, kept).map(lambda drawn: [n if n <= drawn[1] else 0 for n in drawn[0]])

    return _rows(row, 2)


def marked() -> st.SearchStrategy[Ballots]:
    return _rows(lambda items: st.lists(st.integers(0, 1), min_size=items, max_size=items), 1)


@st.composite
def weighted(draw: st.DrawFn, ballots: st.SearchStrategy[Ballots]) -> tuple[Ballots, Weights]:
    """Ballots with whole weights, none of which is 0."""
    drawn = draw(ballots)
    weights = draw(st.lists(st.integers(1, 4), min_size=len(drawn), max_size=len(drawn)))
    return drawn, np.array(weights, dtype=np.float64)


@st.composite
def grouped(draw: st.DrawFn, ballots: st.SearchStrategy[Ballots]) -> tuple[Ballots, Ballots]:
    """Ballots, and the number of each voter's group from 0 to 3."""
    drawn = draw(ballots)
    groups = draw(st.lists(st.integers(0, 3), min_size=len(drawn), max_size=len(drawn)))
    return drawn, np.array(groups, dtype=np.int64)
