"""Pairs, Borda, Kendall's W, Schulze and the sums, against votelib and scipy, which were written by others."""

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from votelib.component.rankscore import Borda, FixedTop
from votelib.convert import ApprovalToSimpleVotes, RankedToCondorcetVotes, RankedToPositionalVotes
from votelib.evaluate.condorcet import Schulze, pairwise_wins

from engagebot.domain.statistics.arrays import Floats, equal_by_group
from engagebot.domain.statistics.places import levels, places
from engagebot.domain.statistics.ranking import BLOCK, Unplaced, borda, kendall_w, pairwise
from engagebot.domain.statistics.schulze import schulze, strongest_paths
from engagebot.domain.statistics.scores import approval, mentions, points, top_points, voting
from tests.domain.drawn import Ballots, Weights, grouped, marked, placed, ranked, rated, weighted

LAST, NO_OPINION = Unplaced.LAST, Unplaced.NO_OPINION
Ranking = tuple[frozenset[int], ...]


def as_votelib(positions: Ballots) -> Counter[Ranking]:
    """Its rankings: sets of items at one place, the first place first."""
    return Counter(
        tuple(frozenset(np.flatnonzero(row == place).tolist()) for place in sorted({*row.tolist()} - {0}))
        for row in positions
    )


def positions_of(ratings: Ballots, values: int) -> Ballots:
    """The places that ratings from 1 to `values` give: the highest value is at the first."""
    return np.where(ratings > 0, values + 1 - ratings, 0)


def strict(positions: Ballots) -> dict[tuple[int, ...], int]:
    """Its rankings without ties."""
    return Counter(tuple(item for at in ranking for item in at) for ranking in as_votelib(positions).elements())


def matrix(pairs: dict[tuple[int, int], int], items: int) -> list[list[int]]:
    return [[pairs.get((one, other), 0) for other in range(items)] for one in range(items)]


@given(placed())
def test_pairs_are_votelibs(positions: Ballots) -> None:
    assume((positions > 0).any(axis=0).all())  # votelib knows only of items that somebody placed
    for unplaced in Unplaced:
        expected = RankedToCondorcetVotes(unranked_at_bottom=unplaced is LAST).convert(as_votelib(positions))
        assert pairwise(positions, unplaced=unplaced).tolist() == matrix(expected, positions.shape[1])


@given(st.integers(17, 24).flatmap(lambda n: st.lists(st.permutations(range(n)), min_size=1, max_size=4)))
def test_pairs_of_many_places_are_counted_voter_by_voter_to_the_same_end(rows: list[list[int]]) -> None:
    positions = np.array(rows)
    for unplaced in Unplaced:
        filled = np.where(positions > 0, positions, 99 if unplaced is LAST else 0)
        before = (filled[:, :, np.newaxis] < filled[:, np.newaxis, :]) & (filled[:, :, np.newaxis] > 0)
        assert pairwise(positions, unplaced=unplaced).tolist() == before.sum(axis=0).tolist()


@given(rated())
def test_pairs_of_ratings_compare_only_what_both_were_given(ratings: Ballots) -> None:
    found = pairwise(positions_of(ratings, 5), unplaced=NO_OPINION)
    for one, other in combinations(range(ratings.shape[1]), 2):
        both = ratings[(ratings[:, one] > 0) & (ratings[:, other] > 0)]
        assert found[one, other] == (both[:, one] > both[:, other]).sum()
        assert found[other, one] == (both[:, one] < both[:, other]).sum()


@given(ranked())
def test_borda_is_votelibs(positions: Ballots) -> None:
    expected = RankedToPositionalVotes(Borda(base=0)).convert(strict(positions))
    assert borda(positions).tolist() == [expected[item] for item in range(positions.shape[1])]


@given(placed())
def test_borda_is_the_mean_rank_and_what_one_wins_in_pairs(positions: Ballots) -> None:
    said = positions[voting(positions)]
    ranks = [stats.rankdata(np.where(row > 0, row, row.size + 1)) for row in said]
    assert borda(positions) == pytest.approx(sum((row.size - row for row in ranks), np.zeros(positions.shape[1])))
    pairs = pairwise(positions)
    ties = len(said) - pairs - pairs.T
    np.fill_diagonal(ties, 0)
    assert borda(positions) == pytest.approx((pairs + ties / 2).sum(axis=1))


@given(placed(fewest_items=3, all_placed=True))
def test_kendalls_w_is_friedmans_statistic_over_its_largest_value(positions: Ballots) -> None:
    voters, items = positions.shape
    assume(any(len(set(row)) > 1 for row in positions.tolist()))
    expected = stats.friedmanchisquare(*positions.T).statistic / (voters * (items - 1))
    found = kendall_w(positions)
    assert found.w == pytest.approx(expected, abs=1e-9)
    assert found.voters == voters


@given(ranked())
def test_kendalls_w_is_one_where_all_agree(positions: Ballots) -> None:
    alike = np.repeat(positions[:1], 3, axis=0)
    assert kendall_w(alike).w == pytest.approx(1)
    assert kendall_w(np.concatenate([alike[:1], alike.shape[1] + 1 - alike[:1]])).w == pytest.approx(0)


def test_kendalls_w_of_rankings_that_say_nothing_is_none() -> None:
    for nothing in (np.ones((3, 4), dtype=np.int64), np.zeros((3, 4), dtype=np.int64), np.ones((2, 1), dtype=np.int64)):
        assert np.isnan(kendall_w(nothing).w)
    assert kendall_w(np.zeros((3, 4), dtype=np.int64)).voters == 0


def test_kendalls_w_of_ratings_is_about_those_who_rated_everything() -> None:
    ratings = np.array([[5, 4, 1], [5, 4, 1], [1, 0, 5]])
    found = kendall_w(positions_of(ratings, 5), unplaced=NO_OPINION)
    assert found.w == pytest.approx(1)
    assert found.voters == 2
    assert kendall_w(positions_of(ratings, 5), unplaced=LAST).voters == 3


SCHULZES = {"ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8}
"""Example 1 of his paper: 45 voters, five items; the order is E, A, C, B, D."""


def test_schulzes_own_example() -> None:
    rows = [[order.index(item) + 1 for item in "ABCDE"] for order, often in SCHULZES.items() for _ in range(often)]
    pairs = pairwise(np.array(rows))
    assert pairs.tolist() == [
        [0, 20, 26, 30, 22],
        [25, 0, 16, 33, 18],
        [19, 29, 0, 17, 24],
        [15, 12, 28, 0, 14],
        [23, 27, 21, 31, 0],
    ]
    order = schulze(pairs)
    assert order.places.tolist() == [2, 4, 3, 5, 1]
    assert order.ties == []


def strengths_of_votelib(pairs: Floats) -> dict[tuple[int, int], int]:
    items = range(len(pairs))
    votes = {(a, b): int(pairs[a, b]) for a in items for b in items if a != b}
    paths: dict[tuple[int, int], int] = Schulze.widest_paths(votes)
    return paths


matrices = (
    st.integers(2, 6)
    .flatmap(lambda n: st.lists(st.lists(st.integers(0, 9), min_size=n, max_size=n), min_size=n, max_size=n))
    .map(lambda rows: np.array(rows, dtype=np.float64) * (1 - np.eye(len(rows))))
)


@given(matrices)
def test_schulze_is_votelibs(pairs: Floats) -> None:
    paths = strengths_of_votelib(pairs)
    links = np.where(pairs > pairs.T, pairs, 0).astype(np.int64)
    assert strongest_paths(links).tolist() == matrix(paths, len(pairs))
    order = schulze(pairs)
    assert {(int(a), int(b)) for a, b in np.argwhere(order.beats)} == set(pairwise_wins(paths))


@given(matrices)
def test_the_order_has_no_circle_and_leaves_open_what_it_says(pairs: Floats) -> None:
    order = schulze(pairs)
    for one, other in np.argwhere(order.beats):
        assert order.places[one] < order.places[other]
        assert (order.beats[other] <= order.beats[one]).all()  # whoever loses to the loser loses to the winner
    for one, other in combinations(range(len(pairs)), 2):
        assert ((one, other) in order.ties) is not bool(order.beats[one, other] or order.beats[other, one])


@given(ranked())
def test_who_wins_every_pair_is_first_and_alone(positions: Ballots) -> None:
    pairs = pairwise(positions)
    wins = (pairs > pairs.T).sum(axis=1)
    order = schulze(pairs)
    for item in np.flatnonzero(wins == len(pairs) - 1):
        assert order.places.tolist().count(1) == 1
        assert order.places[item] == 1


@given(grouped(ranked()), st.integers(2, 5))
def test_with_groups_alike_the_order_does_not_depend_on_how_large_one_is(
    drawn: tuple[Ballots, Ballots], times: int
) -> None:
    """Sums of thirds and sevenths are a little off: no tie may be broken by that."""
    positions, groups = drawn
    often = np.where(groups == groups[0], times, 1)
    more, of_group = np.repeat(positions, often, axis=0), np.repeat(groups, often)
    before = schulze(pairwise(positions, equal_by_group(groups)))
    after = schulze(pairwise(more, equal_by_group(of_group)))
    assert before.beats.tolist() == after.beats.tolist()


def test_a_matrix_that_is_not_square_is_refused() -> None:
    with pytest.raises(ValueError, match="square"):
        schulze(np.zeros((2, 3)))


@given(marked())
def test_approval_is_votelibs(marks: Ballots) -> None:
    votes = Counter(frozenset(np.flatnonzero(row).tolist()) for row in marks)
    expected = ApprovalToSimpleVotes().convert(votes)
    assert approval(marks).tolist() == [expected.get(item, 0) for item in range(marks.shape[1])]


@given(ranked(complete=False), st.integers(1, 6))
def test_ordered_top_k_is_votelibs(positions: Ballots, k: int) -> None:
    positions = np.where(positions <= k, positions, 0)
    expected = RankedToPositionalVotes(FixedTop(k)).convert(strict(positions))
    assert top_points(positions, k).tolist() == [expected.get(item, 0) for item in range(positions.shape[1])]
    assert mentions(positions).tolist() == (positions > 0).sum(axis=0).tolist()


def test_a_place_after_the_last_is_refused() -> None:
    with pytest.raises(ValueError, match="not from 0 to 2"):
        top_points(np.array([[1, 3]]), 2)
    with pytest.raises(ValueError, match="under 0"):
        pairwise(np.array([[1, -1]]))


def test_points_are_summed_and_have_to_be_all_given() -> None:
    given_ = np.array([[10, 0, 0], [3, 3, 4], [0, 0, 0]])
    assert points(given_, 10).tolist() == [13, 3, 4]
    assert points(given_, 10, np.array([1.0, 2, 5])).tolist() == [16, 6, 8]
    for wrong, told in (([[10, 0], [4, 5]], "Voter 1 gave 9 points of 10"), ([[12, -2]], "Voter 0 gave 10")):
        with pytest.raises(ValueError, match=told):
            points(np.array(wrong), 10)


@given(weighted(placed()))
def test_a_voter_of_weight_two_counts_as_two_rankings(drawn: tuple[Ballots, Weights]) -> None:
    positions, weights = drawn
    repeated = np.repeat(positions, weights.astype(int), axis=0)
    for unplaced in Unplaced:
        assert pairwise(positions, weights, unplaced).tolist() == pairwise(repeated, unplaced=unplaced).tolist()
        once, often = kendall_w(positions, weights, unplaced), kendall_w(repeated, unplaced=unplaced)
        assert once.voters == often.voters
        assert once.w == pytest.approx(often.w, nan_ok=True)
    k = positions.shape[1]
    assert borda(positions, weights).tolist() == borda(repeated).tolist()
    assert top_points(positions, k, weights).tolist() == top_points(repeated, k).tolist()
    assert approval(positions, weights).tolist() == approval(repeated).tolist()


def test_more_voters_than_are_worked_on_at_a_time() -> None:
    positions = np.random.default_rng(7).integers(0, 5, (2 * BLOCK + 3, 4))
    some, others = positions[:1000], positions[1000:]
    assert pairwise(positions).tolist() == (pairwise(some) + pairwise(others)).tolist()
    assert borda(positions).tolist() == (borda(some) + borda(others)).tolist()
    voters = int(voting(positions).sum())
    assert kendall_w(positions).voters == voters


@given(st.lists(st.none() | st.integers(0, 5), max_size=8))
def test_places_are_scipys_and_ties_are_reported(drawn: list[int | None]) -> None:
    found = places(np.array([np.nan if score is None else score for score in drawn], dtype=np.float64))
    known = [-score for score in drawn if score is not None]
    expected = iter(stats.rankdata(known, method="min") if known else [])
    assert found.places.tolist() == [0 if score is None else next(expected) for score in drawn]
    assert found.tied.tolist() == [score is not None and drawn.count(score) > 1 for score in drawn]


def test_scores_that_differ_by_the_rounding_of_sums_are_equal() -> None:
    scores = np.array([0.1 + 0.2, 0.3, 0.3 + 1e-6, 0.1 * 3])
    assert places(scores).places.tolist() == [2, 2, 1, 2]
    assert levels(np.array([[3.0, 1.0], [1.0, 0.0]])).tolist() == [[2, 1], [1, 0]]
