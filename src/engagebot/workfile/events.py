"""Events with their agendas."""

from datetime import datetime, timedelta
from enum import StrEnum

from engagebot.workfile import limits, model
from engagebot.workfile.context import (
    NO_INSTANT,
    NO_ZONE,
    Clock,
    Context,
    read_audience,
    read_languages,
    read_means,
    read_place,
)
from engagebot.workfile.instants import Written, written, written_end
from engagebot.workfile.mandate import parts
from engagebot.workfile.reminders import FEEDBACK, REMINDERS, Span, read_rules
from engagebot.workfile.section import Section
from engagebot.workfile.wording import localised, maybe_localised

LONGEST = timedelta(days=31)


class YesNo(StrEnum):
    YES = "yes"
    NO = "no"


def read_events(root: Section, context: Context) -> tuple[model.Event, ...]:
    return tuple(_event(section, context) for section in parts(root, "events"))


def _event(section: Section, context: Context) -> model.Event:
    place = read_place(section, context)
    span = _span(section, Clock(section, place, read_means(section)))
    event = model.Event(
        key=section.key,
        title=localised(section, "title", context.languages, limits.BUTTON),
        starts_at=span.first if span else NO_INSTANT,
        ends_at=span.last if span else NO_INSTANT,
        zone=place.zone.key if place else NO_ZONE,
        venue=maybe_localised(section, "venue", context.languages, limits.LINE),
        online_url=section.url("online"),
        moderator=maybe_localised(section, "moderator", context.languages, limits.LINE),
        registration_url=section.url("registration"),
        languages=read_languages(section, "languages", context),
        audience=read_audience(section, "audience", context),
        note=maybe_localised(section, "note", context.languages, limits.NOTE, long=True),
        cancelled=section.choice("cancelled", YesNo, YesNo.NO) is YesNo.YES,
        agenda=_agenda(section, context, span),
        rules=(
            *read_rules(section, REMINDERS, span, context),
            *read_rules(section, FEEDBACK, span, context),
        ),
    )
    section.done()
    return event


def _span(section: Section, clock: Clock) -> Span | None:
    start = clock.typed("starts", written)
    first = clock.at("starts", start)
    last = _end(section, clock, start, first)
    if first is None or last is None:
        return None
    if not first < last <= first + LONGEST:
        key = "ends" if section.has("ends") else "minutes"
        wrong = "is not after the start; write the date too if it ends on a later day"
        section.mistake(key, f"{wrong if last <= first else 'is more than a month after the start'}.")
        return None
    return Span(first, last, clock.place) if clock.place else None


def _end(section: Section, clock: Clock, start: Written | None, first: datetime | None) -> datetime | None:
    if section.node("minutes") is not None:
        if section.has("ends"):
            section.mistake("minutes", 'stands beside "ends"; write one of the two.')
            section.scalar("ends")
        minutes = section.whole("minutes", 5, 44_640)
        return None if first is None or minutes is None else first + timedelta(minutes=minutes)
    if not section.has("ends"):
        section.node("ends")
        section.mistake("ends", "is missing; write when it ends, or how many minutes it takes.")
        return None
    if start is None or first is None:
        section.scalar("ends")
        return None
    return clock.at("ends", clock.typed("ends", lambda text: written_end(text, start)))


def _agenda(section: Section, context: Context, span: Span | None) -> tuple[model.AgendaItem, ...]:
    found = [_agenda_item(section.part(place, node), context) for place, node in section.listed("agenda")]
    items = tuple(item for item in found if item is not None)
    if len(items) > limits.AGENDA_ITEMS:
        section.mistake("agenda", f"has {len(items)} items; {limits.AGENDA_ITEMS} fit a message.")
    for language in context.languages:
        length = sum(_length(item, language) for item in items)
        if length > limits.AGENDA:
            section.mistake("agenda", f"is {length} characters long in {language}; {limits.AGENDA} fit.")
    if items and span:
        _compare(section, sum(item.minutes for item in items), span)
    return items


def _length(item: model.AgendaItem, language: str) -> int:
    return len(item.title.get(language, "")) + len((item.speakers or {}).get(language, ""))


def _agenda_item(section: Section | None, context: Context) -> model.AgendaItem | None:
    if section is None:
        return None
    minutes = section.whole("minutes", 1, 1440)
    title = localised(section, "title", context.languages, limits.LINE)
    speakers = maybe_localised(section, "speakers", context.languages, limits.LINE)
    section.done()
    return model.AgendaItem(minutes or 0, title, speakers)


def _compare(section: Section, minutes: int, span: Span) -> None:
    """A shorter agenda leaves room for a break; a longer one cannot be held."""
    length = round((span.last - span.first).total_seconds() / 60)
    if minutes > length:
        section.mistake("agenda", f"takes {minutes} minutes, and the event only {length}. Mend one of the two.")
    elif minutes < length:
        section.note("agenda", f"takes {minutes} of the event's {length} minutes.")
