"""What a workstream file says, once every part of it has been understood. Instants are in UTC."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engagebot.domain.announcement import RuleKind
from engagebot.domain.audience import Audience
from engagebot.domain.base import Localised
from engagebot.domain.moments import When, Whom
from engagebot.domain.terms import Terms
from engagebot.domain.workstream import ActivityStatus, LabelKind
from engagebot.workfile.mistakes import Note


@dataclass(frozen=True, slots=True)
class Workstream:
    """`languages`: the default first."""

    key: str
    title: Localised
    objective: Localised
    zone: str
    place: Localised
    languages: tuple[str, ...]
    source: str | None
    contact: str | None
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Label:
    kind: LabelKind
    key: str
    title: Localised


@dataclass(frozen=True, slots=True)
class Organisation:
    key: str
    name: Localised
    group: str
    region: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """When to speak, and to whom. `audience` narrows `whom`; who answered, follows or has not voted is added where
    the row of the event, the activity or the round is known."""

    kind: RuleKind
    when: When
    audience: Audience
    whom: Whom | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    code: str
    title: Localised
    timeline: Localised
    status: ActivityStatus
    begins_at: datetime | None
    ends_at: datetime | None
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class AgendaItem:
    minutes: int
    title: Localised
    speakers: Localised | None


@dataclass(frozen=True, slots=True)
class Event:
    key: str
    title: Localised
    starts_at: datetime
    ends_at: datetime
    zone: str
    venue: Localised | None
    online_url: str | None
    moderator: Localised | None
    registration_url: str | None
    languages: tuple[str, ...]
    audience: Audience
    note: Localised | None
    cancelled: bool
    agenda: tuple[AgendaItem, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Recommendation:
    key: str
    area: str | None
    area_title: Localised | None
    text: Localised


@dataclass(frozen=True, slots=True)
class Round:
    """`options`: of the method; `items` are keys of recommendations; `lines` tells where each of the round's keys
    stands."""

    key: str
    title: Localised
    question: Localised
    method: str
    options: Mapping[str, object]
    terms: Terms
    anonymity: str
    threshold: float | None
    audience: Audience
    opens_at: datetime
    closes_at: datetime
    items: tuple[str, ...]
    rules: tuple[Rule, ...]
    lines: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class WorkstreamFile:
    name: str
    workstream: Workstream
    labels: tuple[Label, ...]
    organisations: tuple[Organisation, ...]
    activities: tuple[Activity, ...]
    events: tuple[Event, ...]
    recommendations: tuple[Recommendation, ...]
    rounds: tuple[Round, ...]
    notes: tuple[Note, ...]
