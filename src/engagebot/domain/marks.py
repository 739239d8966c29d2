"""What tells apart texts of one announcement for people who share language, zone and platform."""

from datetime import datetime

PLAIN = ""
URGENT = "!"
"""It comes in the quiet hours of its reader, and says why."""
_HELD = "~"


def held(until: datetime) -> str:
    """It says how long it is until something, as that will be when it is read."""
    return f"{_HELD}{until.isoformat()}"


def read_at_of(mark: str) -> datetime | None:
    """When a text that was held is read; None for all others."""
    return datetime.fromisoformat(mark.removeprefix(_HELD)) if mark.startswith(_HELD) else None
