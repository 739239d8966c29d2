"""What is due at an instant, and when something will be next."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import TypeVar

from sqlalchemy import ColumnElement, Executable, Integer, Select, bindparam, literal, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from engagebot.domain.announcement import (
    Announcement,
    AnnouncementState,
    Occurrence,
    OccurrenceState,
    ReminderRule,
    RuleKind,
)
from engagebot.domain.base import Instant
from engagebot.domain.consultation import SEAL_AFTER, Round, RoundState


class DueKind(StrEnum):
    """In the order in which things due at the same instant are done."""

    CLOSING = "closing"
    OPENING = "opening"
    EVENING = "evening"
    """Whom a reminder has to reach before they sleep is asked again and again; nobody waits for that."""
    OCCURRENCE = "occurrence"
    ANNOUNCEMENT = "announcement"


@dataclass(frozen=True, slots=True)
class Due:
    kind: DueKind
    id: int
    at: datetime


_Query = Select[int, datetime]
LOOKED_FOR = timedelta(hours=25)
"""So long before a reminder people may have to hear of it: quiet hours are shorter than a day."""
LOOK_EVERY = timedelta(minutes=30)


@cache
def _queries() -> dict[DueKind, tuple[_Query, InstrumentedAttribute[datetime], timedelta]]:
    """For each kind: what waits, the instant that it waits for, and how long after that it is done."""
    now = timedelta(0)
    closing = select(Round.id, Round.closes_at).where(Round.state == RoundState.OPEN)
    opening = select(Round.id, Round.opens_at).where(Round.state == RoundState.PLANNED, Round.withdrawn.is_(False))
    occurrence = (
        select(Occurrence.id, Occurrence.due_at)
        .join(ReminderRule, Occurrence.rule_id == ReminderRule.id)
        .where(Occurrence.state == OccurrenceState.PENDING, ReminderRule.withdrawn.is_(False))
    )
    announcement = select(Announcement.id, Announcement.due_at).where(Announcement.state == AnnouncementState.SCHEDULED)
    looked, again, at = Occurrence.looked_at, bindparam("again", type_=Instant), bindparam("now", type_=Instant)
    evening = occurrence.where(
        ReminderRule.kind == RuleKind.REMINDER,
        ReminderRule.event_id.is_not(None),
        Occurrence.due_at > at,
        or_(looked.is_(None), looked <= again, looked > at),
    )
    return {
        DueKind.CLOSING: (closing, Round.closes_at, SEAL_AFTER),
        DueKind.OPENING: (opening, Round.opens_at, now),
        DueKind.EVENING: (evening, Occurrence.due_at, -LOOKED_FOR),
        DueKind.OCCURRENCE: (occurrence, Occurrence.due_at, now),
        DueKind.ANNOUNCEMENT: (announcement, Announcement.due_at, now),
    }


@cache
def _soonest(*, due_only: bool) -> Executable:
    """The soonest of every kind, in one statement; with `due_only` those whose `<kind>_until` has come."""
    kinds = []
    for kind, (query, column, _) in _queries().items():
        if kind is DueKind.EVENING and not due_only:
            continue
        part = query.add_columns(literal(str(kind)).label("kind")).order_by(column)
        part = part.where(column <= bindparam(f"{kind}_until")) if due_only else part
        kinds.append(select(part.limit(bindparam("most", type_=Integer)).subquery()))
    return union_all(*kinds)


async def _found(session: AsyncSession, most: int, due_at: datetime | None = None) -> list[Due]:
    """In the order in which they are done."""
    delays = {kind: delay for kind, (_, _, delay) in _queries().items()}
    until: dict[str, datetime] = {}
    if due_at is not None:
        until = {f"{kind}_until": due_at - delay for kind, delay in delays.items()}
        until |= {"now": due_at, "again": due_at - LOOK_EVERY}
    rows = await session.execute(_soonest(due_only=due_at is not None), {"most": most, **until})
    found = [Due(DueKind(kind), id_, at + delays[DueKind(kind)]) for id_, at, kind in rows]
    order = list(DueKind)
    return sorted(found, key=lambda due: (due.at, order.index(due.kind), due.id))


async def due_by(session: AsyncSession, now: datetime, limit: int = 100) -> list[Due]:
    """Everything due at `now`, the longest due first."""
    return await _found(session, limit, now)


async def coming(session: AsyncSession, limit: int = 20) -> list[Due]:
    """What waits, the soonest first, due already or not; without the looks for who sleeps."""
    return (await _found(session, limit))[:limit]


async def next_due(session: AsyncSession) -> datetime | None:
    """The first instant at which something will be due; None if nothing waits."""
    soonest = await coming(session, limit=1)
    return soonest[0].at if soonest else None


Waiting = TypeVar("Waiting", Round, Occurrence, Announcement)


async def still_waiting(
    session: AsyncSession, table: type[Waiting], id_: int, condition: ColumnElement[bool]
) -> Waiting | None:
    """The row, locked, if it still waits: another process may have been quicker."""
    place = select(table).where(table.id == id_, condition)
    found = await session.scalars(place.with_for_update(skip_locked=True, key_share=True))
    return found.one_or_none()
