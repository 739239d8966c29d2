"""Slack's rate limits, where they are switched on.

https://docs.slack.dev/apis/web-api/rate-limits
"""

import math
from collections import defaultdict, deque
from collections.abc import Callable
from enum import IntEnum


class Tier(IntEnum):
    """Calls a minute; posting has its own rule, one a second in a channel."""

    ONE = 1
    TWO = 20
    THREE = 50
    FOUR = 100
    POSTING = 0


class Rates:
    """`ticks` gives seconds that only go forward."""

    def __init__(self, ticks: Callable[[], float]) -> None:
        self._ticks = ticks
        self._calls: dict[tuple[str, str], deque[float]] = defaultdict(deque)

    def take(self, method: str, tier: Tier, channel: str) -> int | None:
        """Counts the call; None if it is within the limit, else the seconds to wait."""
        most, window = (1, 1.0) if tier is Tier.POSTING else (int(tier), 60.0)
        calls = self._calls[method, channel if tier is Tier.POSTING else ""]
        now = self._ticks()
        while calls and calls[0] <= now - window:
            calls.popleft()
        if len(calls) >= most:
            return max(1, math.ceil(calls[0] + window - now))
        calls.append(now)
        return None
