"""What became of the announcements: how many messages ended how, and why."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Announcement
from engagebot.domain.consultation import Round
from engagebot.domain.event import Event
from engagebot.domain.outbox import Delivery
from engagebot.domain.workstream import Activity


@dataclass(frozen=True, slots=True)
class Ended:
    """`messages` of an announcement in one lane that stand alike; a lane of None: it has no message (yet)."""

    announcement: Announcement
    about: str
    """The key of its event or round, or the code of its activity."""
    lane: str | None
    state: str | None
    reason: str | None
    messages: int

    @property
    def platform(self) -> str:
        return (self.lane or "").partition(":")[0]


async def delivery_report(session: AsyncSession, workstream_id: int) -> list[Ended]:
    """In the order in which the announcements were due."""
    return await _report(session, Announcement.workstream_id == workstream_id)


async def report_of(session: AsyncSession, announcement_id: int) -> list[Ended]:
    """Of one announcement; empty as long as it has no messages."""
    lines = await _report(session, Announcement.id == announcement_id)
    return [line for line in lines if line.lane is not None]


@dataclass(frozen=True, slots=True)
class Redirected:
    """`messages` that were meant for one lane, could not be delivered there, and were given to another."""

    first: str
    lane: str
    messages: int


async def redirected(session: AsyncSession, announcement_id: int) -> list[Redirected]:
    """To the other accounts of the same people."""
    lanes = (Delivery.instead_of, Delivery.lane)
    rows = await session.execute(
        select(*lanes, func.count(Delivery.id))
        .where(Delivery.announcement_id == announcement_id, Delivery.instead_of.is_not(None))
        .group_by(*lanes)
        .order_by(*lanes)
    )
    return [Redirected(first, lane, messages) for first, lane, messages in rows if first is not None]


async def _report(session: AsyncSession, which: ColumnElement[bool]) -> list[Ended]:
    alike = (Delivery.lane, Delivery.state, Delivery.reason)
    rows = await session.execute(
        select(Announcement, Event.key, Round.key, Activity.code, *alike, func.count(Delivery.id))
        .outerjoin(Event, Announcement.event_id == Event.id)
        .outerjoin(Round, Announcement.round_id == Round.id)
        .outerjoin(Activity, Announcement.activity_id == Activity.id)
        .outerjoin(Delivery, Delivery.announcement_id == Announcement.id)
        .where(which)
        .group_by(Announcement.id, Event.key, Round.key, Activity.code, *alike)
        .order_by(Announcement.due_at, Announcement.id, *alike)
    )
    return [
        Ended(announcement, event or held or activity or "", lane, state, reason, messages)
        for announcement, event, held, activity, lane, state, reason, messages in rows
    ]
