"""The quarters in which an activity takes place: `Q1-Q2 2023`, `Q4 2023`, `2023`."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

FORM = re.compile(r"(?:q([1-4])(?:\s*(?:-|–|to)\s*q?([1-4]))?\s+)?((?:19|20)\d\d)", re.ASCII)


def quarters(text: str, zone: str) -> tuple[datetime, datetime] | None:
    """From the first day of the first quarter to the end of the last, on the clocks of `zone`, in UTC; None for
    anything else."""
    found = FORM.fullmatch(" ".join(text.lower().split()))
    if found is None:
        return None
    first, year = int(found[1] or 1), int(found[3])
    last = int(found[2] or found[1] or 4)
    if last < first:
        return None
    return _first_day(year, first, zone), _first_day(year + last // 4, last % 4 + 1, zone)


def _first_day(year: int, quarter: int, zone: str) -> datetime:
    return datetime(year, 3 * quarter - 2, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)
