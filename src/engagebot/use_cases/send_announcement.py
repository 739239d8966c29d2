"""Fix an announcement's recipients, and write the text and the outbox row for each of them."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain import marks
from engagebot.domain.announcement import Announcement, AnnouncementKind, AnnouncementState
from engagebot.domain.audience import Audience
from engagebot.domain.event import Event
from engagebot.domain.local_time import clock_at
from engagebot.domain.moved import Before
from engagebot.domain.quiet import Night
from engagebot.domain.weekly import monday
from engagebot.storage.announcements import Course
from engagebot.storage.events import event_by_id
from engagebot.storage.homes import renew_homes
from engagebot.storage.reminded import KEPT, has_a_row, told_early
from engagebot.storage.rounds import round_by_id
from engagebot.texts.texts import Texts
from engagebot.use_cases.address_results import address_results
from engagebot.use_cases.announcement_values import CHANGES
from engagebot.use_cases.posting import Posting
from engagebot.use_cases.weekly_digest import can_wait, ensure_next


async def send_announcement(session: AsyncSession, texts: Texts, announcement: Announcement, now: datetime) -> int:
    """How many rows stand in the outbox. Who sleeps now gets it in the morning, but what is urgent."""
    kind = AnnouncementKind(announcement.kind)
    event = None if announcement.event_id is None else await event_by_id(session, announcement.event_id)
    audience = await _audience(session, announcement, event, now)
    announcement.state = AnnouncementState.SENT
    posting = Posting(session, texts, announcement, event, now)
    if event is not None and kind is AnnouncementKind.REMINDER and announcement.expires_at == event.starts_at:
        count = await _remind(posting, announcement, event, audience, now)
    else:
        count = await posting.to(audience, lambda night: course_of(announcement, event, night, now))
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


async def _remind(posting: Posting, announcement: Announcement, event: Event, audience: Audience, now: datetime) -> int:
    """Without those who were reminded before they slept. Who wants to be, and would wake too late, is woken."""

    def woken(night: Night) -> Course:
        late = night.ends(now) >= event.starts_at
        return Course(now, marks.URGENT, urgent=True) if late else course_of(announcement, event, night, now)

    others = ~told_early(event, KEPT)
    count = await posting.to(who_want_it(audience, event), woken, others)
    if audience.reminded:
        return count
    left = (others, ~has_a_row(announcement.id))
    return count + await posting.to(audience, lambda night: course_of(announcement, event, night, now), *left)


def who_want_it(audience: Audience, event: Event) -> Audience:
    """Those of them to whom the event's card says that they will be reminded."""
    return replace(audience, event=event.id, reminded=True)


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
