"""An organiser adds a reminder that the workstream file does not have, and takes it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain import moments
from engagebot.domain.announcement import Occurrence, OccurrenceState, ReminderRule, RuleKind
from engagebot.domain.audience import Audience
from engagebot.domain.consultation import Round, RoundState
from engagebot.domain.event import Event
from engagebot.domain.moments import Anchor, When, Whom
from engagebot.domain.workstream import Activity, Workstream
from engagebot.storage.activities import activity_by_code
from engagebot.storage.audience import count_recipients
from engagebot.storage.bells import Bell, ring
from engagebot.storage.events import event_by_key
from engagebot.storage.reminders import Reminding, remindings
from engagebot.storage.rounds import round_by_key
from engagebot.texts.own import own
from engagebot.use_cases import moments_of
from engagebot.use_cases.refused import Refused
from engagebot.workfile.mistakes import Unclear
from engagebot.workfile.offsets import moment
from engagebot.workfile.unclear_times import Place

BY_HAND = "taken back by an organiser"
Subject = Event | Round | Activity
ANCHORS: dict[type[Subject], tuple[Anchor, ...]] = {
    Event: (Anchor.START, Anchor.END),
    Round: (Anchor.CLOSING, Anchor.OPENING),
    Activity: (Anchor.START, Anchor.END),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A reminder before it is made: `reaches` so many people as things stand."""

    rule: ReminderRule
    due_at: datetime
    too_late_at: datetime
    zone: str
    reaches: int


async def plan_reminder(
    session: AsyncSession, workstream: Workstream, key: str, typed: str, for_whom: str | None, now: datetime
) -> Wanted:
    """`key` of an event or a round, or code of an activity; `typed`: as in the workstream file. Raises Refused."""
    subject = await _subject(session, workstream, key)
    zone = subject.zone if isinstance(subject, Event) else workstream.zone
    when = _when(subject, typed, Place(ZoneInfo(zone), own(workstream.place, "en")))
    rule = _rule(subject, when, _whom(subject, for_whom))
    times = _instants(subject, workstream.zone, when)
    if times is None:
        raise Refused(f"Nothing is known of the quarters of activity {key}; add them to the workstream file.")
    if times[0] <= now or times[0] >= times[1]:
        raise Refused(f"That moment, {times[0]:%Y-%m-%d %H:%M} UTC, {'has passed' if times[0] <= now else 'is late'}.")
    about = getattr(subject, "code", None) or getattr(subject, "key", "")
    for one in await remindings(session, workstream.id, ReminderRule.withdrawn.is_(False)):
        if one.about == about and one.rule.kind == rule.kind and one.rule.when == when:
            raise Refused(f"There is such a reminder already: {one.rule.kind} {when.spoken(zone)}.")
    audience = Audience.from_json(rule.audience)
    if isinstance(subject, Event):
        audience = audience.within(Audience.from_json(subject.audience)) or audience
    return Wanted(rule, *times, zone, await count_recipients(session, audience, workstream.id))


async def add_reminder(session: AsyncSession, wanted: Wanted) -> None:
    session.add(wanted.rule)
    await session.flush()
    session.add(Occurrence(rule_id=wanted.rule.id, due_at=wanted.due_at, too_late_at=wanted.too_late_at))
    await session.flush()
    await ring(session, Bell.DUTIES)


async def take_back(session: AsyncSession, workstream: Workstream, rule_id: int) -> Reminding:
    """Raises Refused."""
    found = await remindings(session, workstream.id, ReminderRule.id == rule_id)
    if not found:
        raise Refused(f"There is no reminder {rule_id}; `engagebot reminders` lists them.")
    [one] = found
    if not one.rule.by_hand:
        raise Refused(f"Reminder {rule_id} stands in the workstream file; take it out there and load the file.")
    if one.occurrence.state != OccurrenceState.PENDING:
        raise Refused(f"Reminder {rule_id} is {one.occurrence.state} already.")
    one.rule.withdrawn = True
    one.occurrence.state, one.occurrence.reason = OccurrenceState.DROPPED, BY_HAND
    return one


async def _subject(session: AsyncSession, workstream: Workstream, key: str) -> Subject:
    found: Sequence[Subject | None] = (
        await event_by_key(session, workstream.id, key),
        await round_by_key(session, workstream.id, key),
        await activity_by_code(session, workstream.id, key),
    )
    there = [one for one in found if one is not None and not one.withdrawn]
    if not there:
        raise Refused(f"There is no event, round or activity {key} in {workstream.key}.")
    subject = there[0]
    if isinstance(subject, Event) and subject.cancelled:
        raise Refused(f"The event {key} is cancelled.")
    if isinstance(subject, Round) and subject.state == RoundState.CLOSED:
        raise Refused(f"Round {key} is closed.")
    return subject


def _when(subject: Subject, typed: str, place: Place) -> When:
    try:
        return moment(typed, ANCHORS[type(subject)], place)
    except Unclear as unclear:
        raise Refused(str(unclear)) from None


def _whom(subject: Subject, typed: str | None) -> Whom | None:
    if typed is None:
        return None
    known = {Event: tuple(Whom), Round: (Whom.NOT_ANSWERED, Whom.ALL), Activity: (Whom.ALL,)}[type(subject)]
    if typed not in known:
        raise Refused(f"It can be for {' or '.join(known)}, not for {typed!r}.")
    return Whom(typed)


def _rule(subject: Subject, when: When, whom: Whom | None) -> ReminderRule:
    everybody = Audience()
    match subject:
        case Event():
            kind, meant = RuleKind.REMINDER, moments.of_event(whom, everybody, subject.id)
        case Round():
            kind, meant = RuleKind.NUDGE, moments.of_round(whom, everybody, subject.id)
        case Activity():
            kind, meant = RuleKind.TIMELINE, moments.of_activity(whom, everybody, subject.id)
    made = ReminderRule(
        kind=kind,
        anchor=when.anchor,
        offset_days=when.days,
        offset_minutes=when.minutes,
        at=when.at,
        audience=meant.to_json(),
        by_hand=True,
    )
    setattr(made, f"{type(subject).__name__.lower()}_id", subject.id)
    return made


def _instants(subject: Subject, zone: str, when: When) -> tuple[datetime, datetime] | None:
    match subject:
        case Event():
            return moments_of.of_event(subject, RuleKind.REMINDER, when)
        case Round():
            return moments_of.of_round(subject, zone, when)
        case Activity():
            return moments_of.of_activity(subject, zone, when)
