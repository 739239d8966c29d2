"""Flood control, as https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this puts it."""

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from engagebot.sandbox.telegram.errors import too_many_requests


@dataclass(frozen=True, slots=True)
class FloodLimits:
    """Sends allowed: by a bot a second, to one chat a second, to one group a minute."""

    bot_per_second: int = 30
    chat_per_second: int = 1
    group_per_minute: int = 20


class FloodControl:
    """Counts sends in sliding windows; a refused send counts for nothing. No limits: nothing is refused."""

    def __init__(self, limits: FloodLimits | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._sent: dict[str, deque[float]] = defaultdict(deque)

    def admit(self, bot: int, chat: int) -> None:
        """Counts one send; raises 429 with the seconds to wait if it is one too many."""
        if self._limits is None:
            return
        windows = [
            (f"bot {bot}", self._limits.bot_per_second, 1.0),
            (f"chat {bot} {chat}", self._limits.chat_per_second, 1.0),
        ]
        if chat < 0:
            windows.append((f"group {bot} {chat}", self._limits.group_per_minute, 60.0))
        now = self._clock()
        wait = max(self._wait(name, allowed, span, now) for name, allowed, span in windows)
        if wait > 0:
            raise too_many_requests(math.ceil(wait))
        for name, _, _ in windows:
            self._sent[name].append(now)

    def _wait(self, name: str, allowed: int, span: float, now: float) -> float:
        sent = self._sent[name]
        while sent and sent[0] <= now - span:
            sent.popleft()
        return sent[-allowed] + span - now if len(sent) >= allowed else 0.0
