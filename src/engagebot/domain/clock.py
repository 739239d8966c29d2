"""The one place from which time comes. Everything else is handed an instant or a clock."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class MovableClock:
    """Runs like the system's clock, from an instant of one's choice, and can be moved.

    For demos, rehearsals and tests.
    """

    def __init__(self, start: datetime) -> None:
        self._shift = start - SystemClock().now()

    def now(self) -> datetime:
        return SystemClock().now() + self._shift

    def move_to(self, instant: datetime) -> None:
        self._shift = instant - SystemClock().now()

    def move_by(self, step: timedelta) -> None:
        self.move_to(self.now() + step)


class StoppedClock:
    """Stands still until it is moved: for tests and rehearsals in which every instant must be exact."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def move_to(self, instant: datetime) -> None:
        self._now = instant

    def move_by(self, step: timedelta) -> None:
        self._now += step
