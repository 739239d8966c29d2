"""Reminder rules with what became of them, as an organiser sees them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Occurrence, OccurrenceState, ReminderRule, RuleKind
from engagebot.domain.audience import Audience
from engagebot.domain.consultation import Round, RoundState
from engagebot.domain.event import Event
from engagebot.domain.workstream import Activity


@dataclass(frozen=True, slots=True)
class Reminding:
    """`about`: the key of its event or round, or the code of its activity."""

    rule: ReminderRule
    occurrence: Occurrence
    about: str
    zone: str
    """Of the event; empty for the workstream's."""


@dataclass(frozen=True, slots=True)
class Missed:
    """What was not sent because nobody was there to send it in time."""

    kind: str
    about: str
    due_at: datetime
    reason: str


async def remindings(session: AsyncSession, workstream_id: int, *which: ColumnElement[bool]) -> list[Reminding]:
    """In the order of their moments. Those taken out of the file are left out, if they never spoke."""
    rows = await session.execute(
        select(ReminderRule, Occurrence, Event.key, Event.zone, Round.key, Activity.code)
        .join(Occurrence, Occurrence.rule_id == ReminderRule.id)
        .outerjoin(Event, ReminderRule.event_id == Event.id)
        .outerjoin(Round, ReminderRule.round_id == Round.id)
        .outerjoin(Activity, ReminderRule.activity_id == Activity.id)
        .where(
            or_(
                Event.workstream_id == workstream_id,
                Round.workstream_id == workstream_id,
                Activity.workstream_id == workstream_id,
            ),
            *which,
        )
        .order_by(Occurrence.due_at, ReminderRule.id)
    )
    return [
        Reminding(rule, found, event or held or activity or "", zone or "")
        for rule, found, event, zone, held, activity in rows
    ]


async def audiences_to_come(session: AsyncSession, event: Event, now: datetime) -> list[Audience]:
    """Whom the reminders before its start mean that have not spoken yet."""
    found = await session.scalars(
        select(ReminderRule.audience)
        .join(Occurrence, Occurrence.rule_id == ReminderRule.id)
        .where(
            ReminderRule.event_id == event.id,
            ReminderRule.kind == RuleKind.REMINDER,
            ReminderRule.withdrawn.is_(False),
            Occurrence.state == OccurrenceState.PENDING,
            Occurrence.due_at > now,
            Occurrence.due_at < event.starts_at,
        )
    )
    return [Audience.from_json(one) for one in found]


async def in_force(session: AsyncSession, workstream_id: int) -> list[Reminding]:
    spoke = Occurrence.state.in_([OccurrenceState.SENT, OccurrenceState.MISSED])
    return await remindings(session, workstream_id, or_(ReminderRule.withdrawn.is_(False), spoke))


async def missed(session: AsyncSession, workstream_id: int) -> list[Missed]:
    """Reminders, and rounds that were never opened."""
    found = await remindings(session, workstream_id, Occurrence.state == OccurrenceState.MISSED)
    lines = [Missed(one.rule.kind, one.about, one.occurrence.due_at, one.occurrence.reason or "") for one in found]
    rounds = await session.execute(
        select(Round.key, Round.opens_at).where(Round.workstream_id == workstream_id, Round.state == RoundState.MISSED)
    )
    lines += [Missed("opening", key, opens_at, "nothing ran while it was to be open") for key, opens_at in rounds]
    return sorted(lines, key=lambda line: (line.due_at, line.about))
