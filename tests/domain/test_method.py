"""What each method lets a voter do; and that no sequence of presses leads to a ballot that breaks its rules."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagebot.domain.method import ABSTAINED, Method, Refusal, Rules, changes, chosen, rules_of

APPROVAL = Rules(Method.APPROVAL, 4)
RANKING = Rules(Method.RANKING, 4)
TOP_THREE = Rules(Method.TOP_K, 5, k=3)
IN_ORDER = Rules(Method.TOP_K, 5, k=3, in_order=True)
POINTS = Rules(Method.POINTS, 4, total=10)

Press = tuple[int, int]
"""An item and a value; -1 for an abstention."""


@st.composite
def rounds(draw: st.DrawFn) -> tuple[Rules, list[Press]]:
    items = draw(st.integers(1, 7))
    k, total, in_order = draw(st.integers(1, items)), draw(st.integers(1, 12)), draw(st.booleans())
    rules = Rules(draw(st.sampled_from(Method)), items, k, total, in_order)
    presses = st.tuples(st.integers(0, items + 1), st.integers(-1, rules.highest + 1))
    return rules, draw(st.lists(presses, max_size=25))


def ballots(rules: Rules, presses: list[Press]) -> Iterator[dict[int, int]]:
    """The ballot as each press leaves it."""
    given: dict[int, int] = {}
    for item, value in presses:
        pressed = rules.abstain(given, item) if value < 0 else rules.press(given, item, value)
        given = given if isinstance(pressed, Refusal) else pressed
        yield given


@given(rounds())
def test_no_presses_lead_to_a_ballot_that_breaks_the_rules(played: tuple[Rules, list[Press]]) -> None:
    rules, presses = played
    for ballot in ballots(rules, presses):
        assert rules.holds(ballot)
        if rules.most is not None:
            assert len(chosen(ballot)) <= rules.most
        if rules.method == Method.POINTS:
            assert sum(ballot.values()) <= (rules.total or 0)
        if rules.places:
            assert sorted(chosen(ballot).values()) == list(range(1, len(chosen(ballot)) + 1))


@given(rounds())
def test_what_a_card_offers_is_never_refused_but_for_want_of_a_choice(played: tuple[Rules, list[Press]]) -> None:
    rules, presses = played
    for ballot in ballots(rules, presses):
        for item in range(1, rules.items + 1):
            offered = rules.offered(ballot, item)
            assert len(offered) <= 30
            assert not rules.places or chosen(ballot).get(item) in (None, *offered)
            for value in offered:
                assert rules.press(ballot, item, value) in (Refusal.ALL_CHOSEN, {**ballot, item: value}) or rules.places


@given(rounds())
def test_the_same_press_again_changes_nothing(played: tuple[Rules, list[Press]]) -> None:
    rules, presses = played
    before = list(ballots(rules, presses))
    assert list(ballots(rules, [*presses, *presses[-1:]]))[-1:] == before[-1:]


@given(rounds(), rounds())
def test_the_changes_lead_from_one_ballot_to_the_other(
    one: tuple[Rules, list[Press]], other: tuple[Rules, list[Press]]
) -> None:
    before, after = ((list(ballots(*played)) or [{}])[-1] for played in (one, other))
    found = changes(before, after)
    led = {**before, **dict(found)}
    assert {item: value for item, value in led.items() if value is not None} == after
    assert all(before.get(item) != value for item, value in found)
    assert len({item for item, _ in found}) == len(found)


def test_places_are_given_in_the_order_of_the_presses() -> None:
    assert list(ballots(RANKING, [(3, 4), (1, 4), (2, 4)]))[-1] == {3: 1, 1: 2, 2: 3}


def test_what_is_taken_out_of_a_ranking_lets_the_later_ones_move_up() -> None:
    before = {3: 1, 1: 2, 2: 3}
    assert RANKING.press(before, 1, 0) == {3: 1, 2: 2}
    assert changes(before, {3: 1, 2: 2}) == [(1, None), (2, 2)]


def test_an_item_can_be_moved_to_a_place_and_the_others_make_room() -> None:
    assert RANKING.press({1: 1, 2: 2, 3: 3}, 3, 1) == {3: 1, 1: 2, 2: 3}
    assert RANKING.press({1: 1, 2: 2, 3: 3}, 1, 3) == {2: 1, 3: 2, 1: 3}


def test_abstaining_from_a_placed_item_lets_the_later_ones_move_up() -> None:
    assert RANKING.abstain({1: 1, 2: 2}, 1) == {1: ABSTAINED, 2: 1}
    assert RANKING.press({1: ABSTAINED, 2: 1}, 1, 4) == {2: 1, 1: 2}


@pytest.mark.parametrize("rules", [TOP_THREE, IN_ORDER])
def test_of_top_three_a_fourth_is_refused_until_one_is_taken_back(rules: Rules) -> None:
    *_, three = ballots(rules, [(1, 1), (2, rules.highest), (3, rules.highest)])
    assert rules.press(three, 4, 1) == Refusal.ALL_CHOSEN
    assert rules.complete(three)
    assert list(ballots(rules, [(1, 1), (2, 1), (3, 1), (1, 0), (4, 1)]))[-1].keys() == {2, 3, 4}


def test_no_more_points_than_there_are() -> None:
    given = {1: 6, 2: 3}
    assert POINTS.press(given, 3, 2) == Refusal.TOO_FEW_POINTS
    assert POINTS.press(given, 1, 7) == {1: 7, 2: 3}
    assert (POINTS.left(given), POINTS.complete(given), POINTS.complete({1: 7, 2: 3})) == (1, False, True)


def test_an_abstention_uses_up_no_point_and_no_choice() -> None:
    assert POINTS.left({1: 6, 2: ABSTAINED}) == 4
    assert TOP_THREE.left({1: 1, 2: ABSTAINED}) == 2
    assert RANKING.complete({1: 1, 2: ABSTAINED, 3: 2, 4: 3})


def test_approval_sets_no_limit() -> None:
    assert list(ballots(APPROVAL, [(n, 1) for n in range(1, 5)]))[-1] == dict.fromkeys(range(1, 5), 1)
    assert APPROVAL.left({1: 1}) is None
    assert APPROVAL.press({}, 1, 2) == Refusal.NO_SUCH_ANSWER


def test_the_rules_follow_from_what_is_stored() -> None:
    assert rules_of("top-k", {"k": 3, "ordered": True}, 5) == IN_ORDER
    assert rules_of("top-k", {"k": 3}, 5) == TOP_THREE
    assert rules_of("points", {"total": 10}, 4) == POINTS
    assert rules_of("rating", {}, 15) == Rules(Method.RATING, 15)
    with pytest.raises(ValueError, match="bogus"):
        rules_of("bogus", {}, 15)
