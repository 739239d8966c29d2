"""What one person did and was sent, as they saw it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Platform
from engagebot.domain.event import Event, EventAnswer, EventRating
from engagebot.domain.outbox import HOME, Delivery, DeliveryState, Variant
from engagebot.domain.workstream import Activity, ActivityFollower
from engagebot.storage.own_rows import corrected_since


@dataclass(frozen=True, slots=True)
class Attended:
    """What somebody said of an event. `stars`: from 1 to 5, given after it."""

    event: Event
    answer: str | None
    stars: int | None


@dataclass(frozen=True, slots=True)
class Message:
    """One that was sent. `body` is None where it is not kept any more; `corrected_at`: when it took the place of what
    the message said at first, if it did."""

    at: datetime
    platform: Platform
    body: dict[str, object] | None
    corrected_at: datetime | None


async def messages_to(session: AsyncSession, accounts: Collection[int]) -> list[Message]:
    """The newest first. What only changed a message that stood there already, or a page that the platform keeps, is
    none of its own."""
    rows = await session.execute(
        select(Delivery, Variant.body, Variant.rewritten_at)
        .outerjoin(Variant, Delivery.variant_id == Variant.id)
        .where(Delivery.account_id.in_(accounts), Delivery.state == DeliveryState.SENT)
        .where(Delivery.replaces.is_(None), Delivery.what != HOME)
        .order_by(Delivery.ended_at.desc(), Delivery.id.desc())
    )
    return [
        Message(
            sent.ended_at or sent.created_at,
            Platform(sent.lane.partition(":")[0]),
            sent.body or shared,
            corrected_since(sent, rewritten_at),
        )
        for sent, shared, rewritten_at in rows
    ]


async def events_answered(session: AsyncSession, person: int) -> list[Attended]:
    """The latest first."""
    rows = await session.execute(
        select(Event, EventAnswer.answer, EventRating.stars)
        .outerjoin(EventAnswer, (EventAnswer.event_id == Event.id) & (EventAnswer.stakeholder_id == person))
        .outerjoin(EventRating, (EventRating.event_id == Event.id) & (EventRating.stakeholder_id == person))
        .where(EventAnswer.answer.is_not(None) | EventRating.stars.is_not(None))
        .order_by(Event.starts_at.desc(), Event.id)
    )
    return [Attended(event, answer, stars) for event, answer, stars in rows]


async def activities_followed(session: AsyncSession, person: int) -> list[Activity]:
    followed = select(ActivityFollower.activity_id).where(ActivityFollower.stakeholder_id == person)
    found = select(Activity).where(Activity.id.in_(followed)).order_by(Activity.position, Activity.id)
    return list(await session.scalars(found))
