"""An activity of the mandate moves on, and whoever follows it is told."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Announcement, AnnouncementKind
from engagebot.domain.audience import Audience
from engagebot.domain.workstream import Activity, ActivityStatus, Workstream
from engagebot.storage.activities import activity_by_code
from engagebot.storage.audience import count_recipients
from engagebot.storage.bells import Bell, ring
from engagebot.storage.workstreams import activities_of
from engagebot.use_cases.refused import Refused


async def movable(
    session: AsyncSession, workstream: Workstream, code: str, status: str, hold: bool = False
) -> Activity:
    """The activity, if it can take this status. Raises Refused."""
    if status not in set(ActivityStatus):
        raise Refused(f"There is no status {status!r}; there are: {', '.join(ActivityStatus)}.")
    activity = await activity_by_code(session, workstream.id, code, hold)
    if activity is None:
        there = ", ".join(one.code for one in await activities_of(session, workstream.id)) or "none"
        raise Refused(f"There is no activity {code} in {workstream.key}; there are: {there}.")
    if activity.status == status:
        raise Refused(f"Activity {code} is {status} already.")
    return activity


async def followers_of(session: AsyncSession, activity: Activity) -> int:
    """How many people would be told by now."""
    return await count_recipients(session, Audience(following=activity.id), activity.workstream_id)


async def move_activity(session: AsyncSession, activity: Activity, status: str, now: datetime) -> Announcement | None:
    """The announcement to its followers; None where there are none."""
    activity.status, activity.moved_at = status, now
    return await tell_followers(session, activity, now)


async def tell_followers(session: AsyncSession, activity: Activity, now: datetime) -> Announcement | None:
    if not await followers_of(session, activity):
        return None
    announcement = Announcement(
        workstream_id=activity.workstream_id,
        kind=AnnouncementKind.ACTIVITY,
        activity_id=activity.id,
        audience=Audience(following=activity.id).to_json(),
        due_at=now,
        created_at=now,
    )
    session.add(announcement)
    await session.flush()
    await ring(session, Bell.DUTIES)
    return announcement
