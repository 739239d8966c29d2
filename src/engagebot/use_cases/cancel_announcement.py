"""Call an announcement off: all of it, or what has not gone out."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import AnnouncementState
from engagebot.storage.holding_back import cancel_not_out
from engagebot.storage.standing import Standing
from engagebot.use_cases.refused import Refused
from engagebot.use_cases.standing import have, look_at, messages, must_not_be_cancelled, were, with_edits

REASON = "cancelled by an organiser"


def cancelling(standing: Standing, _now: datetime) -> str:
    """What it would do. Raises Refused."""
    must_not_be_cancelled(standing)
    if standing.announcement.state == AnnouncementState.SCHEDULED:
        return "This cancels the announcement before it goes out; nobody gets it."
    waiting, edits = standing.waiting, standing.edits_waiting
    if waiting + edits + standing.leased == 0:
        raise Refused(f"Nothing of announcement {standing.announcement.id} waits to go out.")
    called_off = f"This cancels {with_edits(waiting, edits)} that {have(waiting + edits)} not gone out"
    return f"{called_off}; {standing.sent} {were(standing.sent)} sent already."


async def cancel_announcement(session: AsyncSession, announcement_id: int, now: datetime) -> str:
    """What was done. Raises Refused."""
    standing = await look_at(session, announcement_id, hold=True)
    cancelling(standing, now)
    begun = standing.announcement.state != AnnouncementState.SCHEDULED
    standing.announcement.state = AnnouncementState.CANCELLED
    ended = await cancel_not_out(session, announcement_id, REASON, now)
    late = f" {messages(standing.leased)} may still go out: they were on their way." if standing.leased else ""
    return f"Cancelled: {with_edits(ended.messages, ended.edits)}.{late}" if begun else "Cancelled."
