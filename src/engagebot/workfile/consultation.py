"""Recommendations by area, and the rounds that put them to the vote."""

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum

from engagebot.domain.base import Localised
from engagebot.domain.consultation import Anonymity
from engagebot.domain.method import Method
from engagebot.domain.terms import Terms, Voters
from engagebot.workfile import limits, model
from engagebot.workfile.context import (
    NO_INSTANT,
    Clock,
    Context,
    read_audience,
    read_means,
    read_place,
)
from engagebot.workfile.instants import written
from engagebot.workfile.mandate import parts
from engagebot.workfile.methods import check_method, read_method
from engagebot.workfile.quorum import read_quorum
from engagebot.workfile.reminders import NUDGES, Span, read_rules
from engagebot.workfile.section import Named, Section
from engagebot.workfile.tree import Text
from engagebot.workfile.wording import localised, titles_by_key

ALL = "all"

NAMES = 5
"""Organisations that a note lists before it breaks off."""


class Results(StrEnum):
    """When they are shown to those who vote."""

    AT_CLOSING = "at-closing"
    LIVE = "live"


def read_recommendations(root: Section, context: Context) -> tuple[model.Recommendation, ...]:
    areas = _areas(root, context)
    return tuple(_recommendation(section, areas, context) for section in parts(root, "recommendations"))


def _areas(root: Section, context: Context) -> dict[str, Localised]:
    section = root.inside("areas")
    if section is None:
        return {}
    return titles_by_key(section, context.languages, limits.AREA)


def _recommendation(section: Section, areas: dict[str, Localised], context: Context) -> model.Recommendation:
    area = section.scalar("area")
    if area is not None:
        section.known("area", [Named(section.line_of("area"), area)], areas, "one of this file's areas")
    recommendation = model.Recommendation(
        key=section.key,
        area=area,
        area_title=areas.get(area or ""),
        text=localised(section, "text", context.languages, limits.RECOMMENDATION),
    )
    section.done()
    return recommendation


def read_rounds(
    root: Section, recommendations: Sequence[str], organisations: Sequence[model.Organisation], context: Context
) -> tuple[model.Round, ...]:
    """`recommendations`: their keys, in the file's order."""
    sections = tuple(parts(root, "rounds"))
    found = tuple(_round(section, recommendations, context) for section in sections)
    for section, held in zip(sections, found, strict=True):
        _check_series(section, held, {one.key: one for one in found})
        if held.terms.by_organisation:
            _check_organisations(section, held, organisations)
    return found


def _check_organisations(section: Section, held: model.Round, organisations: Sequence[model.Organisation]) -> None:
    """Somebody has to be on the roll, and nobody by what only people have."""
    if held.audience.languages:
        section.mistake("audience", "names languages, and organisations vote, which have none. Leave them out.")
    elif not any(held.audience.includes(one.group, one.region, "") for one in organisations):
        section.mistake("voters", "are organisations, and the file has none of this audience. List them.")
    elif held.anonymity != Anonymity.NAMED:
        _note_recognised(section, held, organisations)


def _note_recognised(section: Section, held: model.Round, organisations: Sequence[model.Organisation]) -> None:
    """The secretariat's list of the codes has their group and region: who is alone in theirs is known by it."""
    voting = [one for one in organisations if held.audience.includes(one.group, one.region, "")]
    alike = Counter((one.group, one.region) for one in voting)
    alone = [one.key for one in voting if alike[one.group, one.region] == 1]
    if alone:
        section.note(
            "anonymity",
            f"is {held.anonymity}, and {len(alone)} of the {len(voting)} organisations ({_listed(alone)}) are the "
            "only ones of their group and region: the secretariat's files tell which ballot is theirs. People are "
            'told so; "named" says it plainly.',
        )


def _listed(keys: Sequence[str]) -> str:
    return ", ".join(keys[:NAMES]) + (", …" if len(keys) > NAMES else "")


def _terms(section: Section, context: Context) -> Terms:
    return Terms(
        live=section.choice("results", Results, Results.AT_CLOSING) == Results.LIVE,
        follows=section.scalar("follows"),
        voters=section.choice("voters", Voters, Voters.PERSON),
        quorum=read_quorum(section, context),
    )


def _check_series(section: Section, held: model.Round, rounds: Mapping[str, model.Round]) -> None:
    """The round before has to be rated as this one is, and to be over when this one opens."""
    if held.terms.follows is None:
        return
    names = [Named(section.line_of("follows"), held.terms.follows)]
    others = {key: one for key, one in rounds.items() if key != held.key}
    if not section.known("follows", names, others, "another of this file's rounds"):
        return
    before = others[held.terms.follows]
    if (before.method, held.method) != (Method.RATING, Method.RATING):
        section.mistake("follows", "works with ratings only: both rounds need them.")
    if before.terms.voters != held.terms.voters:
        section.mistake("follows", f'names a round in which others vote: "{before.key}" is by {before.terms.voters}.')
    if held.opens_at < before.closes_at:
        section.mistake("follows", f'names a round that is not over when this one opens: "{before.key}".')


def _round(section: Section, recommendations: Sequence[str], context: Context) -> model.Round:
    span = _span(section, context)
    answering, items, threshold = read_method(section), _items(section, recommendations), section.share("threshold")
    check_method(section, answering, len(items), threshold)
    found = model.Round(
        key=section.key,
        title=localised(section, "title", context.languages, limits.BUTTON),
        question=localised(section, "question", context.languages, limits.QUESTION),
        method=answering.method,
        options=answering.options,
        terms=_terms(section, context),
        anonymity=section.choice("anonymity", Anonymity, Anonymity.PSEUDONYMOUS),
        threshold=threshold,
        audience=read_audience(section, "audience", context),
        opens_at=span.first if span else NO_INSTANT,
        closes_at=span.last if span else NO_INSTANT,
        items=items,
        rules=read_rules(section, NUDGES, span, context),
        lines={key: entry.line for key, entry in section.fields.entries.items()} | {"": section.line},
    )
    section.done()
    return found


def _span(section: Section, context: Context) -> Span | None:
    clock = Clock(section, read_place(section, context), read_means(section))
    opens = clock.at("opens", clock.typed("opens", written))
    closes = clock.at("closes", clock.typed("closes", written))
    if opens is None or closes is None:
        return None
    if closes <= opens:
        section.mistake("closes", "is not after the opening.")
        return None
    return Span(opens, closes, clock.place) if clock.place else None


def _items(section: Section, recommendations: Sequence[str]) -> tuple[str, ...]:
    entry = section.fields.entries.get("items")
    if entry is not None and isinstance(entry.node, Text) and entry.node.value == ALL:
        section.node("items")
        items = tuple(recommendations)
    else:
        names = section.names("items", required=True)
        items = section.known("items", names, recommendations, "one of this file's recommendations")
    if len(items) > limits.ITEMS:
        section.mistake("items", f"are {len(items)}; a round takes at most {limits.ITEMS}.")
    if section.has("items") and not recommendations:
        section.mistake("items", "are none: the file has no recommendations.")
    return items
