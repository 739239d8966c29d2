"""An event as a calendar shows it, in one language."""

from datetime import datetime

from engagebot.channel import Document
from engagebot.domain.event import AgendaItem, Event
from engagebot.exports.calendar import event_calendar
from engagebot.exports.values import CalendarEvent
from engagebot.texts.own import own


def calendar_event(event: Event, language: str, moderator: str = "Moderator") -> CalendarEvent:
    """`event` with its agenda loaded; `moderator` is that word in the reader's language."""
    return CalendarEvent(
        uid=event.uid,
        sequence=event.sequence,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        zone=event.zone,
        title=own(event.title, language),
        place=own(event.venue or {}, language),
        url=event.online_url or event.registration_url or "",
        description=_description(event, language, moderator),
        cancelled=event.withdrawn or event.cancelled,
    )


def calendar_file(event: Event, language: str, now: datetime) -> Document:
    content = event_calendar(calendar_event(event, language), now)
    return Document(f"{event.key}.ics", "text/calendar", content)


def _description(event: Event, language: str, moderator: str) -> str:
    told = [f"{moderator}: {own(event.moderator, language)}"] if event.moderator else []
    told += [_agenda_line(item, language) for item in event.agenda]
    links = {event.registration_url, event.online_url} - {None}
    return "\n".join([*told, *sorted(link for link in links if link)])


def _agenda_line(item: AgendaItem, language: str) -> str:
    speakers = f" ({own(item.speakers, language)})" if item.speakers else ""
    return f"{item.minutes} min: {own(item.title, language)}{speakers}"
