"""What a clock on the wall shows, and the instant that it means, by the rules of an IANA zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def instant_of(wall: datetime, zone: str) -> datetime:
    """The instant, in UTC, at which the clocks of `zone` show `wall` (naive, in whole seconds).

    What they never show, because they are set forward over it, is the next valid instant: the one at which they are
    set. What they show twice, because they are set back, is the first of the two.
    """
    here = ZoneInfo(zone)
    first = wall.replace(tzinfo=here, fold=0).astimezone(UTC)
    if clock_at(first, zone) == wall:
        return first
    return _set_forward(wall, wall.replace(tzinfo=here, fold=1).astimezone(UTC), first, zone)


def clock_at(instant: datetime, zone: str) -> datetime:
    """What the clocks of `zone` show, naive."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _set_forward(wall: datetime, before: datetime, after: datetime, zone: str) -> datetime:
    """The first instant at which the clocks show `wall` or later: after `before`, when they do not yet, and at the
    latest at `after`, when they do."""
    early, late = 0, int((after - before).total_seconds())
    while late - early > 1:
        middle = (early + late) // 2
        if clock_at(before + timedelta(seconds=middle), zone) < wall:
            early = middle
        else:
            late = middle
    return before + timedelta(seconds=late)


def moved(instant: datetime, zone: str, days: int, minutes: int) -> datetime:
    """So many days on the calendar of `zone`, at the same time of its clocks, and then so many minutes, in UTC.

    A day before 15:00 is 15:00, also where the clocks are changed in between; an hour is sixty minutes.
    """
    there = instant_of(clock_at(instant, zone) + timedelta(days=days), zone) if days else instant.astimezone(UTC)
    return there + timedelta(minutes=minutes)
