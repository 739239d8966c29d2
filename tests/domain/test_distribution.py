"""Counts, means, quantiles and intervals against numpy, scipy and the standard library."""

import statistics

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from engagebot.domain.statistics.arrays import effective_size, equal_by_group, weights_of
from engagebot.domain.statistics.distribution import answers, count, count_by_group, mean, quantile, share_from
from engagebot.domain.statistics.intervals import wilson
from tests.domain.drawn import Ballots, Weights, grouped, rated, weighted


@given(rated())
def test_how_often_each_value_was_given(ratings: Ballots) -> None:
    counts = count(ratings, 5)
    for item, column in enumerate(ratings.T.tolist()):
        assert counts[item].tolist() == [column.count(value) for value in range(1, 6)]
    assert answers(counts).tolist() == (ratings > 0).sum(axis=0).tolist()


@given(rated(lowest=1))
def test_mean_and_shares_are_the_textbook_ones(ratings: Ballots) -> None:
    counts = count(ratings, 5)
    assert mean(counts) == pytest.approx(ratings.mean(axis=0))
    assert share_from(counts, 4) == pytest.approx((ratings >= 4).mean(axis=0))


@given(rated(lowest=1), st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0]))
def test_quantiles_are_numpys_and_scipys(ratings: Ballots, q: float) -> None:
    found = quantile(count(ratings, 5), q)
    assert found == pytest.approx(np.quantile(ratings, q, axis=0))
    columns = [stats.mstats.mquantiles(column, [q], alphap=1, betap=1)[0] for column in ratings.T.astype(float)]
    assert found == pytest.approx(columns)


@given(rated(lowest=1))
def test_the_median_is_that_of_the_standard_library(ratings: Ballots) -> None:
    assert quantile(count(ratings, 5), 0.5).tolist() == [statistics.median(column) for column in ratings.T.tolist()]


def test_an_item_that_nobody_answered_has_no_figures() -> None:
    counts = count(np.array([[0, 3], [0, 5]]), 5)
    for figures in (mean(counts), share_from(counts, 4), quantile(counts, 0.25)):
        assert np.isnan(figures).tolist() == [True, False]
    lowest, highest = wilson(share_from(counts, 4), answers(counts))
    assert np.isnan([lowest, highest]).tolist() == [[True, False], [True, False]]


def test_a_rating_that_is_none_is_refused() -> None:
    for wrong in (6, -1):
        with pytest.raises(ValueError, match="not from 0 to 5"):
            count(np.array([[1, wrong]]), 5)
    with pytest.raises(ValueError, match="not from 0 to 1"):
        count_by_group(np.array([[1]]), np.array([2]), 2, 5)


@given(weighted(rated()), st.sampled_from([0.1, 0.25, 0.5, 0.75]))
def test_a_voter_of_weight_two_counts_as_two_voters(drawn: tuple[Ballots, Weights], q: float) -> None:
    ratings, weights = drawn
    alike, repeated = count(ratings, 5, weights), count(np.repeat(ratings, weights.astype(int), axis=0), 5)
    assert alike.tolist() == repeated.tolist()
    assert np.array_equal(quantile(alike, q), quantile(repeated, q), equal_nan=True)


@given(rated(lowest=1), st.sampled_from([1 / 3, 0.1, 1e-3, 7.7]))
def test_sums_of_weights_that_are_a_little_off_move_no_quantile(ratings: Ballots, weight: float) -> None:
    parts = np.full(len(ratings), weight)
    off = np.sum([count(row[np.newaxis], 5, parts[:1]) for row in ratings], axis=0) / weight
    for q in (0.25, 0.5, 0.75):
        assert quantile(off, q) == pytest.approx(np.quantile(ratings, q, axis=0))


@given(grouped(rated()))
def test_groups_add_up_to_the_whole(drawn: tuple[Ballots, Ballots]) -> None:
    ratings, groups = drawn
    by_group = count_by_group(ratings, groups, 4, 5)
    assert by_group.sum(axis=0).tolist() == count(ratings, 5).tolist()
    for group in range(4):
        assert by_group[group].tolist() == count(ratings[groups == group], 5).tolist()


@given(grouped(rated()))
def test_with_groups_alike_in_each_item_the_mean_is_that_of_the_groups_means(drawn: tuple[Ballots, Ballots]) -> None:
    ratings, groups = drawn
    counts = count(ratings, 5, equal_by_group(groups, ratings > 0))
    assert answers(counts) == pytest.approx((ratings > 0).sum(axis=0))
    with np.errstate(invalid="ignore"):
        means = mean(count_by_group(ratings, groups, 4, 5))
    for item, figure in enumerate(mean(counts)):
        there = means[~np.isnan(means[:, item]), item]
        assert figure == pytest.approx(there.mean() if len(there) else np.nan, nan_ok=True)


@given(grouped(rated()), st.integers(2, 5))
def test_with_groups_alike_it_makes_no_difference_how_large_one_is(drawn: tuple[Ballots, Ballots], times: int) -> None:
    ratings, groups = drawn
    often = np.where(groups == groups[0], times, 1)
    more, of_group = np.repeat(ratings, often, axis=0), np.repeat(groups, often)
    by_item = (equal_by_group(groups, ratings > 0), equal_by_group(of_group, more > 0))
    by_voter = (equal_by_group(groups), equal_by_group(of_group))
    for few, many in (by_item, by_voter):
        before, after = count(ratings, 5, few), count(more, 5, many)
        assert mean(before) == pytest.approx(mean(after), nan_ok=True)
        assert share_from(before, 4) == pytest.approx(share_from(after, 4), nan_ok=True)


@given(st.integers(0, 400), st.integers(1, 400))
def test_wilson_is_scipys(hits: int, n: int) -> None:
    assume(hits <= n)
    expected = stats.binomtest(hits, n).proportion_ci(confidence_level=0.95, method="wilson")
    lowest, highest = wilson(np.array(hits / n), np.array(n))
    assert [float(lowest), float(highest)] == pytest.approx([expected.low, expected.high], abs=1e-12)


@pytest.mark.parametrize(
    ("hits", "n", "lowest", "highest"),
    [
        (0, 10, 0.0, 0.2775328),
        (10, 10, 0.7224672, 1.0),
        (81, 263, 0.2552928, 0.3661690),  # Newcombe, Statistics in Medicine 17 (1998), 857-872, table I
        (15, 148, 0.0624277, 0.1605258),
        (1, 29, 0.0061095, 0.1717693),
    ],
)
def test_wilson_intervals_as_published(hits: int, n: int, lowest: float, highest: float) -> None:
    found = wilson(np.array(hits / n), np.array(n))
    assert [float(end) for end in found] == pytest.approx([lowest, highest], abs=1e-4)


def test_weights_make_an_interval_no_narrower_than_as_many_alike_would() -> None:
    weights = np.array([[1.0, 3], [1, 1], [1, 0]])
    assert effective_size(weights).tolist() == [3, 1.6]
    assert effective_size(np.zeros((2, 1))).tolist() == [0]


def test_weights_have_to_be_as_many_as_voters_and_sensible() -> None:
    assert weights_of(None, 2).tolist() == [1, 1]
    for wrong in ([1.0], [1.0, -1.0], [1.0, np.nan]):
        with pytest.raises(ValueError, match=r"[Ww]eight"):
            weights_of(np.array(wrong), 2)
