"""How fast a lane may send, and how long it waits before another try: arithmetic without a clock.

Every instant is in seconds of one monotonic clock and is handed in.
"""

import math
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from itertools import takewhile

WINDOW_SECONDS = 1.005
"""A little over a second: two messages that are written a second apart may arrive closer together than that."""

BURST_SECONDS = 0.1
BURST_SHARE = 0.2
"""Of a second's messages, so many may start so close together: a spread that a slow moment can make up for."""

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
    never two in one chat closer than its interval, and nothing while the platform asked for silence."""

    def __init__(self, per_second: float, seconds_per_chat: float, seconds_per_group: float = 0) -> None:
        """`per_second` may be infinite; below 1 it means one in so many seconds."""
        self._unlimited = math.isinf(per_second)
        most = 1 if self._unlimited else max(1, int(per_second))
        self._windows = (
            (most, max(WINDOW_SECONDS, 1 / per_second)),
            (math.ceil(most * BURST_SHARE), BURST_SECONDS),
        )
        self._per_chat, self._per_group = seconds_per_chat, max(seconds_per_chat, seconds_per_group)
        self._most = most
        self._starts: list[float] = []
        """In order, and no more than can matter."""
        self._chat_free: dict[str, float] = {}
        """From when on each of the chats may be written to again, in the order in which they were."""
        self._chat_silent: dict[str, float] = {}
        self._lane_silent = -math.inf

    @property
    def memory_seconds(self) -> float:
        """For so long what was started holds anything back: who begins without knowing it waits as long."""
        windows = 0.0 if self._unlimited else max(seconds for _, seconds in self._windows)
        return max(windows, self._per_group)

    def lane_ready(self) -> float:
        """The instant from which the lane as a whole may start one more."""
        ready = self._lane_silent
        for most, seconds in self._windows:
            if len(self._starts) >= most and not self._unlimited:
                ready = max(ready, self._starts[-most] + seconds)
        return ready

    def chat_ready(self, chat: str) -> float:
        return max(self._chat_free.get(chat, -math.inf), self._chat_silent.get(chat, -math.inf))

    def _interval(self, chat: str) -> float:
        return self._per_group if is_group(chat) else self._per_chat

    def ready(self, chat: str) -> float:
        """The first instant at which a message to the chat may start."""
        return max(self.lane_ready(), self.chat_ready(chat))

    def room(self, until: float) -> int:
        """How many messages to different chats may have started at an instant, if none starts before it."""
        if self._lane_silent > until:
            return 0
        if self._unlimited:
            return sys.maxsize
        return max(0, min(most - self._within(seconds, until) for most, seconds in self._windows))

    def _within(self, seconds: float, until: float) -> int:
        """How many starts a window that ends at an instant still holds. They stand in order."""
        return len(self._starts) - bisect_right(self._starts, until, key=lambda start: start + seconds)

    def start(self, chat: str, now: float) -> None:
        """Note that a message to the chat starts now."""
        self._starts.append(now)
        del self._starts[: -self._most]
        self._note(chat, now)
        self._forget(now)

    def _note(self, chat: str, now: float) -> None:
        self._chat_free.pop(chat, None)
        self._chat_free[chat] = now + self._interval(chat)

    def correct(self, chat: str, noted: float, now: float) -> None:
        """What was noted as started then is only now under way: the platform counts what it sees."""
        place = bisect_left(self._starts, noted)
        if place < len(self._starts) and self._starts[place] == noted:
            del self._starts[place]
            self._starts.append(now)
        if self._chat_free.get(chat) == noted + self._interval(chat):
            self._note(chat, now)

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
