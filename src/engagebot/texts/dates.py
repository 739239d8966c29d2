"""Days, clock times, zones and lengths of time, as a language writes them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_time
from babel.units import format_unit

DAY_PATTERNS = {"en": "EEEE d MMMM y"}
"""Where the language's own full pattern has signs that we leave out (`Thursday, 23 March 2023`)."""
UNITS = ((1440, "duration-day"), (60, "duration-hour"), (1, "duration-minute"))


def day(at: datetime, zone: str, locale: Locale) -> str:
    """`Thursday 23 March 2023`."""
    pattern = DAY_PATTERNS.get(locale.language, "full")
    return format_date(at.astimezone(ZoneInfo(zone)).date(), pattern, locale=locale)


def clock(at: datetime, zone: str, locale: Locale) -> str:
    """`15:00`."""
    return format_time(at.astimezone(ZoneInfo(zone)).time(), "short", locale=locale)


def stretch(start: datetime, end: datetime, zone: str, locale: Locale) -> str:
    """`15:00–16:30`, or `23:00 – Friday 24 March 2023, 01:30` where it ends on another day."""
    from_, to = clock(start, zone, locale), clock(end, zone, locale)
    if same_day(start, end, zone):
        return f"{from_}–{to}"
    return f"{from_} – {day(end, zone, locale)}, {to}"


def same_day(one: datetime, other: datetime, zone: str, other_zone: str | None = None) -> bool:
    """Whether both instants fall on one date, each on the clocks of its zone."""
    there = other.astimezone(ZoneInfo(other_zone or zone))
    return one.astimezone(ZoneInfo(zone)).date() == there.date()


def offset(at: datetime, zone: str) -> str:
    """`UTC+1`, `UTC−3:30`, `UTC`: exact at that instant, summer time included."""
    minutes = _offset_minutes(at, zone)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes > 0 else "−"
    return f"UTC{sign}{hours}:{rest:02}" if rest else f"UTC{sign}{hours}"


def same_clocks(at: datetime, zone: str, other: str) -> bool:
    """Whether the clocks of both zones show the same at that instant."""
    return _offset_minutes(at, zone) == _offset_minutes(at, other)


def _offset_minutes(at: datetime, zone: str) -> int:
    shift = at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    return int(shift.total_seconds()) // 60


def city(zone: str, locale: Locale) -> str:
    """A zone's city by its name in that language: `Londres` for Europe/London in French.

    Locale data knows some zones by an older name (Asia/Calcutta), and none of the zones that are no place.
    """
    if "/" not in zone or zone.startswith("Etc/"):
        return zone.removeprefix("Etc/")
    for name in (zone, *_older_names(zone)):
        known = locale.time_zones.get(name, {}).get("city")
        if known:
            return str(known)
    return zone.rsplit("/", 1)[1].replace("_", " ")


def _older_names(zone: str) -> list[str]:
    return [old for old, new in get_global("zone_aliases").items() if new == zone]


def duration(minutes: int, locale: Locale) -> str:
    """In the largest unit that comes out even: `1 day`, `3 hours`, `90 minutes`."""
    size, unit = next((size, unit) for size, unit in UNITS if minutes % size == 0)
    if not minutes:
        size, unit = UNITS[-1]
    return format_unit(minutes // size, unit, locale=locale)
