"""How fast a lane may send, and how long it waits before another try: arithmetic without a clock.

Every instant is in seconds of one monotonic clock and is handed in.
"""

import math
import sys
from bisect import bisect_left, bisect_right, insort
from collections.abc import Mapping
from itertools import takewhile

WINDOW_SECONDS = 1.001
"""A little over a second: the quickest answer so far need not be the quickest that there can be."""

ARRIVES_WITHIN_SECONDS = 1.0
"""A message without an answer is taken to have arrived by then: calls that hang must not hold up those that do not."""

HASTE = 1.5
"""So many times as fast as evenly spread messages may start, which makes up for slow moments."""
BURST_SECONDS = 0.005
"""Of what may start within it, all may start at once. Crowds wait for each other, and their answers come late."""

MAX_TRIES = 20
"""With the pauses below, a message that is never taken is given up after about three hours."""

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 900.0


def is_group(chat: str) -> bool:
    """Telegram numbers the chats of many people below zero; Slack's chats have no numbers."""
    return chat.startswith("-")


def pause_after(tries: int, luck: float) -> float:
    """Seconds to wait after so many failed tries: doubling up to 15 minutes, less up to half of it by `luck`.

    `luck` is from 0 to 1 and keeps those who failed together from coming back together.
    """
    longest: float = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0 ** min(max(tries - 1, 0), 30))
    return longest * (1 - luck / 2)


class Pace:
    """When the next message of a lane may start: never more than so many in any one second over all chats,
    never two in one chat closer than its interval, and nothing while the platform asked for silence.

    A platform counts messages as they arrive, which we do not see. But each arrives between its start and its answer,
    so whoever keeps its place until a second after its answer breaks no limit: of all messages that arrive within one
    second, take the one that starts last. The others have started before, and have their answers no earlier than
    that second began, which is less than a second before this one starts; so all of them still have their places,
    and there are no more places than the limit.

    Nor need the way there and back be paid for with each message. If none ever takes less than `d` to arrive and to
    be answered together, both bounds of the arrival are closer by that, and the place is free a second after the
    answer less `d`: only what a message takes more than the quickest is lost. For `d` stands the quickest so far.
    """

    def __init__(self, per_second: float, seconds_per_chat: float, seconds_per_group: float = 0) -> None:
        """`per_second` may be infinite; below 1 it means one in so many seconds."""
        self._unlimited = math.isinf(per_second)
        self._most = 1 if self._unlimited else max(1, int(per_second))
        self._window = max(WINDOW_SECONDS, 1 / per_second)
        hasty = self._most / self._window * HASTE
        self._burst = max(1, int(hasty * BURST_SECONDS))
        self._burst_seconds = self._burst / hasty
        self._per_chat, self._per_group = seconds_per_chat, max(seconds_per_chat, seconds_per_group)
        self._arrived: list[float] = []
        """By when each of the last messages has arrived at the latest, in order, and no more than can matter."""
        self._starts: list[float] = []
        """Of the last ones that make a burst, in order."""
        self._quickest = math.inf
        self._chat_free: dict[str, float] = {}
        """From when on each of the chats may be written to again, in the order in which they were."""
        self._chat_silent: dict[str, float] = {}
        self._lane_silent = -math.inf

    @property
    def memory_seconds(self) -> float:
        """For so long what was started holds anything back: who begins without knowing it waits as long."""
        return max(0.0 if self._unlimited else self._window, self._per_group)

    @property
    def _place_seconds(self) -> float:
        """For so long after the latest instant of its arrival a message keeps its place."""
        return self._window if math.isinf(self._quickest) else max(self._window - self._quickest, 0.0)

    def lane_ready(self) -> float:
        """The instant from which the lane as a whole may start one more; earlier if answers come meanwhile."""
        ready = self._lane_silent
        if len(self._arrived) >= self._most:
            ready = max(ready, self._arrived[-self._most] + self._place_seconds)
        if len(self._starts) >= self._burst:
            ready = max(ready, self._starts[-self._burst] + self._burst_seconds)
        return ready

    def chat_ready(self, chat: str) -> float:
        return max(self._chat_free.get(chat, -math.inf), self._chat_silent.get(chat, -math.inf))

    def _interval(self, chat: str) -> float:
        return self._per_group if is_group(chat) else self._per_chat

    def ready(self, chat: str) -> float:
        """The first instant at which a message to the chat may start."""
        return max(self.lane_ready(), self.chat_ready(chat))

    def room(self, now: float, until: float) -> int:
        """How many messages to different chats may start from now until an instant."""
        if self._lane_silent > until:
            return 0
        if self._unlimited:
            return sys.maxsize
        bursts = self._burst * int((until - max(now, self._lane_silent)) / self._burst_seconds)
        bursts += self._burst - _later(self._starts, now - self._burst_seconds)
        return max(0, min(self._most - _later(self._arrived, until - self._place_seconds), bursts))

    def start(self, chat: str, now: float) -> None:
        """Note that a message to the chat starts now."""
        if not self._unlimited:
            self._arrived.append(now + ARRIVES_WITHIN_SECONDS)
            del self._arrived[: -self._most]
            self._starts.append(now)
            del self._starts[: -self._burst]
        self._note(chat, now)
        self._forget(now)

    def answered(self, chat: str, started: float, now: float, took: float = math.inf) -> None:
        """What started then has its answer now, or will have none. `took`: the seconds that it was under way, if it
        is known to have been there and back."""
        self._quickest = min(self._quickest, took)
        place = bisect_left(self._arrived, started + ARRIVES_WITHIN_SECONDS)
        if now < started + ARRIVES_WITHIN_SECONDS and place < len(self._arrived):
            del self._arrived[place]
            insort(self._arrived, now)
        self._note(chat, now)

    def _note(self, chat: str, now: float) -> None:
        self._chat_free.pop(chat, None)
        self._chat_free[chat] = now + self._interval(chat)

    def silence_chat(self, chat: str, until: float) -> None:
        self._chat_silent[chat] = max(until, self._chat_silent.get(chat, until))

    def silence_lane(self, until: float) -> None:
        self._lane_silent = max(until, self._lane_silent)

    def silent_chats(self) -> Mapping[str, float]:
        """Until when the platform wants each of them to be left alone; some of it may be over."""
        return self._chat_silent

    def _forget(self, now: float) -> None:
        """Drop what no longer holds anybody back. Chats stand in the order of their last start; those behind a
        group stay as long as it does."""
        for chat in [chat for chat, _ in takewhile(lambda item: item[1] <= now, self._chat_free.items())]:
            del self._chat_free[chat]
        if self._chat_silent:
            self._chat_silent = {chat: until for chat, until in self._chat_silent.items() if until > now}


def _later(moments: list[float], than: float) -> int:
    """How many of them, which stand in order, are later."""
    return len(moments) - bisect_right(moments, than)
