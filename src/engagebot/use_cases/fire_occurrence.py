"""A reminder has come due: it becomes an announcement, or is visibly missed."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import (
    Announcement,
    AnnouncementKind,
    Occurrence,
    OccurrenceState,
    ReminderRule,
)
from engagebot.domain.audience import Audience
from engagebot.domain.consultation import Round
from engagebot.domain.event import Event
from engagebot.domain.workstream import Activity


async def fire_occurrence(session: AsyncSession, occurrence: Occurrence, now: datetime) -> Announcement | None:
    """The announcement to send, or None if the occurrence was dropped or missed."""
    rule = await session.get_one(ReminderRule, occurrence.rule_id)
    event = await session.get(Event, rule.event_id) if rule.event_id is not None else None
    held = await session.get(Round, rule.round_id) if rule.round_id is not None else None
    activity = await session.get(Activity, rule.activity_id) if rule.activity_id is not None else None
    subject = event or held or activity
    if subject is None or subject.withdrawn:
        occurrence.state, occurrence.reason = OccurrenceState.DROPPED, "taken out of the workstream file"
        return None
    if event is not None and event.cancelled:
        occurrence.state, occurrence.reason = OccurrenceState.DROPPED, "the event was cancelled"
        return None
    audience = audience_of(rule, event)
    if audience is None:
        occurrence.state, occurrence.reason = OccurrenceState.DROPPED, "nobody of the event's audience is meant"
        return None
    if now >= occurrence.too_late_at:
        occurrence.state = OccurrenceState.MISSED
        occurrence.reason = f"due {occurrence.due_at:%Y-%m-%d %H:%M} UTC, noticed only {now:%Y-%m-%d %H:%M} UTC"
        return None
    occurrence.state = OccurrenceState.SENT
    announcement = Announcement(
        workstream_id=subject.workstream_id,
        kind=AnnouncementKind(rule.kind),
        event_id=rule.event_id,
        round_id=rule.round_id,
        activity_id=rule.activity_id,
        occurrence_id=occurrence.id,
        audience=audience.to_json(),
        due_at=occurrence.due_at,
        expires_at=occurrence.too_late_at,
        created_at=now,
    )
    session.add(announcement)
    await session.flush()
    return announcement


def audience_of(rule: ReminderRule, event: Event | None) -> Audience | None:
    """None where the rule means nobody for whom the event is."""
    audience = Audience.from_json(rule.audience)
    return audience if event is None else audience.within(Audience.from_json(event.audience))
