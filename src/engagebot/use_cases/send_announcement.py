"""Fix an announcement's recipients, and write the text and the outbox row for each of them."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Document, Platform
from engagebot.domain import marks
from engagebot.domain.announcement import Announcement, AnnouncementKind, AnnouncementState
from engagebot.domain.audience import Audience
from engagebot.domain.event import Event
from engagebot.domain.local_time import clock_at
from engagebot.domain.moved import Before
from engagebot.domain.outbox import DIGEST, Priority
from engagebot.domain.quiet import Night
from engagebot.domain.weekly import monday
from engagebot.storage.announcements import Course, add_variant, post_to_all, variants_wanted
from engagebot.storage.events import event_by_id
from engagebot.storage.homes import renew_homes
from engagebot.storage.rounds import round_by_id
from engagebot.texts.reader import Reader
from engagebot.texts.texts import Texts
from engagebot.use_cases.address_results import address_results
from engagebot.use_cases.announcement_values import CHANGES, MESSAGES, values_for
from engagebot.use_cases.calendar_event import calendar_file
from engagebot.use_cases.weekly_digest import can_wait, ensure_next

PROMPT = {
    AnnouncementKind.REMINDER,
    AnnouncementKind.FEEDBACK,
    AnnouncementKind.NUDGE,
    AnnouncementKind.TIMELINE,
    *CHANGES,
}


async def send_announcement(session: AsyncSession, texts: Texts, announcement: Announcement, now: datetime) -> int:
    """How many rows stand in the outbox. Each text is rendered once for all who share language, zone, platform and
    mark; who sleeps now gets it in the morning, but what is urgent."""
    kind = AnnouncementKind(announcement.kind)
    event = None if announcement.event_id is None else await event_by_id(session, announcement.event_id)
    audience = await _audience(session, announcement, event, now)
    priority = Priority.REMINDER if kind in PROMPT else Priority.BROADCAST
    courses: dict[str, Course] = {}
    written = set()
    announcement.state = AnnouncementState.SENT
    for language, night, platform in await variants_wanted(session, audience, announcement.workstream_id):
        course = courses.setdefault(night.key, course_of(announcement, event, night, now))
        reader = (language, night.zone, platform, course.mark)
        if reader in written:
            continue
        written.add(reader)
        if kind is AnnouncementKind.DIGEST:
            await add_variant(session, announcement.id, reader, {DIGEST: True})
            continue
        values = await values_for(session, announcement, night.ends(now)) | {"urgent": course.urgent}
        body = texts.body(MESSAGES[kind], values, Reader(language, night.zone, Platform(platform)))
        await add_variant(session, announcement.id, reader, body, _file(kind, event, language, now))
    count = await post_to_all(session, announcement, audience, priority, courses, now) if courses else 0
    if kind == AnnouncementKind.RESULTS:
        await address_results(session, texts, announcement, now)
    if kind is AnnouncementKind.DIGEST:
        await ensure_next(session, announcement.workstream_id, now)
    announcement.recipients = count
    await renew_homes(session, announcement.workstream_id, now)
    return count


async def _audience(session: AsyncSession, announcement: Announcement, event: Event | None, now: datetime) -> Audience:
    """Without those who hear of it in their weekly summary."""
    audience = Audience.from_json(announcement.audience)
    held = None if announcement.round_id is None else await round_by_id(session, announcement.round_id)
    return replace(audience, singly=True) if can_wait(announcement.kind, event, held, now) else audience


def course_of(announcement: Announcement, event: Event | None, night: Night, now: datetime) -> Course:
    """When it goes to the people of this night."""
    if announcement.kind == AnnouncementKind.DIGEST:
        return Course(max(now, monday(announcement.due_at, night.zone)))
    morning = night.ends(now)
    if morning <= now:
        return Course(now)
    if (
        event is not None
        and announcement.kind in CHANGES
        and cannot_wait(announcement, event, night.zone, now, morning)
    ):
        return Course(now, marks.URGENT, urgent=True)
    # Only a reminder says how long it is until something.
    told = announcement.kind == AnnouncementKind.REMINDER
    return Course(morning, marks.held(morning) if told else marks.PLAIN)


def cannot_wait(announcement: Announcement, event: Event, zone: str, now: datetime, morning: datetime) -> bool:
    """Whether the event begins, or was to begin, before the reader is up or later on this day of their calendar."""
    before = Before.of(announcement.facts)
    starts = [event.starts_at, *([before.starts_at] if before else [])]
    today = clock_at(now, zone).date()
    return any(start > now and (start <= morning or clock_at(start, zone).date() == today) for start in starts)


def _file(kind: AnnouncementKind, event: Event | None, language: str, now: datetime) -> Document | None:
    """With a change, the event as it is now; it takes the event out of a calendar where that is cancelled."""
    return calendar_file(event, language, now) if event is not None and kind in CHANGES else None
