"""An organiser announces an event: looks at it first, then sends it now or at an instant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Body, Platform
from engagebot.domain.announcement import Announcement, AnnouncementKind
from engagebot.domain.audience import Audience
from engagebot.domain.event import Event
from engagebot.domain.workstream import Workstream
from engagebot.storage.announcements import announced_before
from engagebot.storage.audience import count_recipients, count_unreached
from engagebot.storage.bells import Bell, ring
from engagebot.storage.localised import texts_of_event
from engagebot.texts.reader import Reader
from engagebot.texts.texts import Texts
from engagebot.use_cases.refused import Refused
from engagebot.use_cases.translations import Missing, missing_in


@dataclass(frozen=True, slots=True)
class Preview:
    """What would go out, by platform and language, and to how many people."""

    bodies: Mapping[tuple[Platform, str], Body]
    reached: int
    unreached: Mapping[str, int]
    """People who are meant and get nothing, by reason."""
    later: int
    """Of those reached: who prefers a weekly summary, and hears of it there, if it can wait."""
    missing: Sequence[Missing]
    """Texts of the event that readers get in another language than their own."""


async def preview_event(session: AsyncSession, texts: Texts, workstream: Workstream, event: Event) -> Preview:
    """Raises `TooLong` if a text does not fit a platform: better here than at sending."""
    audience = Audience.from_json(event.audience)
    values = {"workstream": workstream, "event": event, "answer": None, "reminded": None, "to_come": False}
    bodies = {
        (platform, language): texts.body("event", values, Reader(language, workstream.zone, platform))
        for platform in Platform
        for language in workstream.languages
    }
    return Preview(
        bodies,
        await count_recipients(session, audience, workstream.id),
        await count_unreached(session, audience, workstream.id),
        await count_recipients(session, replace(audience, digest=True), workstream.id),
        missing_in(texts_of_event(event), workstream.languages),
    )


async def check_announceable(
    session: AsyncSession, event: Event, due_at: datetime, now: datetime, again: bool = False
) -> None:
    """Raises Refused where `announce_event` would."""
    if event.withdrawn:
        raise Refused(f"The event {event.key} was taken out of the workstream file, so it is not announced.")
    if event.cancelled:
        raise Refused(f"The event {event.key} is cancelled, so it is not announced.")
    if now >= event.starts_at:
        raise Refused(f"The event {event.key} has begun already, so it is not announced any more.")
    if due_at >= event.starts_at:
        raise Refused(f"The event {event.key} starts before the announcement would go out.")
    if not again and await announced_before(session, event.id):
        raise Refused(f"The event {event.key} was announced already; use --again if it is to go out once more.")


async def announce_event(
    session: AsyncSession, event: Event, due_at: datetime, now: datetime, again: bool = False
) -> Announcement:
    """Put the announcement on the calendar; it goes out at `due_at`. Raises Refused."""
    await check_announceable(session, event, due_at, now, again)
    announcement = Announcement(
        workstream_id=event.workstream_id,
        kind=AnnouncementKind.EVENT,
        event_id=event.id,
        audience=event.audience,
        due_at=due_at,
        expires_at=event.starts_at,
        created_at=now,
    )
    session.add(announcement)
    await session.flush()
    await ring(session, Bell.DUTIES)
    return announcement
