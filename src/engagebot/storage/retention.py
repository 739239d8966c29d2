"""When consultations end, and whose time to be forgotten has come."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.consultation import Round
from engagebot.domain.event import Event
from engagebot.domain.people import Stakeholder
from engagebot.domain.workstream import Workstream


async def end_of(session: AsyncSession, workstream: Workstream) -> datetime | None:
    """The last of what the file calls the end, its events and its rounds; None if nothing of it has an instant."""
    last_event = await session.scalar(
        select(func.max(Event.ends_at)).where(Event.workstream_id == workstream.id, Event.withdrawn.is_(False))
    )
    last_round = await session.scalar(
        select(func.max(Round.closes_at)).where(Round.workstream_id == workstream.id, Round.withdrawn.is_(False))
    )
    return max((at for at in (workstream.ends_at, last_event, last_round) if at is not None), default=None)


async def end_for(session: AsyncSession, workstream: Workstream, joined_at: datetime) -> datetime | None:
    """From when the time counts until somebody who joined then is forgotten, as it is planned now; None while no end
    is known."""
    end = await end_of(session, workstream)
    return None if end is None else max(end, joined_at)


async def joined_before(session: AsyncSession, workstream_id: int, instant: datetime, most: int) -> Sequence[int]:
    """Of whoever came later the time runs from their joining."""
    found = await session.scalars(
        select(Stakeholder.id)
        .where(Stakeholder.workstream_id == workstream_id, Stakeholder.consented_at < instant)
        .order_by(Stakeholder.id)
        .limit(most)
    )
    return found.all()


async def people_in(session: AsyncSession, workstream_id: int) -> int:
    count = select(func.count(Stakeholder.id)).where(Stakeholder.workstream_id == workstream_id)
    return int(await session.scalar(count) or 0)
