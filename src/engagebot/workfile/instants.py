"""Instants as people write them: `2023-03-23 15:00` on a zone's clocks, or with the abbreviation as printed.

Nothing is guessed. A local time that does not exist, that comes twice, or whose abbreviation contradicts the
zone's clocks on that day is Unclear, and the message says how to settle it.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from zoneinfo import ZoneInfo

from engagebot.workfile.mistakes import Unclear
from engagebot.workfile.unclear_times import Place, both_readings, comes_twice, foreign_label, never_comes

CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::00)?"
LABEL = r"(?:\s*(?P<label>[A-Za-z]{1,6}|[+-]\d{2}(?::?\d{2})?))?"
FULL = re.compile(rf"(?P<date>\d{{4}}-\d{{2}}-\d{{2}})[T ]\s*{CLOCK}{LABEL}", re.ASCII)
TIME_ONLY = re.compile(CLOCK + LABEL, re.ASCII)
YEARS = range(1990, 2100)
HOW = "Write it like 2023-03-23 15:00, in 24 hours."


class Means(StrEnum):
    """What an abbreviation means that contradicts the zone's clocks on that day."""

    LOCAL = "local"
    """The clock on the wall, whatever the abbreviation says."""
    FIXED = "fixed"
    """The abbreviation's own distance from UTC, whatever the clock on the wall shows."""


@dataclass(frozen=True, slots=True)
class Written:
    """A wall-clock time, with the abbreviation or the offset behind it if there is one."""

    wall: datetime
    label: str | None


def written(text: str) -> Written:
    """Raises Unclear."""
    found = FULL.fullmatch(text.strip())
    if found is None:
        raise Unclear(f'"{text}" is not a date with a time. {HOW}')
    try:
        day = date.fromisoformat(found["date"])
    except ValueError:
        raise Unclear(f'"{text}": there is no such day as {found["date"]}.') from None
    if day.year not in YEARS:
        raise Unclear(f'"{text}": the year {day.year} cannot be meant.')
    return Written(datetime.combine(day, _time(found, text)), found["label"])


def written_end(text: str, start: Written) -> Written:
    """As `written`; a time alone is on the day of the start, and the start's label holds for both."""
    found = TIME_ONLY.fullmatch(text.strip())
    if found is None:
        end = written(text)
    else:
        end = Written(datetime.combine(start.wall.date(), _time(found, text)), found["label"])
    return Written(end.wall, end.label or start.label)


def _time(found: re.Match[str], text: str) -> time:
    try:
        return time(int(found["hour"]), int(found["minute"]))
    except ValueError:
        raise Unclear(f'"{text}": there is no such time of day. {HOW}') from None


def instant(moment: Written, place: Place, means: Means | None) -> datetime:
    """The instant in UTC. Raises Unclear."""
    fixed = _offset(moment.label, moment.wall, place.zone)
    if fixed is not None:
        return moment.wall.replace(tzinfo=timezone(fixed)).astimezone(UTC)
    readings = _readings(moment.wall, place.zone)
    if moment.label is None:
        return _only(readings, moment.wall, place)
    named = [reading for reading in readings if reading.tzname() == moment.label]
    if named:
        return _only(named, moment.wall, place)
    return _settled(moment, moment.label, readings, place, means)


def _readings(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    """None in a gap, two in a fold, else one."""
    both = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    real = {at.utcoffset(): at for at in both if _on_clock(at.astimezone(UTC), zone) == wall}
    return list(real.values())


def _on_clock(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)


def _offset(label: str | None, wall: datetime, zone: ZoneInfo) -> timedelta | None:
    """How far from UTC a label is by itself: UTC, Z, +01:00; GMT too where the zone's clocks never say it."""
    if label is None:
        return None
    if label in ("UTC", "Z") or (label == "GMT" and _named_offset(label, wall, zone) is None):
        return timedelta(0)
    found = re.fullmatch(r"([+-])(\d{2}):?(\d{2})?", label)
    if found is None:
        return None
    hours, minutes = int(found[2]), int(found[3] or 0)
    if hours > 14 or minutes > 59:
        raise Unclear(f'"{label}" is no distance from UTC; write it like +01:00.')
    return (-1 if found[1] == "-" else 1) * timedelta(hours=hours, minutes=minutes)


def _named_offset(label: str, wall: datetime, zone: ZoneInfo) -> timedelta | None:
    """The abbreviation's distance from UTC as the zone uses it at some time of that year."""
    for month in range(1, 13):
        at = datetime(wall.year, month, 15, 12, tzinfo=zone)
        if at.tzname() == label:
            return at.utcoffset()
    return None


def _only(readings: list[datetime], wall: datetime, place: Place) -> datetime:
    match readings:
        case [one]:
            return one.astimezone(UTC)
        case []:
            raise Unclear(never_comes(wall, place))
        case _:
            raise Unclear(comes_twice(readings, wall, place))


def _settled(moment: Written, label: str, readings: list[datetime], place: Place, means: Means | None) -> datetime:
    offset = _named_offset(label, moment.wall, place.zone)
    if offset is None:
        raise Unclear(foreign_label(label, moment.wall, place))
    if means is Means.FIXED:
        return moment.wall.replace(tzinfo=timezone(offset)).astimezone(UTC)
    local = _only(readings, moment.wall, place)
    if means is Means.LOCAL:
        return local
    raise Unclear(both_readings(moment.wall, label, offset, local, place))
