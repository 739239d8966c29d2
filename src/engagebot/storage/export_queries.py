"""What only an export asks for: keys of rounds, names of groups and regions, comments, all events."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from engagebot.domain.comment import Comment
from engagebot.domain.consultation import Round
from engagebot.domain.event import Event
from engagebot.domain.workstream import Label, LabelKind


async def round_keys(session: AsyncSession, workstream_id: int) -> list[str]:
    found = await session.scalars(
        select(Round.key).where(Round.workstream_id == workstream_id).order_by(Round.opens_at, Round.key)
    )
    return list(found)


async def round_keys_by_id(session: AsyncSession, workstream_id: int) -> list[tuple[int, str]]:
    found = await session.execute(
        select(Round.id, Round.key).where(Round.workstream_id == workstream_id).order_by(Round.opens_at, Round.key)
    )
    return [(id_, key) for id_, key in found]


async def labels_of(session: AsyncSession, workstream_id: int, kinds: Sequence[LabelKind]) -> list[Label]:
    """In their order; withdrawn ones too, since a roll can still bear them."""
    found = await session.scalars(
        select(Label)
        .where(Label.workstream_id == workstream_id, Label.kind.in_(kinds))
        .order_by(Label.kind, Label.position, Label.key)
    )
    return list(found)


async def all_events(session: AsyncSession, workstream_id: int) -> list[Event]:
    """Past and withdrawn ones too, with their agendas, in their order."""
    found = await session.scalars(
        select(Event)
        .where(Event.workstream_id == workstream_id)
        .options(selectinload(Event.agenda))
        .order_by(Event.starts_at, Event.key)
    )
    return list(found)


async def lines_about(session: AsyncSession, event_id: int) -> list[str]:
    """What people wrote after an event."""
    return list(await session.scalars(select(Comment.text).where(Comment.event_id == event_id)))
