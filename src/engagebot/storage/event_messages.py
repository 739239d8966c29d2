"""What was said of an event, and what is about to be."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Announcement, AnnouncementState, Occurrence, OccurrenceState, ReminderRule
from engagebot.domain.outbox import NOT_OUT, Delivery, DeliveryState
from engagebot.storage.holding_back import cancel_not_out


async def announcements_about(session: AsyncSession, event_id: int) -> Sequence[Announcement]:
    """All of them, in their order; held until the end of the transaction."""
    query = select(Announcement).where(Announcement.event_id == event_id).order_by(Announcement.id)
    fresh = {"populate_existing": True}
    return (await session.scalars(query.with_for_update(key_share=True).execution_options(**fresh))).all()


async def call_off(session: AsyncSession, announcement: Announcement, reason: str, now: datetime) -> bool:
    """Whether anything of it had not gone out. What is on its way at this moment is not tried again either."""
    stands = select(func.count(Delivery.id)).where(Delivery.announcement_id == announcement.id)
    leased = await session.scalar(stands.where(Delivery.state == DeliveryState.LEASED))
    ended = await cancel_not_out(session, announcement.id, reason, now)
    if announcement.state == AnnouncementState.SCHEDULED or ended.messages or leased:
        announcement.state = AnnouncementState.CANCELLED
    return bool(ended.messages)


async def waits_to_go_out(session: AsyncSession, announcement: Announcement) -> bool:
    stands = select(func.count(Delivery.id)).where(Delivery.announcement_id == announcement.id)
    return bool(await session.scalar(stands.where(Delivery.state.in_(NOT_OUT))))


async def drop_occurrences(session: AsyncSession, event_id: int, reason: str) -> int:
    """Those of the event that have not come due; how many."""
    rules = select(ReminderRule.id).where(ReminderRule.event_id == event_id)
    pending = select(Occurrence).where(Occurrence.rule_id.in_(rules), Occurrence.state == OccurrenceState.PENDING)
    found = (await session.scalars(pending.with_for_update(key_share=True))).all()
    for occurrence in found:
        occurrence.state, occurrence.reason = OccurrenceState.DROPPED, reason
    return len(found)
