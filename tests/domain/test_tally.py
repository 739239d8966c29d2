import statistics
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagebot.domain.tally import Paper, rank, rate, tally

answers = st.lists(st.integers(1, 5), min_size=1, max_size=60)


def counted(values: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([values.count(value) for value in range(1, 6)], dtype=np.int64)


def test_one_item_by_hand() -> None:
    rating = rate(counted([5, 4, 4, 3, 1, 5, 4, 2]), voters=10, threshold=0.6)
    assert rating.answers == 8
    assert rating.blank == 2
    assert rating.distribution == (1, 1, 1, 3, 2)
    assert rating.mean == 3.5
    assert (rating.lower_quartile, rating.median, rating.upper_quartile) == (2.75, 4.0, 4.25)
    assert rating.share == 0.625
    assert rating.share_from == pytest.approx(0.3057422, abs=1e-6)
    assert rating.share_to == pytest.approx(0.8631550, abs=1e-6)
    assert rating.supported is True


def test_an_item_that_nobody_answered_has_no_figures() -> None:
    rating = rate(counted([]), voters=3, threshold=0.5)
    assert (rating.answers, rating.blank, rating.mean, rating.median, rating.share) == (0, 3, None, None, None)
    assert rating.supported is None


@given(answers)
def test_the_median_and_the_mean_are_the_textbook_ones(values: list[int]) -> None:
    rating = rate(counted(values), voters=len(values), threshold=None)
    assert rating.median == statistics.median(values)
    assert rating.mean == pytest.approx(statistics.fmean(values))
    assert rating.supported is None


@given(st.lists(st.integers(1, 5), min_size=2, max_size=60))
def test_quartiles_are_the_inclusive_ones_of_the_standard_library(values: list[int]) -> None:
    rating = rate(counted(values), voters=len(values), threshold=None)
    lower, _, upper = statistics.quantiles(values, n=4, method="inclusive")
    assert [rating.lower_quartile, rating.upper_quartile] == pytest.approx([lower, upper])


@pytest.mark.parametrize("hits", range(1, 20))
def test_a_share_of_exactly_the_threshold_is_enough(hits: int) -> None:
    values = [5] * hits + [1] * (20 - hits)
    assert rate(counted(values), 20, threshold=hits / 20).supported is True
    assert rate(counted(values), 20, threshold=(hits + 1) / 20).supported is False


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
    assert one.by_group["states"].mean == 4.0
    assert one.by_group["un"].distribution == (0, 0, 0, 1, 0)
    assert (one.by_group["un"].blank, one.by_group["media"].answers) == (1, 0)
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
        parts = list(item.by_group.values())
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
