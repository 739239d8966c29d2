"""What is said of a time that can be read in two ways or in none: every reading, and how to settle it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Place:
    """A zone, and what people call its clocks: Geneva for Europe/Zurich."""

    zone: ZoneInfo
    name: str


def both_readings(wall: datetime, label: str, offset: timedelta, local: datetime, place: Place) -> str:
    here = local.astimezone(place.zone)
    fixed = wall.replace(tzinfo=timezone(offset)).astimezone(UTC)
    season = " is on summer time" if here.dst() else "'s clocks are not on summer time"
    return (
        f'"{wall:%H:%M} {label}" is unclear: on {day(wall)} {place.name}{season} ({here.tzname()}). '
        f"Either {wall:%H:%M} {here.tzname()} = {_utc(local, wall)}, the clock in {place.name}; "
        f"or {wall:%H:%M} {label} = {_utc(fixed, wall)} = {_clock(fixed, place, wall)} on {place.name}'s clock. "
        'Add "printed-zone-means: local" for the first or "printed-zone-means: fixed" for the second.'
    )


def comes_twice(readings: list[datetime], wall: datetime, place: Place) -> str:
    first, second = sorted(readings, key=lambda reading: reading.astimezone(UTC))
    names = [first.tzname(), second.tzname()]
    if names[0] == names[1]:
        names = [first.strftime("%z"), second.strftime("%z")]
    return (
        f"{wall:%H:%M} comes twice on {day(wall)}, when {place.name}'s clocks go back: "
        f"{wall:%H:%M} {names[0]} = {_utc(first, wall)}, and {wall:%H:%M} {names[1]} = {_utc(second, wall)}. "
        f'Write "{wall:%Y-%m-%d %H:%M} {names[0]}" or "{wall:%Y-%m-%d %H:%M} {names[1]}".'
    )


def never_comes(wall: datetime, place: Place) -> str:
    before = wall.replace(tzinfo=place.zone, fold=1)
    after = wall.replace(tzinfo=place.zone, fold=0)
    early, late = (at.astimezone(UTC).astimezone(place.zone) for at in (before, after))
    return (
        f"{wall:%H:%M} does not exist on {day(wall)}: {place.name}'s clocks go forward over it. "
        f'Write "{early:%Y-%m-%d %H:%M}" or "{late:%Y-%m-%d %H:%M}", whichever is meant.'
    )


def foreign_label(label: str, wall: datetime, place: Place) -> str:
    months = [datetime(wall.year, month, 15, 12, tzinfo=place.zone) for month in range(1, 13)]
    own = " or ".join(sorted({at.tzname() or "" for at in months}))
    return (
        f'"{label}" is not what {place.name}\'s clocks are called ({own}). Take it out, '
        'set "zone" to the zone that is meant, or write the distance from UTC, such as +01:00.'
    )


def _utc(at: datetime, wall: datetime) -> str:
    return _with_day(at.astimezone(UTC), wall) + " UTC"


def _clock(at: datetime, place: Place, wall: datetime) -> str:
    return _with_day(at.astimezone(place.zone), wall)


def _with_day(at: datetime, wall: datetime) -> str:
    return f"{at:%H:%M}" + ("" if at.date() == wall.date() else f" on {day(at)}")


def day(at: datetime) -> str:
    """In English, such as 27 April 2023, whatever the process's locale is."""
    months = "January February March April May June July August September October November December"
    return f"{at.day} {months.split()[at.month - 1]} {at.year}"
