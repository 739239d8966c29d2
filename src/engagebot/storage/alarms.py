"""Alarms: lanes in which nothing goes, because their platform refuses the sender."""

from datetime import datetime

from sqlalchemy import CursorResult, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.alarm import LaneAlarm
from engagebot.domain.outbox import Delivery, DeliveryState
from engagebot.storage.upsert import insert_for


async def raise_alarm(session: AsyncSession, lane: str, reason: str, now: datetime) -> None:
    """The first instant stays; the reason is the last one."""
    statement = insert_for(session, LaneAlarm).values(lane=lane, reason=reason, since=now)
    await session.execute(statement.on_conflict_do_update(index_elements=["lane"], set_={"reason": reason}))


async def clear_alarm(session: AsyncSession, lane: str) -> bool:
    """Whether there was one."""
    result = await session.execute(delete(LaneAlarm).where(LaneAlarm.lane == lane))
    assert isinstance(result, CursorResult)  # noqa: S101 - tells the type checker what DML returns
    return result.rowcount == 1


async def alarms(session: AsyncSession) -> list[LaneAlarm]:
    """The oldest first."""
    return list(await session.scalars(select(LaneAlarm).order_by(LaneAlarm.since, LaneAlarm.lane)))


async def goes_again(session: AsyncSession, alarm: LaneAlarm) -> bool:
    """Whether the platform has taken something since."""
    sent = (Delivery.lane == alarm.lane, Delivery.state == DeliveryState.SENT, Delivery.ended_at > alarm.since)
    return bool(await session.scalar(select(exists().where(*sent))))
