"""Hold what has not gone out yet, and let it go on again."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import AnnouncementState
from engagebot.domain.outbox import WAITING
from engagebot.storage.holding_back import pause_waiting, put_off, resume_paused
from engagebot.storage.standing import Standing
from engagebot.use_cases.refused import Refused
from engagebot.use_cases.standing import (
    have,
    look_at,
    messages,
    must_have_begun,
    must_not_be_cancelled,
    were,
    with_edits,
)


def pausing(standing: Standing, _now: datetime) -> str:
    """What it would do. Raises Refused."""
    must_have_begun(standing)
    must_not_be_cancelled(standing)
    waiting, edits = standing.count(*WAITING), standing.count_edits(*WAITING)
    if waiting + edits + standing.leased == 0:
        raise Refused(f"Nothing of announcement {standing.announcement.id} waits to go out.")
    held = f"This pauses {with_edits(waiting, edits)} that {have(waiting + edits)} not gone out"
    return f"{held}; {standing.sent} {were(standing.sent)} sent already."


async def pause_announcement(session: AsyncSession, announcement_id: int, now: datetime) -> str:
    """What was done. Raises Refused."""
    standing = await look_at(session, announcement_id, hold=True)
    pausing(standing, now)
    standing.announcement.state = AnnouncementState.PAUSED
    held = await pause_waiting(session, announcement_id)
    late = f" {messages(standing.leased)} may still go out: they were on their way." if standing.leased else ""
    return f"Paused: {with_edits(held.messages, held.edits)}.{late} Go on with: engagebot resume {announcement_id}"


def resuming(standing: Standing, now: datetime) -> str:
    """What it would do. Raises Refused."""
    if standing.announcement.state != AnnouncementState.PAUSED:
        raise Refused(f"Announcement {standing.announcement.id} is not paused.")
    waiting = with_edits(standing.waiting, standing.edits_waiting)
    expires_at = standing.announcement.expires_at
    if expires_at is not None and expires_at <= now:
        return f"Its time has passed: {waiting} will end as expired, and nobody gets them."
    return f"This lets {waiting} go out; {standing.sent} {were(standing.sent)} sent already."


async def resume_announcement(session: AsyncSession, announcement_id: int, now: datetime) -> str:
    """What was done. Whoever sleeps now gets it in the morning. Raises Refused."""
    standing = await look_at(session, announcement_id, hold=True)
    resuming(standing, now)
    standing.announcement.state = AnnouncementState.SENT
    freed = await resume_paused(session, announcement_id, now)
    await put_off(session, announcement_id, now)
    return f"Resumed: {with_edits(freed.messages, freed.edits)}."
