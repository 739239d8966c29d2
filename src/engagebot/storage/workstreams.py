"""Workstreams and what belongs to the mandate itself."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.workstream import Activity, Workstream


async def workstream_by_id(session: AsyncSession, workstream_id: int) -> Workstream:
    return await session.get_one(Workstream, workstream_id)


async def workstream_by_key(session: AsyncSession, key: str) -> Workstream | None:
    found = await session.scalars(select(Workstream).where(Workstream.key == key))
    return found.one_or_none()


async def all_workstreams(session: AsyncSession) -> list[Workstream]:
    return list(await session.scalars(select(Workstream).order_by(Workstream.key)))


async def any_contact(session: AsyncSession) -> str | None:
    """Whom somebody can write to of whom it is not known where they belong: only clear with one workstream."""
    contacts = list(await session.scalars(select(Workstream.contact).limit(2)))
    return contacts[0] if len(contacts) == 1 else None


async def activities_of(session: AsyncSession, workstream_id: int) -> list[Activity]:
    """In the order of the mandate."""
    found = await session.scalars(
        select(Activity)
        .where(Activity.workstream_id == workstream_id, Activity.withdrawn.is_(False))
        .order_by(Activity.position)
    )
    return list(found)
