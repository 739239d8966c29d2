"""An organiser's hand on an announcement's messages: hold them, let them go, call them off."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.outbox import NOT_OUT, WAITING, Delivery, DeliveryState, Variant
from engagebot.storage.outbox import change


async def pause_waiting(session: AsyncSession, announcement_id: int) -> int:
    """What is being sent at this moment is not reached by it."""
    waiting = [Delivery.announcement_id == announcement_id, Delivery.state.in_(WAITING)]
    return await change(session, waiting, state=DeliveryState.PAUSED)


async def resume_paused(session: AsyncSession, announcement_id: int) -> int:
    """Each waits for its own instant again."""
    paused = [Delivery.announcement_id == announcement_id, Delivery.state == DeliveryState.PAUSED]
    return await change(session, paused, state=DeliveryState.PENDING, reason=None, ended_at=None)


async def cancel_not_out(session: AsyncSession, announcement_id: int, reason: str, now: datetime) -> int:
    waiting = [Delivery.announcement_id == announcement_id, Delivery.state.in_(NOT_OUT)]
    return await change(session, waiting, state=DeliveryState.CANCELLED, reason=reason, ended_at=now)


async def zones_of(session: AsyncSession, announcement_id: int) -> list[str]:
    """The IANA zones of its readers."""
    query = select(Variant.zone).where(Variant.announcement_id == announcement_id).distinct().order_by(Variant.zone)
    return list(await session.scalars(query))


async def put_off(session: AsyncSession, announcement_id: int, until: Mapping[str, datetime]) -> None:
    """What waits for readers in a zone of `until` is not due before its instant: one statement an instant."""
    for instant in sorted(set(until.values())):
        zones = [zone for zone, its_own in until.items() if its_own == instant]
        theirs = select(Variant.id).where(Variant.announcement_id == announcement_id, Variant.zone.in_(zones))
        early = [
            Delivery.announcement_id == announcement_id,
            Delivery.state == DeliveryState.PENDING,
            Delivery.due_at < instant,
            Delivery.variant_id.in_(theirs),
        ]
        await change(session, early, due_at=instant)
