"""The arithmetic of limits: never too many, never too early, and always somebody next."""

import heapq
import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from engagebot.domain.pacing import ARRIVES_WITHIN_SECONDS, LONGEST_PAUSE_SECONDS, WINDOW_SECONDS, Pace, pause_after

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


class Far:
    """A platform at some distance: every message takes its own time there, and its answer its own time back."""

    def __init__(self, pace: Pace) -> None:
        self.pace, self.now = pace, 0.0
        self.arrivals: list[float] = []
        self._answers: list[tuple[float, float, str]] = []

    def send(self, chat: str, there: float, back: float, delay: float = 0) -> None:
        """As soon as the pace allows it, and the delay is over."""
        self.pass_until(self.now + delay)
        while (ready := self.pace.ready(chat)) > self.now:
            self.pass_until(min(ready, self._answers[0][0]) if self._answers else ready)
        self.pace.start(chat, self.now)
        self.arrivals.append(self.now + there)
        heapq.heappush(self._answers, (self.now + there + back, self.now, chat))

    def pass_until(self, until: float) -> None:
        while self._answers and self._answers[0][0] <= until:
            answered, started, chat = heapq.heappop(self._answers)
            self.pace.answered(chat, started, answered, answered - started)
        self.now = max(self.now, until)

    def most_in_a_second(self) -> int:
        """A hair less than a second, for what floats cannot tell apart."""
        moments = sorted(self.arrivals)
        return max(sum(first <= moment < first + 1 - 1e-9 for moment in moments) for first in moments)


trips = st.tuples(st.floats(0, 0.45), st.floats(0, 0.45), delays)


@given(st.integers(1, 20), st.lists(trips, min_size=1, max_size=100))
def test_the_platform_never_sees_more_than_its_number_in_a_second_however_long_each_message_takes(
    per_second: int, journeys: list[tuple[float, float, float]]
) -> None:
    """The first message takes the shortest time there and back that there is."""
    far = Far(Pace(per_second, 0))
    far.send("first", 0.02, 0.03)
    far.pass_until(0.05)
    for number, (there, back, delay) in enumerate(journeys):
        far.send(str(number), 0.02 + there, 0.03 + back, delay / 4)
    assert far.most_in_a_second() <= per_second


@given(st.lists(trips, min_size=2, max_size=40))
def test_a_chat_never_sees_two_messages_closer_than_its_interval(journeys: list[tuple[float, float, float]]) -> None:
    far = Far(Pace(1000, 1))
    for there, back, delay in journeys:
        far.send("a", there, back, delay)
    assert all(later - first >= 1 - 1e-9 for first, later in pairwise(far.arrivals))


@given(st.integers(1, 400), st.lists(delays, max_size=80), st.floats(0, 3))
def test_so_many_fit_as_there_is_said_to_be_room_for(per_second: int, gaps: list[float], ahead: float) -> None:
    pace, now = Pace(per_second, 0), 0.0
    for gap in gaps:
        now = max(now + gap, pace.lane_ready())
        pace.start("a", now)
    until = now + ahead
    room = pace.room(now, until)
    for number in range(room):
        now = max(now, pace.lane_ready())
        pace.start(f"new {number}", now)
        assert now <= until + 1e-9


def test_a_second_is_used_to_the_full_whatever_the_distance() -> None:
    for way in (0.0, 0.2):
        far = Far(Pace(30, 0))
        for number in range(30 * 60):
            far.send(str(number), way, way)
        assert 59 <= far.now <= 60 * 1.01


def test_who_never_answers_keeps_a_place_no_longer_than_a_message_may_take_to_arrive() -> None:
    pace = Pace(2, 0)
    pace.start("a", 0)
    pace.start("b", 0.5)
    assert pace.lane_ready() == ARRIVES_WITHIN_SECONDS + WINDOW_SECONDS
    pace.answered("b", 0.5, 0.6)
    assert pace.lane_ready() == 0.6 + WINDOW_SECONDS
    pace.answered("a", 0, 20)
    assert pace.lane_ready() == 0.6 + WINDOW_SECONDS


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
    assert pace.room(58, 59) == 0
    assert pace.room(59, 60) == 1
    assert pace.room(60, 61) == 30


def test_less_than_one_a_second_is_one_in_many() -> None:
    pace = Pace(0.25, 0)
    pace.start("a", 0)
    pace.answered("a", 0, 0)
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
