"""A zone's rules for a calendar file, for some years around its events.

Own, because icalendar's (7.3) tell a change to summer time by the clock after it; RFC 5545, section 3.6.5, wants
the one before, so readers would make the change an hour late. A whole zone's history would be thousands of
characters that no reader needs.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Component, Timezone, TimezoneDaylight, TimezoneStandard

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def zone_rules(zone: str, first_year: int, last_year: int) -> Timezone:
    """What holds at the start of `first_year`, then every change until the end of `last_year`."""
    info = ZoneInfo(zone)
    rules = Timezone()
    rules.add("tzid", zone)
    start = datetime(first_year, 1, 1, tzinfo=UTC)
    rules.add_component(_observance(start, _offset(start, info), info))
    for change in _changes(start, datetime(last_year + 1, 1, 1, tzinfo=UTC), info):
        rules.add_component(_observance(change, _offset(change - MINUTE, info), info))
    return rules


def _observance(begins: datetime, before: timedelta, info: ZoneInfo) -> Component:
    local = begins.astimezone(info)
    made = TimezoneDaylight() if local.dst() else TimezoneStandard()
    made.add("dtstart", (begins + before).replace(tzinfo=None))
    made.add("tzoffsetfrom", before)
    made.add("tzoffsetto", _offset(begins, info))
    made.add("tzname", local.tzname())
    return made


def _changes(start: datetime, end: datetime, info: ZoneInfo) -> Iterator[datetime]:
    """The instants at which the offset changes: looked for by the day, then narrowed down to the minute."""
    day = start
    while day < end:
        before, after = day, day + DAY
        if _offset(before, info) != _offset(after, info):
            while after - before > MINUTE:
                middle = before + (after - before) // MINUTE // 2 * MINUTE
                same = _offset(middle, info) == _offset(day, info)
                before, after = (middle, after) if same else (before, middle)
            yield after
        day += DAY


def _offset(instant: datetime, info: ZoneInfo) -> timedelta:
    return instant.astimezone(info).utcoffset() or timedelta()
