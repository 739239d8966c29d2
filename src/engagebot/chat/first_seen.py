"""When updates came that could not be stored yet."""

import asyncio
from datetime import datetime, timedelta

from engagebot.domain.clock import Clock

MOST = 10_000
AWAITED = timedelta(seconds=60)
"""So long after the last failure a platform may take to bring again what was not acknowledged."""


class FirstSeen:
    """They will come again: a press that came in time has come in time, however long the store was away."""

    def __init__(self, clock: Clock) -> None:
        self.changed = asyncio.Event()
        """Set when something has come that could not be stored, or has come again."""
        self._clock = clock
        self._at: dict[str, datetime] = {}
        self._failed_at: datetime | None = None

    def of(self, key: str) -> datetime:
        """Now, unless it had come before."""
        if key not in self._at:
            return self._clock.now()
        self.changed.set()
        return self._at.pop(key)

    def remember(self, key: str, received_at: datetime) -> None:
        self._failed_at = self._clock.now()
        if len(self._at) < MOST:
            self._at[key] = received_at
        self.changed.set()

    def awaits(self, before: datetime) -> bool:
        """Whether something that came before an instant may still be brought again."""
        awaited = self.awaited()
        return awaited is not None and awaited[0] < before

    def awaited(self) -> tuple[datetime, datetime] | None:
        """Since when and until when something may be brought again; None if nothing may."""
        now = self._clock.now()
        if not self._at or self._failed_at is None or not self._failed_at <= now < self._failed_at + AWAITED:
            return None
        return min(self._at.values()), self._failed_at + AWAITED
