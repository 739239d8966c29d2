"""What other processes could not store and may yet be brought again."""

from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.inbox import Awaited
from engagebot.storage.upsert import insert_for


async def tell_awaited(session: AsyncSession, worker: str, since: datetime, until: datetime) -> None:
    told = insert_for(session, Awaited).values(worker=worker, since=since, until=until)
    await session.execute(told.on_conflict_do_update(index_elements=["worker"], set_={"since": since, "until": until}))


async def tell_nothing_awaited(session: AsyncSession, worker: str) -> None:
    await session.execute(delete(Awaited).where(Awaited.worker == worker))


async def is_awaited(session: AsyncSession, before: datetime, now: datetime) -> bool:
    """Whether something that came before an instant may still be brought again to one of the processes."""
    query = select(exists().where(Awaited.since < before, Awaited.until > now))
    return bool(await session.scalar(query))


async def drop_awaited(session: AsyncSession, before: datetime) -> None:
    """What was awaited in vain until then, by processes that have perhaps ended."""
    await session.execute(delete(Awaited).where(Awaited.until < before))
