import math
import statistics
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagebot.domain.counts import Counts, count
from engagebot.domain.figures import Figures
from engagebot.domain.method import Method, Rules
from engagebot.domain.sheet import Filling
from engagebot.domain.statistics.arrays import Floats, equal_by_group
from engagebot.domain.statistics.ranking import borda, kendall_w, pairwise
from engagebot.domain.statistics.schulze import schulze
from engagebot.domain.tally import ItemTally, Placed, rank, tally_of, together

answers = st.lists(st.integers(1, 5), min_size=1, max_size=60)


@dataclass(frozen=True)
class Paper:
    group: str
    answers: Mapping[int, int]


def counted(items: Sequence[int], groups: Sequence[str], papers: Sequence[Paper], rules: Rules | None = None) -> Counts:
    filling = Filling(items)
    for paper in papers:
        filling.add(paper.group, paper.answers)
    return count(filling.sheet(groups), rules or Rules(Method.RATING, len(items)))


def tally(
    items: Sequence[int],
    groups: Sequence[str],
    papers: Sequence[Paper],
    threshold: float | None = None,
    hidden: Collection[str] = (),
    rules: Rules | None = None,
) -> tuple[ItemTally, ...]:
    return tally_of(counted(items, groups, papers, rules), threshold, hidden)


def of(item: ItemTally, group: str) -> Figures:
    found = item.by_group[group]
    assert found is not None
    return found


def alike(item: ItemTally) -> Placed:
    assert item.equal is not None
    return item.equal


def rate(values: Sequence[int], voters: int, threshold: float | None = None) -> Figures:
    """One item that these values were given to, and that the other voters left out."""
    papers = [Paper("a", {1: value}) for value in values] + [Paper("a", {2: 1})] * (voters - len(values))
    return tally([1, 2], ["a"], papers, threshold)[0].whole


def test_one_item_by_hand() -> None:
    rating = rate([5, 4, 4, 3, 1, 5, 4, 2], voters=10, threshold=0.6)
    assert rating.answers == 8
    assert rating.blank == 2
    assert rating.distribution == (1, 1, 1, 3, 2)
    assert rating.mean == 3.5
    assert (rating.lower_quartile, rating.median, rating.upper_quartile) == (2.75, 4.0, 4.25)
    assert rating.share == 0.625
    assert rating.share_from == pytest.approx(0.3057422, abs=1e-6)
    assert rating.share_to == pytest.approx(0.8631550, abs=1e-6)
    assert rating.supported is True
    assert rating.consensus == pytest.approx(0.47252, abs=1e-5)
    assert rating.agreement == pytest.approx(0.3125)


def test_an_item_that_nobody_answered_has_no_figures() -> None:
    rating = rate([], voters=3, threshold=0.5)
    assert (rating.answers, rating.blank, rating.mean, rating.median, rating.share) == (0, 3, None, None, None)
    assert rating.supported is None


@given(answers)
def test_the_median_and_the_mean_are_the_textbook_ones(values: list[int]) -> None:
    rating = rate(values, voters=len(values), threshold=None)
    assert rating.median == statistics.median(values)
    assert rating.mean == pytest.approx(statistics.fmean(values))
    assert rating.supported is None


@given(st.lists(st.integers(1, 5), min_size=2, max_size=60))
def test_quartiles_are_the_inclusive_ones_of_the_standard_library(values: list[int]) -> None:
    rating = rate(values, voters=len(values), threshold=None)
    lower, _, upper = statistics.quantiles(values, n=4, method="inclusive")
    assert [rating.lower_quartile, rating.upper_quartile] == pytest.approx([lower, upper])


@pytest.mark.parametrize("hits", range(1, 20))
def test_a_share_of_exactly_the_threshold_is_enough(hits: int) -> None:
    values = [5] * hits + [1] * (20 - hits)
    assert rate(values, 20, threshold=hits / 20).supported is True
    assert rate(values, 20, threshold=(hits + 1) / 20).supported is False


def test_equal_scores_share_a_place_and_the_next_is_skipped() -> None:
    assert rank([Fraction(3), Fraction(5), None, Fraction(3), Fraction(1)]) == [2, 1, None, 2, 4]


PAPERS = [
    Paper("states", {1: 5, 2: 4, 3: 2}),
    Paper("states", {1: 3, 2: 4}),
    Paper("un", {1: 4, 2: 4, 3: 3}),
    Paper("un", {}),
]


def test_a_round_over_all_and_by_group() -> None:
    one, two, three, four = tally([1, 2, 3, 4], ["states", "un", "media"], PAPERS, threshold=0.7)
    assert (one.place, one.tied, two.place, two.tied) == (1, True, 1, True)
    assert (three.place, three.tied, four.place, four.tied) == (3, False, None, False)
    assert one.whole.blank == 1
    assert three.whole.blank == 2
    assert of(one, "states").mean == 4.0
    assert of(one, "un").distribution == (0, 0, 0, 1, 0)
    assert (of(one, "un").blank, of(one, "media").answers) == (1, 0)
    assert (one.whole.supported, two.whole.supported) == (False, True)


@pytest.mark.parametrize("paper", [Paper("states", {9: 3}), Paper("states", {1: 6}), Paper("nobody", {1: 3})])
def test_an_answer_that_cannot_be_is_not_counted_in_silence(paper: Paper) -> None:
    with pytest.raises(ValueError, match="No such answer"):
        tally([1, 2], ["states"], [paper], None)


papers = st.lists(
    st.builds(Paper, st.sampled_from(["a", "b", "c"]), st.dictionaries(st.integers(1, 3), st.integers(1, 5))),
    max_size=30,
)


@given(papers)
def test_the_groups_add_up_to_the_whole(cast: list[Paper]) -> None:
    for item in tally([1, 2, 3], ["a", "b", "c"], cast, None):
        parts = [of(item, group) for group in item.by_group]
        assert sum(part.answers for part in parts) == item.whole.answers
        assert sum(part.blank for part in parts) == item.whole.blank
        assert item.whole.answers + item.whole.blank == len(cast)
        assert [sum(column) for column in zip(*(p.distribution for p in parts), strict=True)] == list(
            item.whole.distribution
        )


@given(papers)
def test_the_order_of_the_ballots_changes_nothing(cast: list[Paper]) -> None:
    shuffled = sorted(cast, key=lambda paper: repr(paper.answers))
    assert tally([1, 2, 3], ["a", "b", "c"], cast, 0.7) == tally([1, 2, 3], ["a", "b", "c"], shuffled, 0.7)


def test_with_the_groups_alike_each_counts_once_however_large_it_is() -> None:
    cast = [Paper("states", {1: 5, 2: 2})] * 8 + [Paper("un", {1: 1, 2: 4})] * 2
    one, two = tally([1, 2], ["states", "un"], cast, threshold=0.6)
    assert (one.place, two.place, one.whole.mean, two.whole.mean) == (1, 2, 4.2, 2.4)
    assert (alike(one).place, alike(one).tied, alike(two).place) == (1, True, 1)
    assert (alike(one).figures.mean, alike(two).figures.mean) == (3, 3)
    assert (one.whole.share, alike(one).figures.share, alike(two).figures.share) == (0.8, 0.5, 0.5)
    assert (one.whole.supported, alike(one).figures.supported) == (True, False)
    assert alike(one).figures.answers == 10


def test_withheld_groups_count_as_one_and_only_together() -> None:
    cast = [Paper("states", {1: 5})] * 6 + [Paper("un", {1: 1})] * 3 + [Paper("media", {1: 4})] * 2
    merged = [Paper("states" if paper.group == "states" else "rest", paper.answers) for paper in cast]
    (item,) = tally([1], ["states", "un", "media"], cast, hidden={"un", "media"})
    (other,) = tally([1], ["states", "rest"], merged)
    assert (item.equal, item.whole) == (other.equal, other.whole)
    assert (item.by_group["un"], item.by_group["media"]) == (None, None)
    (nobody,) = tally([1], ["un", "media"], cast[6:], hidden={"un", "media"})
    assert nobody.equal is None


@given(papers)
def test_equal_weight_is_that_of_a_voter_where_all_groups_are_of_one_size(cast: list[Paper]) -> None:
    """Everybody copied until all groups that rated an item are as large."""
    for at, item in enumerate(tally([1, 2, 3], ["a", "b", "c"], cast, None)):
        rated = {g: [p.answers[at + 1] for p in cast if p.group == g and at + 1 in p.answers] for g in "abc"}
        whole = math.lcm(*(len(values) for values in rated.values() if values))
        copied = [value for values in rated.values() if values for value in values * (whole // len(values))]
        found, expected = alike(item).figures, rate(copied, len(copied) + 1)
        assert found.mean == pytest.approx(expected.mean)
        assert found.share == pytest.approx(expected.share)
        assert found.consensus == pytest.approx(expected.consensus)
        assert found.agreement == pytest.approx(expected.agreement)


def test_the_minority_report_names_the_groups_that_differ_and_the_items_that_divide() -> None:
    cast = [Paper("states", {1: 5, 2: 5})] * 7 + [Paper("un", {1: 3, 2: 1})] * 6
    one, two = tally([1, 2], ["states", "un"], cast)
    assert (one.differing, one.divided) == (("un",), False)
    assert (two.differing, two.divided) == (("un",), True)
    assert tally([1, 2], ["states", "un"], cast, hidden={"un"})[0].differing == ()


CHOICES = [
    Paper("states", {1: 1, 2: 2}),
    Paper("states", {1: 1, 3: 2}),
    Paper("un", {2: 1, 3: 2}),
    Paper("un", {3: 0, 2: 1}),
]


def test_approval_is_counted_and_abstentions_stand_apart() -> None:
    cast = [Paper(p.group, {n: min(v, 1) for n, v in p.answers.items()}) for p in CHOICES]
    rules = Rules(Method.APPROVAL, 3)
    one, two, three = tally([1, 2, 3], ["states", "un"], cast, 0.6, rules=rules)
    assert [(item.place, item.tied) for item in (one, two, three)] == [(2, True), (1, False), (2, True)]
    assert (three.whole.answers, three.whole.abstained, three.whole.blank) == (2, 1, 1)
    assert (one.whole.share, two.whole.share) == (0.5, 0.75)
    assert three.whole.share == pytest.approx(2 / 3)
    assert [item.whole.supported for item in (one, two, three)] == [False, True, True]
    assert two.whole.share_from == pytest.approx(0.3006, abs=1e-4)
    assert (alike(three).figures.share, alike(three).place) == (0.75, 1)
    assert (alike(two).place, alike(two).tied, one.whole.points) == (1, True, None)


def test_the_first_of_two_gives_two_points_and_the_second_one() -> None:
    rules = Rules(Method.TOP_K, 3, k=2, in_order=True)
    found = tally([1, 2, 3], ["states", "un"], CHOICES, rules=rules)
    assert [item.whole.points for item in found] == [4, 5, 2]
    assert [item.whole.distribution for item in found] == [(2, 0), (2, 1), (0, 2)]
    assert [item.place for item in found] == [2, 1, 3]
    assert found[0].whole.mean == 1
    assert found[2].whole.mean == pytest.approx(2 / 3)


def test_points_are_summed_and_shared() -> None:
    rules = Rules(Method.POINTS, 3, total=10)
    cast = [Paper("states", {1: 7, 2: 3}), Paper("states", {1: 10}), Paper("un", {3: 10})]
    one, two, three = tally([1, 2, 3], ["states", "un"], cast, rules=rules)
    assert [item.whole.points for item in (one, two, three)] == [17, 3, 10]
    assert sum(item.whole.share or 0 for item in (one, two, three)) == pytest.approx(1)
    assert (one.place, three.place) == (1, 2)
    assert (alike(one).place, alike(three).place) == (2, 1)
    assert alike(three).figures.share == pytest.approx(0.5)
    assert one.whole.share_from is None


orders = st.tuples(st.sampled_from(["a", "b", "c"]), st.permutations(range(1, 5)), st.integers(1, 4))


@given(st.lists(orders, min_size=1, max_size=20))
def test_a_ranking_is_ordered_by_pairs_and_scored_by_borda(drawn: list[tuple[str, list[int], int]]) -> None:
    """What a voter left out comes last; with the groups alike, as if each voter had been weighed."""
    cast = [
        Paper(group, {item: place for item, place in enumerate(order, 1) if place <= n}) for group, order, n in drawn
    ]
    positions = np.array([[place if place <= n else 0 for place in order] for _, order, n in drawn])
    found = tally([1, 2, 3, 4], ["a", "b", "c"], cast, rules=Rules(Method.RANKING, 4))
    ranked: list[bool] = np.asarray(positions.any(axis=0)).tolist()

    def placed(pairs: Floats) -> list[int | None]:
        return [p if some else None for p, some in zip(schulze(pairs).places.tolist(), ranked, strict=True)]

    assert [item.place for item in found] == placed(pairwise(positions))
    assert [item.whole.points for item in found] == pytest.approx(borda(positions).tolist())
    weights = equal_by_group(np.array(["abc".index(group) for group, _, _ in drawn]))
    assert [alike(item).place for item in found] == placed(pairwise(positions, weights))
    assert [alike(item).figures.points for item in found] == pytest.approx(borda(positions, weights).tolist())
    pairs = counted([1, 2, 3, 4], ["a", "b", "c"], cast, Rules(Method.RANKING, 4)).pairs
    assert pairs is not None
    assert together(pairs).concordance[0].w == pytest.approx(kendall_w(positions).w, nan_ok=True)


def test_a_ranking_is_ordered_by_who_beats_whom_rather_than_by_points() -> None:
    """Three of five put the first item before all others; Borda would have the second one win."""
    cast = [Paper("a", {1: 1, 2: 2, 3: 3})] * 3 + [Paper("a", {2: 1, 3: 2, 1: 3})] * 2
    found = tally([1, 2, 3], ["a"], cast, rules=Rules(Method.RANKING, 3))
    assert [item.place for item in found] == [1, 2, 3]
    assert [item.whole.points for item in found] == [6, 7, 2]


def test_an_item_that_nobody_ranked_has_no_place_and_takes_none_from_the_others() -> None:
    """One who abstains from all the others says nothing of the third against them, so nothing beats it."""
    cast = [Paper("a", {1: 1, 2: 2, 3: 0})] * 3 + [Paper("a", {1: 0, 2: 0})]
    found = tally([1, 2, 3], ["a"], cast, rules=Rules(Method.RANKING, 3))
    assert [(item.place, item.tied) for item in found] == [(1, False), (2, False), (None, False)]


def test_who_abstains_on_an_item_compares_only_the_others() -> None:
    cast = [Paper("a", {1: 1, 2: 0, 3: 2}), Paper("a", {2: 1, 1: 2})]
    one, two, three = tally([1, 2, 3], ["a"], cast, rules=Rules(Method.RANKING, 3))
    assert [item.whole.points for item in (one, two, three)] == [2, 2, 0]
    assert [item.place for item in (one, two, three)] == [2, 1, 3]
    assert (two.whole.abstained, three.whole.blank) == (1, 1)
