"""Message timestamps: a moment in seconds with six decimals, and a name that is unique in its channel."""

from collections.abc import Callable
from datetime import datetime


class Stamps:
    """Never gives the same twice and never goes back, even where the clock does."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._last = 0

    def next(self) -> str:
        self._last = max(_micros(self._now()), self._last + 1)
        return text_of(self._last)

    def after(self, stamp: str) -> None:
        """Only later ones from here on; for what was on the shelf."""
        seconds, _, micros = stamp.partition(".")
        self._last = max(self._last, int(seconds) * 1_000_000 + int(micros or 0))


def text_of(micros: int) -> str:
    return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"


def _micros(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond
