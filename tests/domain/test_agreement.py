"""Two measures of agreement, against their definitions written out and published values."""

import math
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagebot.domain.statistics.agreement import agreement, consensus
from engagebot.domain.statistics.arrays import Floats

frequencies = st.lists(st.integers(0, 30), min_size=3, max_size=7).filter(any)


def of(*counts: float) -> Floats:
    return np.array(counts, dtype=np.float64)


def consensus_by_hand(counts: list[int]) -> float:
    n, width = sum(counts), len(counts) - 1
    middle = sum(value * often for value, often in enumerate(counts)) / n
    terms = [often / n * math.log2(1 - abs(value - middle) / width) for value, often in enumerate(counts) if often]
    return 1 + sum(terms)


def agreement_by_hand(counts: list[int]) -> Fraction:
    rest, total, n = list(counts), Fraction(0), sum(counts)
    while any(rest):
        height = min(often for often in rest if often)
        layer = [int(often > 0) for often in rest]
        total += Fraction(height * sum(layer), n) * layer_by_hand(layer)
        rest = [often - height * there for often, there in zip(rest, layer, strict=True)]
    return total


def layer_by_hand(layer: list[int]) -> Fraction:
    k, s = len(layer), sum(layer)
    if s == 1:
        return Fraction(1)
    triples = list(combinations(layer, 3))
    beside = triples.count((1, 1, 0)) + triples.count((0, 1, 1))
    apart = triples.count((1, 0, 1))
    if not beside + apart:
        return Fraction(0)
    unimodal = Fraction((k - 2) * beside - (k - 1) * apart, (k - 2) * (beside + apart))
    return unimodal * (1 - Fraction(s - 1, k - 1))


@given(frequencies)
def test_consensus_is_what_its_definition_says(counts: list[int]) -> None:
    assert consensus(of(*counts)) == pytest.approx(consensus_by_hand(counts))


@given(frequencies)
def test_agreement_is_what_its_definition_says(counts: list[int]) -> None:
    assert agreement(of(*counts)) == pytest.approx(float(agreement_by_hand(counts)))


def test_the_published_example_of_agreement() -> None:
    """Van der Eijk 2001, page 331; the value is that of the R package agrmt."""
    assert agreement(of(30, 40, 210, 130, 530, 50, 10)) == pytest.approx(0.6113333, abs=1e-7)


@pytest.mark.parametrize(
    ("counts", "agreed", "consented"),
    [
        (of(0, 0, 9, 0, 0), 1, 1),
        (of(0, 0, 0, 0, 4), 1, 1),
        (of(5, 0, 0, 0, 5), -1, 0),
        (of(2, 2, 2, 2, 2), 0, 0.433985),
    ],
    ids=["all in the middle", "all at an end", "half at either end", "spread evenly"],
)
def test_the_ends_of_both_measures(counts: Floats, agreed: float, consented: float) -> None:
    assert agreement(counts) == pytest.approx(agreed)
    assert consensus(counts) == pytest.approx(consented)


@given(frequencies, st.sampled_from([0.1, 1 / 3, 1e6]))
def test_both_are_about_shares_and_have_no_direction(counts: list[int], scale: float) -> None:
    for measure in (agreement, consensus):
        assert measure(of(*counts) * scale) == pytest.approx(measure(of(*counts)))
        assert measure(of(*counts[::-1])) == pytest.approx(measure(of(*counts)))


def test_many_items_at_once_and_one_that_nobody_answered() -> None:
    counts = np.array([[[1, 2, 4, 2, 1], [0, 0, 0, 0, 0]], [[5, 0, 0, 0, 5], [0, 0, 0, 0, 1]]], dtype=np.float64)
    for measure in (agreement, consensus):
        found = measure(counts)
        assert found.shape == (2, 2)
        assert found[0, 0] == measure(counts[0, 0])
        assert np.isnan(found).tolist() == [[False, True], [False, False]]


def test_agreement_needs_three_values() -> None:
    with pytest.raises(ValueError, match="at least three"):
        agreement(of(1, 2))
