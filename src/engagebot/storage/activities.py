"""Activities, and who follows them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.workstream import Activity, ActivityFollower
from engagebot.storage.upsert import insert_if_absent


async def activity_by_id(session: AsyncSession, activity_id: int) -> Activity | None:
    return await session.get(Activity, activity_id)


async def activity_by_code(session: AsyncSession, workstream_id: int, code: str, hold: bool = False) -> Activity | None:
    """One that the workstream file names. `hold`: nobody else can move it until the end of the transaction."""
    query = select(Activity).where(
        Activity.workstream_id == workstream_id, Activity.code == code, Activity.withdrawn.is_(False)
    )
    found = await session.scalars(query.with_for_update(key_share=True) if hold else query)
    return found.one_or_none()


async def followed_by(session: AsyncSession, stakeholder_id: int) -> set[int]:
    """The ids of the activities that a person follows."""
    found = await session.scalars(
        select(ActivityFollower.activity_id).where(ActivityFollower.stakeholder_id == stakeholder_id)
    )
    return set(found)


async def follow(session: AsyncSession, stakeholder_id: int, activities: Collection[int], now: datetime) -> None:
    for activity_id in activities:
        await insert_if_absent(
            session, ActivityFollower, activity_id=activity_id, stakeholder_id=stakeholder_id, since=now
        )


async def follow_no_more(session: AsyncSession, stakeholder_id: int, activities: Collection[int]) -> None:
    theirs = (ActivityFollower.stakeholder_id == stakeholder_id, ActivityFollower.activity_id.in_(activities))
    await session.execute(delete(ActivityFollower).where(*theirs).execution_options(synchronize_session=False))
