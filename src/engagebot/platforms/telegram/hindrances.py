"""What keeps us from asking Telegram for updates, and needs somebody's hand."""

import math
import time
from collections.abc import Callable

from telegram.error import TelegramError

from engagebot.platforms.telegram.wire import Refused

CONFLICT = "another program asks Telegram with the same token: stop it, or give each a bot of its own"
REFUSED = "Telegram refuses the bot's token: take a new one from @BotFather"
TOGETHER_SECONDS = 120.0
"""One conflict happens when one of our own processes takes over from another; two so close together mean a stranger."""


class Hindrances:
    """Two who ask each other away get an answer now and then: it is over when no conflict comes any more."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._conflict_at = -math.inf
        self._reason: str | None = None

    def failed(self, error: TelegramError) -> str | None:
        """The reason, if it has one that needs a hand; None for what passes by itself."""
        match error:
            case Refused(code=401 | 404):
                self._reason = REFUSED
            case Refused(code=409):
                now = self._seconds()
                if now - self._conflict_at <= TOGETHER_SECONDS:
                    self._reason = CONFLICT
                self._conflict_at = now
        return self._reason

    def answered(self) -> str | None:
        """The reason that stands nevertheless."""
        if self._seconds() - self._conflict_at > TOGETHER_SECONDS or self._reason == REFUSED:
            self._reason = None
        return self._reason
