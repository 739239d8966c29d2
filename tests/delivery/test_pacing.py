"""The arithmetic of limits: never too many, never too early, and always somebody next."""

import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from engagebot.domain.pacing import LONGEST_PAUSE_SECONDS, WINDOW_SECONDS, Pace, pause_after

chats = st.sampled_from("abcdef")
delays = st.floats(0, 0.4)


@given(
    st.integers(1, 40),
    st.floats(0, 2),
    st.lists(st.tuples(chats, delays), min_size=1, max_size=200),
)
def test_no_second_holds_more_than_its_number_and_no_chat_comes_early(
    per_second: int, per_chat: float, wishes: list[tuple[str, float]]
) -> None:
    pace, now, starts = Pace(per_second, per_chat), 0.0, []
    for chat, delay in wishes:
        now = max(now + delay, pace.ready(chat))
        assert math.isfinite(now)
        pace.start(chat, now)
        starts.append((now, chat))
    moments = [moment for moment, _ in starts]
    assert all(later - first >= 1 for first, later in zip(moments, moments[per_second:], strict=False))
    for chat in "abcdef":
        own = [moment for moment, whose in starts if whose == chat]
        assert all(later >= first + per_chat for first, later in pairwise(own))


@given(st.lists(st.tuples(st.sampled_from(["-1001", "-7", "8", "D9"]), delays), min_size=1, max_size=200))
def test_a_group_gets_at_most_twenty_a_minute_and_holds_up_nobody_else(wishes: list[tuple[str, float]]) -> None:
    pace, now, starts = Pace(1000, 1, 3.1), 0.0, []
    for chat, delay in wishes:
        now = max(now + delay, pace.ready(chat))
        pace.start(chat, now)
        starts.append((now, chat))
    for group in ("-1001", "-7"):
        own = [moment for moment, chat in starts if chat == group]
        assert all(later - first >= 60 for first, later in zip(own, own[20:], strict=False))
    for person in ("8", "D9"):
        assert pace.chat_ready(person) <= max((at for at, chat in starts if chat == person), default=now) + 1


@given(st.integers(1, 40), st.lists(delays, max_size=80), st.floats(0, 3))
def test_so_many_fit_as_there_is_said_to_be_room_for(per_second: int, gaps: list[float], ahead: float) -> None:
    pace, now = Pace(per_second, 0), 0.0
    for gap in gaps:
        now = max(now + gap, pace.lane_ready())
        pace.start("a", now)
    until = now + ahead
    room, started = pace.room(until), 0
    while started < room:
        now = max(now, pace.lane_ready())
        pace.start(f"new {started}", now)
        started += 1
        assert now <= until


def test_a_second_is_used_to_the_full() -> None:
    pace, now = Pace(30, 0), 0.0
    for number in range(30 * 60):
        now = max(now, pace.ready(str(number)))
        pace.start(str(number), now)
    assert 59 <= now <= 60 * 1.01


def test_what_had_to_wait_for_a_connection_counts_from_when_it_is_written() -> None:
    """Two a second: the one that was noted first is written last, and so is the last to free its place."""
    pace = Pace(2, 1)
    pace.start("a", 0)
    pace.start("b", 0.5)
    pace.correct("a", 0, 0.9)
    assert pace.lane_ready() == 0.5 + WINDOW_SECONDS
    assert pace.chat_ready("a") == 1.9
    pace.start("c", 1.6)
    assert pace.lane_ready() == 0.9 + WINDOW_SECONDS


def test_silence_for_a_chat_is_for_nobody_else() -> None:
    pace = Pace(30, 1)
    pace.silence_chat("a", 60)
    assert pace.ready("a") == 60
    assert pace.ready("b") <= 0


def test_silence_for_the_lane_is_for_all_and_the_longer_one_counts() -> None:
    pace = Pace(30, 1)
    pace.silence_lane(60)
    pace.silence_lane(5)
    assert pace.ready("a") == 60
    assert pace.room(59) == 0
    assert pace.room(60) == 6


def test_less_than_one_a_second_is_one_in_many() -> None:
    pace = Pace(0.25, 0)
    pace.start("a", 0)
    assert pace.ready("b") == 4


def test_without_a_limit_there_is_none() -> None:
    pace = Pace(math.inf, 0)
    for number in range(10_000):
        assert pace.ready(str(number)) <= 0
        pace.start(str(number), 0)


def test_what_holds_nobody_back_any_more_is_forgotten() -> None:
    pace = Pace(1000, 1)
    for number in range(5000):
        pace.start(str(number), number / 1000)
    assert len(pace._chat_free) <= 1001


@given(st.integers(1, 100), st.floats(0, 1))
def test_pauses_double_to_a_longest_and_luck_takes_at_most_half(tries: int, luck: float) -> None:
    full = min(2.0 ** (tries - 1), LONGEST_PAUSE_SECONDS)
    assert full / 2 <= pause_after(tries, luck) <= full
