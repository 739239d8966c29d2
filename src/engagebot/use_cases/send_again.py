"""Another try for what failed, and for what may or may not have arrived."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import AnnouncementState
from engagebot.domain.outbox import DeliveryState
from engagebot.storage import outbox
from engagebot.storage.holding_back import put_off
from engagebot.storage.standing import Standing
from engagebot.use_cases.refused import Refused
from engagebot.use_cases.standing import look_at, messages, must_have_begun, must_not_be_cancelled


def _must_make_sense(standing: Standing, now: datetime) -> None:
    announcement = standing.announcement
    must_have_begun(standing)
    must_not_be_cancelled(standing)
    if announcement.state == AnnouncementState.PAUSED:
        raise Refused(f"Announcement {announcement.id} is paused. First: engagebot resume {announcement.id}")
    if announcement.expires_at is not None and announcement.expires_at <= now:
        raise Refused(f"The time of announcement {announcement.id} has passed: it would say nothing useful any more.")


def retrying(standing: Standing, now: datetime) -> str:
    """What it would do. Raises Refused."""
    _must_make_sense(standing, now)
    count = standing.count(DeliveryState.FAILED) - standing.lost
    lost = f"{messages(standing.lost)} failed because the person cannot be reached"
    if count == 0:
        raise Refused(f"Nothing to try again: {lost if standing.lost else 'nothing failed'}.")
    left = f" {lost}; they are left alone." if standing.lost else ""
    return f"This tries {messages(count)} again.{left}"


async def retry_failed(session: AsyncSession, announcement_id: int, now: datetime) -> str:
    """What was done; accounts that cannot be reached are left alone. Raises Refused."""
    retrying(await look_at(session, announcement_id, hold=True), now)
    count = await outbox.retry_failed(session, announcement_id, now)
    await put_off(session, announcement_id, now)
    return f"On their way again: {messages(count)}."


def resending(standing: Standing, now: datetime) -> str:
    """What it would do. Raises Refused."""
    _must_make_sense(standing, now)
    count = standing.count(DeliveryState.UNKNOWN)
    if count == 0:
        raise Refused("Nothing to send again: of every message it is known what became of it.")
    return f"This sends {messages(count)} again that may have arrived. Some people may get it twice."


async def resend_unknown(session: AsyncSession, announcement_id: int, now: datetime) -> str:
    """What was done. Raises Refused."""
    resending(await look_at(session, announcement_id, hold=True), now)
    count = await outbox.resend_unknown(session, announcement_id, now)
    await put_off(session, announcement_id, now)
    return f"On their way again: {messages(count)}."
