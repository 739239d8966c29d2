"""Quiet hours: when a message that nobody asked for just now should wait."""

import re
from datetime import datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from engagebot.domain.local_time import clock_at, instant_of

DEFAULT = "22:00-07:00"
NEVER = "none"
CHOICES = (DEFAULT, "20:00-08:00", "23:00-06:00", NEVER)
"""Offered on buttons; any others can be typed."""
MESSAGES_A_WEEK = 14
"""So many a person gets in seven days without having asked for them, where nothing else is set."""
_TIME = r"(\d{1,2})(?:\s?[:.hч]\s?(\d{2})?)?"
_TYPED = re.compile(rf"\s*(?:\w+\s+)?{_TIME}\s*(?:[-–—−~]|to|à|a|до|至|到|إلى|الى)\s*{_TIME}\s*")


class Night(NamedTuple):
    """Where somebody lives (an IANA zone), and when they want to be left in peace: `22:00-07:00` or `none`."""

    zone: str
    quiet: str

    @property
    def key(self) -> str:
        """As `storage/nights.py` puts it together."""
        return f"{self.zone} {self.quiet}"

    def ends(self, now: datetime) -> datetime:
        return held_until(now, self.zone, self.quiet)

    def began(self, instant: datetime) -> datetime:
        """When the quiet hours began in which `instant` falls; itself where it falls in none."""
        return held_since(instant, self.zone, self.quiet)


@cache
def hours(quiet: str) -> tuple[time, time] | None:
    """From when until when; None for no quiet hours. Raises ValueError for anything else."""
    if quiet == NEVER:
        return None
    start, _, end = quiet.partition("-")
    return time.fromisoformat(start), time.fromisoformat(end)


def typed_hours(text: str) -> str | None:
    """`21-6:30` as `21:00-06:30`; None if it is not understood. From and until the same means never."""
    found = _TYPED.fullmatch(text.lower())
    if found is None:
        return None
    numbers = [int(part or 0) for part in found.groups()]
    try:
        start, end = time(numbers[0] % 24, numbers[1]), time(numbers[2] % 24, numbers[3])
    except ValueError:
        return None
    if max(numbers[0], numbers[2]) > 24:
        return None
    return NEVER if start == end else f"{start:%H:%M}-{end:%H:%M}"


def is_quiet(at: time, quiet: str) -> bool:
    """Whether a clock on the wall shows a time of the quiet hours, which may span midnight."""
    span = hours(quiet)
    if span is None:
        return False
    after, before = at >= span[0], at < span[1]
    return (after and before) if span[0] <= span[1] else (after or before)


def held_until(instant: datetime, zone: str, quiet: str = DEFAULT) -> datetime:
    """The first instant from `instant` on at which somebody in an IANA zone may be disturbed."""
    span, wall = hours(quiet), clock_at(instant, zone)
    if span is None or not is_quiet(wall.time(), quiet):
        return instant
    morning = datetime.combine(wall.date(), span[1])
    if wall.time() >= span[1]:
        morning += timedelta(days=1)
    end = instant_of(morning, zone)
    if end <= instant:
        # The clocks were set back, and show the end of the quiet hours a second time.
        end = morning.replace(tzinfo=ZoneInfo(zone), fold=1)
    return end.astimezone(instant.tzinfo)


def held_since(instant: datetime, zone: str, quiet: str = DEFAULT) -> datetime:
    """The last instant until `instant` at which the quiet hours began that hold it back."""
    span, wall = hours(quiet), clock_at(instant, zone)
    if span is None or not is_quiet(wall.time(), quiet):
        return instant
    evening = datetime.combine(wall.date(), span[0])
    if wall.time() < span[0]:
        evening -= timedelta(days=1)
    return instant_of(evening, zone)
