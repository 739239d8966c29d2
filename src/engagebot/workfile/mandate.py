"""The workstream itself, its labels, organisations and activities."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from engagebot.domain.base import Localised
from engagebot.domain.workstream import ActivityStatus, LabelKind
from engagebot.workfile import limits, model
from engagebot.workfile.context import NO_ZONE, Context, read_zone
from engagebot.workfile.quarters import quarters
from engagebot.workfile.reminders import TIMELINE, Span, read_rules
from engagebot.workfile.section import Named, Section
from engagebot.workfile.unclear_times import Place
from engagebot.workfile.wording import localised, titles_by_key

LABELS = {"groups": LabelKind.GROUP, "regions": LabelKind.REGION, "routes": LabelKind.ROUTE}


def read_mandate(root: Section, spoken: Collection[str]) -> tuple[model.Workstream, Context]:
    """The section `workstream`, and what follows from it for the rest of the file."""
    section = root.inside("workstream", required=True)
    if section is None:
        empty = {"en": ""}
        nothing = model.Workstream("", empty, empty, NO_ZONE, empty, ("en",), None, None, None)
        return nothing, Context(tuple(spoken), None, spoken)
    languages, offered = _languages(section, spoken)
    zone = read_zone(section, "zone", required=True)
    workstream = model.Workstream(
        key=section.a_key("key"),
        title=localised(section, "title", languages, limits.NAME),
        objective=localised(section, "objective", languages, limits.OBJECTIVE, long=True),
        zone=zone or NO_ZONE,
        place=localised(section, "place", languages, limits.LABEL),
        languages=offered,
        source=section.url("source"),
        contact=section.maybe_text("contact", limits.LINE),
        ends_at=_end(section, zone),
    )
    if workstream.contact is None:
        section.note("contact", "is missing: nobody is named to whom people can write about their data.")
    section.done()
    named = workstream.place.get(languages[0]) or zone
    return workstream, Context(languages, Place(ZoneInfo(zone), named) if zone and named else None, spoken)


def _end(section: Section, zone: str | None) -> datetime | None:
    """The end of the day that is written, on the clocks of the secretariat."""
    typed = section.scalar("ends")
    if typed is None or zone is None:
        return None
    try:
        last = date.fromisoformat(typed)
        return datetime.combine(last + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        section.mistake("ends", f'is "{typed}"; write the last day like 2024-06-30.')
        return None


def _languages(section: Section, spoken: Collection[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Those that texts may be in, and those that are offered. After a mistake texts may be in any: one mistake
    need not be told once a text."""
    typed = section.names("languages", required=True)
    offered = section.known("languages", typed, spoken, "a language that the bot speaks")
    if not typed or len(offered) < len(typed):
        return tuple(dict.fromkeys((*offered, *spoken))), offered
    return offered, offered


def read_labels(root: Section, context: Context) -> tuple[model.Label, ...]:
    labels = []
    for name, kind in LABELS.items():
        section = root.inside(name, required=kind is LabelKind.GROUP)
        titles = titles_by_key(section, context.languages, limits.LABEL) if section else {}
        labels += [model.Label(kind, key, title) for key, title in titles.items()]
    return tuple(labels)


def read_organisations(root: Section, context: Context) -> tuple[model.Organisation, ...]:
    return tuple(_organisation(section, context) for section in parts(root, "organisations"))


def _organisation(section: Section, context: Context) -> model.Organisation:
    organisation = model.Organisation(
        key=section.key,
        name=localised(section, "name", context.languages, limits.NAME),
        group=_one_of(section, "group", context.groups, required=True) or "",
        region=_one_of(section, "region", context.regions),
    )
    section.done()
    return organisation


def _one_of(section: Section, key: str, allowed: tuple[str, ...], required: bool = False) -> str | None:
    typed = section.scalar(key, required)
    if typed is None:
        return None
    found = section.known(key, [Named(section.line_of(key), typed)], allowed, f"one of this file's {key}s")
    return found[0] if found else None


def read_activities(root: Section, context: Context) -> tuple[model.Activity, ...]:
    activities = tuple(_activity(section, context) for section in parts(root, "activities"))
    for language in context.languages:
        length = sum(len(a.title.get(language, "")) + len(a.timeline.get(language, "")) for a in activities)
        if length > limits.ACTIVITIES:
            too_long = f"are {length} characters long together in {language}; one message lists them all"
            root.mistake("activities", f"{too_long}, and {limits.ACTIVITIES} fit.")
    return activities


def _activity(section: Section, context: Context) -> model.Activity:
    timeline = localised(section, "timeline", context.languages, limits.TIMELINE)
    span = _quarters(section, context, timeline)
    activity = model.Activity(
        code=section.key,
        title=localised(section, "title", context.languages, limits.ACTIVITY),
        timeline=timeline,
        status=section.choice("status", ActivityStatus, ActivityStatus.YET_TO_START),
        begins_at=span.first if span else None,
        ends_at=span.last if span else None,
        rules=read_rules(section, TIMELINE, span, context),
    )
    section.done()
    return activity


def _quarters(section: Section, context: Context, timeline: Localised) -> Span | None:
    """As `quarters` says, or as the timeline reads in the default language, where it reads like that."""
    typed = section.scalar("quarters")
    found = None
    if context.place is not None:
        found = quarters(typed or timeline.get(context.languages[0], ""), context.place.zone.key)
        if typed is not None and found is None:
            section.mistake("quarters", f'"{typed}" is not understood; write it like Q1-Q2 2023, or 2023.')
        elif found is None and section.has("reminders"):
            wanted = "are counted from the activity's quarters; add them, like quarters: Q1-Q2 2023."
            section.mistake("reminders", wanted)
    return Span(*found, context.place) if found and context.place else None


def parts(root: Section, name: str) -> list[Section]:
    """The mappings under a heading, each under its key."""
    heading = root.inside(name)
    if heading is None:
        return []
    sections = [heading.inside(key, required=True) for key in heading.proper_keys()]
    return [section for section in sections if section is not None]
