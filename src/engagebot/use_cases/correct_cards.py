"""What was announced of an event follows its change: cards that were sent are edited, others are rewritten."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Announcement, AnnouncementKind, AnnouncementState
from engagebot.storage.event_messages import announcements_about
from engagebot.texts.texts import Texts
from engagebot.use_cases.announcement_values import CHANGES
from engagebot.use_cases.correct_announcement import correct_announcement
from engagebot.use_cases.refused import Refused


async def correct_cards(session: AsyncSession, texts: Texts, change: Announcement, now: datetime) -> None:
    """Nothing for announcements other than a `change` of an event. Raises TooLong as texts do."""
    if change.kind not in CHANGES or change.event_id is None:
        return
    for one in await announcements_about(session, change.event_id):
        if one.kind == AnnouncementKind.EVENT and one.state != AnnouncementState.SCHEDULED:
            await _correct(session, texts, one, now)


async def _correct(session: AsyncSession, texts: Texts, announcement: Announcement, now: datetime) -> None:
    try:
        await correct_announcement(session, texts, announcement.id, now)
    except Refused:
        # Its time has passed: there is nothing to say any more.
        return
