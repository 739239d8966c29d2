"""When updates came that could not be stored yet."""

from datetime import datetime, timedelta

from engagebot.domain.clock import Clock

MOST = 10_000
AWAITED = timedelta(seconds=60)
"""So long after the last failure a platform may take to bring again what was not acknowledged."""


class FirstSeen:
    """They will come again: a press that came in time has come in time, however long the store was away."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._at: dict[str, datetime] = {}
        self._failed_at: datetime | None = None

    def of(self, key: str) -> datetime:
        """Now, unless it had come before."""
        return self._at.pop(key, None) or self._clock.now()

    def remember(self, key: str, received_at: datetime) -> None:
        self._failed_at = self._clock.now()
        if len(self._at) < MOST:
            self._at[key] = received_at

    def awaits(self, before: datetime) -> bool:
        """Whether something that came before an instant may still be brought again."""
        now = self._clock.now()
        lately = self._failed_at is not None and self._failed_at <= now < self._failed_at + AWAITED
        return lately and any(at < before for at in self._at.values())
