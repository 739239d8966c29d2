from hypothesis import given

from engagebot.domain.method import Method, Rules
from engagebot.domain.outcomes import outcomes
from tests.domain.test_method import Press, ballots, rounds


def test_approval_counts_who_approved_and_ties_are_told() -> None:
    found = outcomes(Rules(Method.APPROVAL, 3), [{1: 1, 2: 1}, {2: 1, 3: 0}, {1: 1}, {2: 0}])
    assert [(row.number, row.place, row.tied, row.amount, row.share) for row in found] == [
        (1, 1, True, 2, 0.5),
        (2, 1, True, 2, 0.5),
        (3, 3, False, 0, 0.0),
    ]


def test_in_order_the_first_of_three_gets_three_points() -> None:
    found = outcomes(Rules(Method.TOP_K, 4, k=3, in_order=True), [{2: 1, 1: 2, 4: 3}, {2: 1}])
    assert [(row.number, row.amount) for row in found] == [(2, 6), (1, 2), (4, 1), (3, 0)]


def test_points_are_summed_also_those_of_who_did_not_give_all() -> None:
    found = outcomes(Rules(Method.POINTS, 2, total=10), [{1: 10}, {1: 2, 2: 5}])
    assert [(row.number, row.amount, row.share) for row in found] == [(1, 12, 0.6), (2, 5, 0.25)]


def test_a_ranking_is_ordered_by_who_beats_whom_rather_than_by_points() -> None:
    """Three of five put the first item before all others; Borda would have the second one win."""
    ballots = [{1: 1, 2: 2, 3: 3}] * 3 + [{2: 1, 3: 2, 1: 3}] * 2
    found = outcomes(Rules(Method.RANKING, 3), ballots)
    assert [row.number for row in found] == [1, 2, 3]
    assert max(found, key=lambda row: row.amount).number == 2


@given(rounds())
def test_every_item_has_a_place_and_a_share_whatever_was_pressed(played: tuple[Rules, list[Press]]) -> None:
    rules, presses = played
    if rules.method == Method.RATING:
        return
    found = outcomes(rules, list(ballots(rules, presses))[-1:])
    assert sorted(row.number for row in found) == list(range(1, rules.items + 1))
    assert all(1 <= row.place <= rules.items and 0 <= row.share <= 1 for row in found)
