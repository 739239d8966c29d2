"""What every command on an announcement begins with: how it stands, and counts in words."""

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import AnnouncementState
from engagebot.storage.standing import Standing, standing_of
from engagebot.use_cases.refused import Refused


async def look_at(session: AsyncSession, announcement_id: int, hold: bool = False) -> Standing:
    """`hold` it if it is to be changed. Raises Refused."""
    standing = await standing_of(session, announcement_id, hold)
    if standing is None:
        raise Refused(f"There is no announcement {announcement_id}; `engagebot announcements` lists them.")
    return standing


def must_have_begun(standing: Standing) -> None:
    """Raises Refused."""
    announcement = standing.announcement
    if announcement.state == AnnouncementState.SCHEDULED:
        raise Refused(
            f"Announcement {announcement.id} has not gone out yet. "
            f"It can be cancelled or moved: engagebot reschedule {announcement.id} --at ..."
        )


def must_not_be_cancelled(standing: Standing) -> None:
    """Raises Refused."""
    if standing.announcement.state == AnnouncementState.CANCELLED:
        raise Refused(f"Announcement {standing.announcement.id} was cancelled.")


def messages(count: int) -> str:
    return "1 message" if count == 1 else f"{count} messages"


def with_edits(count: int, edits: int) -> str:
    """Such as `2 messages and 1 edit`; edits are named only if there are any."""
    if not edits:
        return messages(count)
    told = "1 edit" if edits == 1 else f"{edits} edits"
    return f"{messages(count)} and {told}" if count else told


def were(count: int) -> str:
    return "was" if count == 1 else "were"


def have(count: int) -> str:
    return "has" if count == 1 else "have"
