"""Which groups the whole's figure does not speak for."""

import numpy as np
import pytest

from engagebot.domain.statistics.arrays import equal_by_group
from engagebot.domain.statistics.distribution import count, count_by_group
from engagebot.domain.statistics.minority import minority
from tests.domain.drawn import Ballots

STATES, CIVIL, MEDIA = 0, 1, 2


def votes(*cast: tuple[int, list[int]]) -> tuple[Ballots, Ballots]:
    """Each a group and its ratings of the items, 0 for none."""
    return np.array([ratings for _, ratings in cast]), np.array([group for group, _ in cast])


def test_a_group_two_steps_from_the_whole_is_named_in_that_item_and_no_other() -> None:
    ratings, groups = votes(*[(STATES, [5, 4])] * 5, *[(CIVIL, [3, 4])] * 2, (MEDIA, [4, 0]))
    found = minority(count_by_group(ratings, groups, 3, 5))
    assert found.medians[:, 0].tolist() == [5, 3, 4]
    assert found.whole.tolist() == [5, 4]
    assert found.differs.tolist() == [[False, False], [True, False], [False, False]]
    assert found.reported.tolist() == [True, False]


def test_a_group_that_said_nothing_does_not_differ() -> None:
    ratings, groups = votes((STATES, [5]), (MEDIA, [0]))
    found = minority(count_by_group(ratings, groups, 3, 5))
    assert np.isnan(found.medians[1:, 0]).all()
    assert not found.differs.any()


def test_an_item_on_which_all_are_divided_is_reported_although_no_group_differs() -> None:
    ratings, groups = votes(*[(STATES, [1, 3, 0]), (STATES, [5, 3, 0]), (CIVIL, [1, 3, 0]), (CIVIL, [5, 4, 0])])
    found = minority(count_by_group(ratings, groups, 2, 5))
    assert found.agreement[:2] == pytest.approx([-1, 0.875])
    assert np.isnan(found.agreement[2])
    assert found.divided.tolist() == [True, False, False]
    assert not found.differs.any()
    assert found.reported.tolist() == [True, False, False]


def test_the_whole_may_be_one_in_which_all_groups_count_alike() -> None:
    ratings, groups = votes(*[(STATES, [5])] * 9, (CIVIL, [2]), (MEDIA, [2]))
    by_group = count_by_group(ratings, groups, 3, 5)
    alike = count(ratings, 5, equal_by_group(groups))
    assert minority(by_group).differs[:, 0].tolist() == [False, True, True]
    assert minority(by_group, alike).differs[:, 0].tolist() == [True, False, False]


def test_how_far_and_how_little_can_be_set() -> None:
    ratings, groups = votes(*[(STATES, [5])] * 3, (CIVIL, [4]))
    counts = count_by_group(ratings, groups, 2, 5)
    assert not minority(counts).reported.any()
    assert minority(counts, far=1).differs[:, 0].tolist() == [False, True]
    assert minority(counts, little=0.99).divided.tolist() == [True]
