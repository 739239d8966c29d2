"""Events, and what people answered to them."""

from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, selectinload

from engagebot.domain.event import Event, EventAnswer, EventRating
from engagebot.storage.upsert import insert_for


def takes_place() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Event.withdrawn.is_(False), Event.cancelled.is_(False)


async def event_by_id(session: AsyncSession, event_id: int) -> Event | None:
    """With its agenda."""
    return await session.get(Event, event_id, options=[selectinload(Event.agenda)])


async def event_by_key(session: AsyncSession, workstream_id: int, key: str) -> Event | None:
    """With its agenda."""
    found = await session.scalars(
        select(Event).where(Event.workstream_id == workstream_id, Event.key == key).options(selectinload(Event.agenda))
    )
    return found.one_or_none()


async def coming_events(session: AsyncSession, workstream_id: int, now: datetime) -> list[Event]:
    """Those not yet over, soonest first."""
    found = await session.scalars(
        select(Event)
        .where(Event.workstream_id == workstream_id, Event.ends_at > now, *takes_place())
        .order_by(Event.starts_at, Event.id)
    )
    return list(found)


async def answer_to(session: AsyncSession, event_id: int, stakeholder_id: int) -> EventAnswer | None:
    return await session.get(EventAnswer, (event_id, stakeholder_id))


async def answers_of(session: AsyncSession, stakeholder_id: int) -> dict[int, EventAnswer]:
    """A person's answers by event."""
    found = await session.scalars(select(EventAnswer).where(EventAnswer.stakeholder_id == stakeholder_id))
    return {answer.event_id: answer for answer in found}


async def keep_answer(
    session: AsyncSession, event_id: int, stakeholder_id: int, received_at: datetime, answer: str
) -> None:
    """And leave what was said about reminders as it was. What was received before the answer that stands is late: an
    update that was played again must not undo it."""
    since = EventAnswer.answered_at
    await _keep(session, event_id, stakeholder_id, since, answer=answer, answered_at=received_at)


async def keep_choice_of_reminders(
    session: AsyncSession, event_id: int, stakeholder_id: int, received_at: datetime, remind: bool
) -> None:
    """The same for reminders, which leaves the answer as it was."""
    since = EventAnswer.remind_chosen_at
    await _keep(session, event_id, stakeholder_id, since, remind=remind, remind_chosen_at=received_at)


async def _keep(
    session: AsyncSession,
    event_id: int,
    stakeholder_id: int,
    since: InstrumentedAttribute[datetime | None],
    **values: object,
) -> None:
    """Unless what stands came later; `since` is the column that tells when."""
    statement = insert_for(session, EventAnswer).values(event_id=event_id, stakeholder_id=stakeholder_id, **values)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["event_id", "stakeholder_id"],
            set_=values,
            where=or_(since.is_(None), since <= values[since.key]),
        )
    )


async def keep_rating(session: AsyncSession, event_id: int, stakeholder_id: int, stars: int, now: datetime) -> None:
    statement = insert_for(session, EventRating).values(
        event_id=event_id, stakeholder_id=stakeholder_id, stars=stars, changed_at=now
    )
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["event_id", "stakeholder_id"],
            set_={"stars": stars, "changed_at": now},
            where=EventRating.changed_at <= now,
        )
    )


async def events_of(session: AsyncSession, workstream_id: int) -> list[Event]:
    """All that the workstream file names, over or to come."""
    found = await session.scalars(
        select(Event)
        .where(Event.workstream_id == workstream_id, Event.withdrawn.is_(False))
        .order_by(Event.starts_at, Event.id)
    )
    return list(found)
