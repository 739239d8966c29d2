"""Days, clock times, zones and lengths of time, as a language writes them."""

from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_time
from babel.units import format_unit

from engagebot.domain.quiet import hours

DAY_PATTERNS = {"en": "EEEE d MMMM y", "es": "EEEE d 'de' MMMM 'de' y"}
"""Where the language's own full pattern has signs that we leave out (`Thursday, 23 March 2023`)."""
CLOCK_PATTERNS = {"ar": "HH:mm"}
"""24 hours where the language's own pattern has 12; the texts of the United Nations have 24."""
SHORT_UNITS = {"ar": ("duration-day",), "zh": ("duration-day", "duration-hour", "duration-minute")}
"""Of these Babel's data has the words, but only under the name of the short form."""
UNITS = ((1440, "duration-day"), (60, "duration-hour"), (1, "duration-minute"))


def day(at: datetime, zone: str, locale: Locale) -> str:
    """`Thursday 23 March 2023`."""
    date = at.astimezone(ZoneInfo(zone)).date()
    pattern = DAY_PATTERNS.get(locale.language, "full")
    if locale.language == "ar":
        pattern = f"EEEE d '{_both_names(date.month, locale)}' y"
    return format_date(date, pattern, locale=locale)


def _both_names(month: int, locale: Locale) -> str:
    """Arabic has two names for a month, east and west of Suez; the United Nations write both: `آذار/مارس`."""
    eastern: str = Locale("ar", "LB").months["format"]["wide"][month]
    western: str = locale.months["format"]["wide"][month]
    return f"{eastern}/{western}"


def clock(at: datetime, zone: str, locale: Locale) -> str:
    """`15:00`."""
    pattern = CLOCK_PATTERNS.get(locale.language, "short")
    return format_time(at.astimezone(ZoneInfo(zone)).time(), pattern, locale=locale)


def quiet_times(quiet: str, locale: Locale) -> tuple[str, str]:
    """`22:00-07:00` as the language writes both times."""
    start, end = hours(quiet) or (time(), time())
    pattern = CLOCK_PATTERNS.get(locale.language, "short")
    return format_time(start, pattern, locale=locale), format_time(end, pattern, locale=locale)


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
    length: Literal["short", "long"] = "short" if unit in SHORT_UNITS.get(locale.language, ()) else "long"
    return format_unit(minutes // size, unit, length, locale=locale)
