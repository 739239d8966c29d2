"""An event moves, is cancelled, or takes place after all: what has not gone out follows, and who was told hears of it.

Nothing is written here: an announcement that is due at once does that, and corrects the cards that were sent.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import (
    Announcement,
    AnnouncementKind,
    AnnouncementState,
    Occurrence,
    OccurrenceState,
)
from engagebot.domain.audience import Audience
from engagebot.domain.event import Event
from engagebot.domain.moved import BACK, UNSURE, Before
from engagebot.storage.audience import count_recipients
from engagebot.storage.bells import Bell, ring
from engagebot.storage.contents import rules_of_event
from engagebot.storage.event_messages import announcements_about, call_off, drop_occurrences, waits_to_go_out
from engagebot.use_cases.announcement_values import CHANGES

MOVED = "the event was moved"
CANCELLED = "the event was cancelled"


async def move_event(session: AsyncSession, event: Event, before: Before, now: datetime) -> list[str]:
    """What follows from its new start and end, in words. `before` is when it was to be."""
    if event.cancelled or event.ends_at <= now:
        return []
    said = [_shift(one, event, before, now) for one in await _scheduled(session, event)]
    stale = await _call_off_outdated(session, event, now)
    told_of = [found for one in stale if (found := Before.of(one.facts)) is not None]
    heard_all = all(one.recipients is None for one in stale)
    before = told_of[0] if told_of else before
    facts = before.facts() | ({} if heard_all else {UNSURE: True})
    if any((one.facts or {}).get(BACK) for one in stale):
        facts[BACK] = True
    if heard_all and before == Before(event.starts_at, event.ends_at) and BACK not in facts:
        return said
    return [*said, *await _tell(session, event, AnnouncementKind.MOVED, now, facts)]


def _shift(announcement: Announcement, event: Event, before: Before, now: datetime) -> str:
    """An announcement yet to come keeps its distance from the start."""
    announcement.due_at = max(now, announcement.due_at + (event.starts_at - before.starts_at))
    announcement.expires_at = event.starts_at
    return f"announcement {announcement.id} moved along, to {announcement.due_at:%Y-%m-%d %H:%M} UTC"


async def _scheduled(session: AsyncSession, event: Event) -> Sequence[Announcement]:
    waiting = (AnnouncementKind.EVENT, AnnouncementState.SCHEDULED)
    return [one for one in await announcements_about(session, event.id) if (one.kind, one.state) == waiting]


async def _call_off_outdated(session: AsyncSession, event: Event, now: datetime) -> list[Announcement]:
    """Reminders of the old time; and the earlier corrections of which something had not gone out."""
    stale = []
    for one in await announcements_about(session, event.id):
        if one.kind not in (*CHANGES, AnnouncementKind.REMINDER) or one.state == AnnouncementState.CANCELLED:
            continue
        fresh = one.state == AnnouncementState.SCHEDULED
        if (await call_off(session, one, MOVED, now) or fresh) and one.kind in CHANGES:
            stale.append(one)
    return stale


async def cancel_event(session: AsyncSession, event: Event, now: datetime) -> list[str]:
    """What follows, in words. Nothing more of the event goes out but that it is cancelled."""
    event.cancelled = True
    event.sequence += 1
    for one in await announcements_about(session, event.id):
        if one.state != AnnouncementState.CANCELLED:
            await call_off(session, one, CANCELLED, now)
    await drop_occurrences(session, event.id, CANCELLED)
    if event.ends_at <= now:
        return []
    return await _tell(session, event, AnnouncementKind.CALLED_OFF, now)


async def restore_event(session: AsyncSession, event: Event, now: datetime) -> list[str]:
    """It takes place after all, and reminds as it would have."""
    event.cancelled = False
    event.sequence += 1
    await _revive(session, event, now)
    hushed = False
    for one in await announcements_about(session, event.id):
        if one.kind == AnnouncementKind.CALLED_OFF and one.state != AnnouncementState.CANCELLED:
            hushed = one.state == AnnouncementState.SCHEDULED
            await call_off(session, one, "the event takes place after all", now)
    if hushed or event.ends_at <= now:
        return []
    return await _tell(session, event, AnnouncementKind.MOVED, now, {BACK: True})


async def _revive(session: AsyncSession, event: Event, now: datetime) -> None:
    """What was dropped is over: rules whose moments are still to come begin anew."""
    for rule, found in await rules_of_event(session, event.id):
        if (found.state, found.reason) == (OccurrenceState.DROPPED, CANCELLED) and found.due_at > now:
            rule.withdrawn = True
            again = rule.again()
            session.add(again)
            await session.flush()
            session.add(Occurrence(rule_id=again.id, due_at=found.due_at, too_late_at=found.too_late_at))


async def _tell(
    session: AsyncSession,
    event: Event,
    kind: AnnouncementKind,
    now: datetime,
    facts: Mapping[str, object] | None = None,
) -> list[str]:
    """Those who were told; nothing where nobody was, and no card waits to be rewritten."""
    audience = Audience(told=event.id)
    people = await count_recipients(session, audience, event.workstream_id)
    if not people and not await _something_waits(session, event):
        return []
    session.add(
        Announcement(
            workstream_id=event.workstream_id,
            kind=kind,
            event_id=event.id,
            audience=audience.to_json(),
            due_at=now,
            expires_at=event.ends_at,
            facts=dict(facts) if facts else None,
            created_at=now,
        )
    )
    await session.flush()
    await ring(session, Bell.DUTIES)
    if not people:
        return []
    return [
        "1 person who was told of it hears of that" if people == 1 else f"{people} people who were told hear of that"
    ]


async def _something_waits(session: AsyncSession, event: Event) -> bool:
    about = await announcements_about(session, event.id)
    return any([await waits_to_go_out(session, one) for one in about if one.kind == AnnouncementKind.EVENT])
