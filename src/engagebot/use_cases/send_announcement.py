"""Fix an announcement's recipients, and write the text and the outbox row for each of them."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Document, Platform
from engagebot.domain.announcement import Announcement, AnnouncementKind, AnnouncementState
from engagebot.domain.audience import Audience
from engagebot.domain.event import Event
from engagebot.domain.outbox import Priority
from engagebot.domain.quiet import held_until
from engagebot.storage.announcements import add_variant, post_to_all, variants_wanted
from engagebot.texts.reader import Reader
from engagebot.texts.texts import Texts
from engagebot.use_cases.announcement_values import CHANGES, MESSAGES, values_for
from engagebot.use_cases.calendar_event import calendar_file

PROMPT = {AnnouncementKind.REMINDER, AnnouncementKind.FEEDBACK, AnnouncementKind.NUDGE, *CHANGES}


async def send_announcement(session: AsyncSession, texts: Texts, announcement: Announcement, now: datetime) -> int:
    """How many rows stand in the outbox. Each text is rendered once for all who share language, zone and platform;
    who sleeps now gets it in the morning."""
    audience = Audience.from_json(announcement.audience)
    kind = AnnouncementKind(announcement.kind)
    priority = Priority.REMINDER if kind in PROMPT else Priority.BROADCAST
    due_at: dict[str, datetime] = {}
    for language, zone, platform in await variants_wanted(session, audience, announcement.workstream_id):
        due_at[zone] = held_until(now, zone)
        values = await values_for(session, announcement, due_at[zone])
        body = texts.body(MESSAGES[kind], values, Reader(language, zone, Platform(platform)))
        file = _calendar(values["event"], language, now) if kind in CHANGES else None
        await add_variant(session, announcement.id, (language, zone, platform), body, file)
    count = await post_to_all(session, announcement, priority, due_at, now) if due_at else 0
    announcement.state = AnnouncementState.SENT
    announcement.recipients = count
    return count


def _calendar(event: object, language: str, now: datetime) -> Document | None:
    """The event's file as it is now; it takes the event out of a calendar where that is cancelled."""
    return calendar_file(event, language, now) if isinstance(event, Event) else None
