"""Whoever would sleep through a reminder that they want, until the event has begun, gets it before they sleep."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain import marks
from engagebot.domain.announcement import Announcement, AnnouncementKind, AnnouncementState, Occurrence, ReminderRule
from engagebot.domain.audience import Audience
from engagebot.domain.event import Event
from engagebot.domain.quiet import Night
from engagebot.storage.announcements import Course, variants_wanted
from engagebot.storage.nights import night_key
from engagebot.storage.reminded import ON_ITS_WAY, told_early
from engagebot.texts.texts import Texts
from engagebot.use_cases.fire_occurrence import audience_of
from engagebot.use_cases.posting import Posting
from engagebot.use_cases.send_announcement import who_want_it

BEFORE_SLEEP = timedelta(hours=1)
"""It goes out in the last hour before the quiet hours; twice as long as it takes until it is looked again."""


async def remind_early(session: AsyncSession, texts: Texts, occurrence: Occurrence, now: datetime) -> int:
    """How many rows stand in the outbox."""
    rule = await session.get_one(ReminderRule, occurrence.rule_id)
    event = await session.get(Event, rule.event_id)
    audience = audience_of(rule, event)
    if event is None or event.cancelled or event.withdrawn or audience is None:
        return 0
    if occurrence.too_late_at != event.starts_at:
        return 0
    audience, others = who_want_it(audience, event), ~told_early(event, ON_ITS_WAY)
    wanted = await variants_wanted(session, audience, event.workstream_id, others)
    nights = {night.key for _, night, _ in wanted if is_time(night, occurrence, now)}
    if not nights:
        return 0
    announcement = await _announcement(session, event, occurrence, audience, now)
    which: list[ColumnElement[bool]] = [others, night_key().in_(nights)]
    course = Course(now, marks.held(now))
    announcement.recipients = await Posting(session, texts, announcement, event, now).to(
        audience, lambda _: course, *which
    )
    return announcement.recipients


def is_time(night: Night, occurrence: Occurrence, now: datetime) -> bool:
    """Whether they go to sleep soon, and by the morning it is too late."""
    sleeps_at = night.began(occurrence.due_at)
    late = night.ends(occurrence.due_at) >= occurrence.too_late_at
    return late and sleeps_at - BEFORE_SLEEP <= now < sleeps_at


async def _announcement(
    session: AsyncSession, event: Event, occurrence: Occurrence, audience: Audience, now: datetime
) -> Announcement:
    """Its moment is that of the reminder, which it comes before."""
    announcement = Announcement(
        workstream_id=event.workstream_id,
        kind=AnnouncementKind.REMINDER,
        event_id=event.id,
        audience=audience.to_json(),
        due_at=occurrence.due_at,
        expires_at=occurrence.too_late_at,
        state=AnnouncementState.SENT,
        created_at=now,
    )
    session.add(announcement)
    await session.flush()
    return announcement
