"""Figures for a summary: how many came, answered, were reached."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Announcement, AnnouncementKind
from engagebot.domain.comment import Comment
from engagebot.domain.event import EventAnswer, EventRating
from engagebot.domain.outbox import Delivery, DeliveryState
from engagebot.domain.people import Stakeholder


async def count_stakeholders(session: AsyncSession, workstream_id: int) -> int:
    query = select(func.count(Stakeholder.id)).where(Stakeholder.workstream_id == workstream_id)
    return int(await session.scalar(query) or 0)


async def deliveries_by_kind(
    session: AsyncSession, workstream_id: int
) -> dict[AnnouncementKind, dict[DeliveryState, int]]:
    """Of all announcements of a kind together: how many deliveries stand in each state."""
    rows = await session.execute(
        select(Announcement.kind, Delivery.state, func.count(Delivery.id))
        .join(Delivery, Delivery.announcement_id == Announcement.id)
        .where(Announcement.workstream_id == workstream_id)
        .group_by(Announcement.kind, Delivery.state)
    )
    figures: dict[AnnouncementKind, dict[DeliveryState, int]] = {}
    for kind, state, count in rows:
        figures.setdefault(AnnouncementKind(kind), {})[DeliveryState(state)] = count
    return figures


async def answers_to_event(session: AsyncSession, event_id: int) -> dict[str, int]:
    """How many people answered going, maybe, no."""
    rows = await session.execute(
        select(EventAnswer.answer, func.count())
        .where(EventAnswer.event_id == event_id, EventAnswer.answer.is_not(None))
        .group_by(EventAnswer.answer)
    )
    return {str(answer): count for answer, count in rows}


async def ratings_of_event(session: AsyncSession, event_id: int) -> tuple[int, int]:
    """How many people gave a mark, and the sum of the marks."""
    row = await session.execute(
        select(func.count(), func.coalesce(func.sum(EventRating.stars), 0)).where(EventRating.event_id == event_id)
    )
    count, total = row.one()
    return int(count), int(total)


async def comments_on_round(session: AsyncSession, round_id: int) -> int:
    return int(await session.scalar(select(func.count(Comment.id)).where(Comment.round_id == round_id)) or 0)


async def comments_on_event(session: AsyncSession, event_id: int) -> int:
    return int(await session.scalar(select(func.count(Comment.id)).where(Comment.event_id == event_id)) or 0)
