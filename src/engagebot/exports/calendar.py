"""Calendar files (RFC 5545): with the venue's zone and its rules, so that every calendar shows the right hour."""

from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

from engagebot.exports.cells import clean
from engagebot.exports.values import CalendarEvent
from engagebot.exports.zone_rules import zone_rules

PRODUCT = "-//engagebot//events//EN"
PUBLISH, CANCEL = "PUBLISH", "CANCEL"


def event_calendar(event: CalendarEvent, now: datetime) -> str:
    """One event's file. `now` is the instant of its making (DTSTAMP). Of a cancelled event it takes the event out of
    the calendar into which an earlier file put it (RFC 5546, 3.2.5)."""
    return calendar_of((event,), now, CANCEL if event.cancelled else PUBLISH)


def calendar_of(events: Sequence[CalendarEvent], now: datetime, method: str = PUBLISH) -> str:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for zone in sorted({event.zone for event in events} - {"UTC"}):
        calendar.add_component(_rules_for(zone, events))
    for event in events:
        calendar.add_component(_component(event, now))
    text: bytes = calendar.to_ical()
    return text.decode()


def _rules_for(zone: str, events: Sequence[CalendarEvent]) -> Timezone:
    """From the year before the first event in the zone to the year after the last."""
    there = [event for event in events if event.zone == zone]
    first = min(event.starts_at for event in there).year - 1
    last = max(event.ends_at for event in there).year + 1
    return zone_rules(zone, first, last)


def _component(event: CalendarEvent, now: datetime) -> Event:
    zone = UTC if event.zone == "UTC" else ZoneInfo(event.zone)
    made = Event()
    made.add("uid", _line(event.uid))
    made.add("sequence", event.sequence)
    made.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    made.add("dtstart", event.starts_at.astimezone(zone))
    made.add("dtend", event.ends_at.astimezone(zone))
    made.add("summary", _line(event.title))
    if event.place:
        made.add("location", _line(event.place))
    if url := _link(event.url):
        made.add("url", url)
    if event.description:
        made.add("description", clean(event.description))
    made.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    return made


def _line(text: str) -> str:
    """On one line, without control characters: a lone CR would begin a property of the text's own."""
    return " ".join(clean(text).split())


def _link(url: str) -> str | None:
    """Only an address that a browser opens, without blanks; None for anything else."""
    kept = "".join(clean(url).split())
    return kept if urlsplit(kept).scheme in ("http", "https") else None
