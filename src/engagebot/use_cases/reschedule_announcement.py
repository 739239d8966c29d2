"""Move an announcement that has not gone out yet."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import AnnouncementState
from engagebot.storage.bells import Bell, ring
from engagebot.storage.standing import Standing
from engagebot.use_cases.refused import Refused
from engagebot.use_cases.standing import look_at


def rescheduling(standing: Standing, due_at: datetime, now: datetime) -> str:
    """What it would do. Raises Refused."""
    announcement = standing.announcement
    if announcement.state != AnnouncementState.SCHEDULED:
        raise Refused(f"Announcement {announcement.id} does not wait for its time any more, so it cannot be moved.")
    if announcement.expires_at is not None and due_at >= announcement.expires_at:
        raise Refused(f"By then it would be too late: {standing.about} begins or ends before.")
    if due_at <= now:
        return "That time has passed: it goes out at once."
    return f"This moves it to {due_at:%Y-%m-%d %H:%M %Z}."


async def reschedule_announcement(session: AsyncSession, announcement_id: int, due_at: datetime, now: datetime) -> str:
    """What was done. Raises Refused."""
    standing = await look_at(session, announcement_id, hold=True)
    rescheduling(standing, due_at, now)
    standing.announcement.due_at = due_at
    await ring(session, Bell.DUTIES)
    return f"It goes out at {due_at:%Y-%m-%d %H:%M %Z}."
