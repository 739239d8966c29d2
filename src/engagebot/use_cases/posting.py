"""The texts of one announcement, and a row in the outbox for each of its readers."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Document, Platform
from engagebot.domain.announcement import Announcement, AnnouncementKind
from engagebot.domain.audience import Audience
from engagebot.domain.event import Event
from engagebot.domain.outbox import DIGEST, Priority
from engagebot.domain.quiet import Night
from engagebot.storage.announcements import Course, add_variant, post_to_all, variants_wanted
from engagebot.texts.reader import Reader
from engagebot.texts.texts import Texts
from engagebot.use_cases.announcement_values import CHANGES, MESSAGES, values_for
from engagebot.use_cases.calendar_event import calendar_file

PROMPT = {
    AnnouncementKind.REMINDER,
    AnnouncementKind.FEEDBACK,
    AnnouncementKind.NUDGE,
    AnnouncementKind.TIMELINE,
    AnnouncementKind.REWORDED,
    *CHANGES,
}


class Posting:
    """Each text is rendered once for all who share language, zone, platform and mark."""

    def __init__(
        self, session: AsyncSession, texts: Texts, announcement: Announcement, event: Event | None, now: datetime
    ) -> None:
        self._session, self._texts, self._announcement, self._event = session, texts, announcement, event
        self._kind, self._now = AnnouncementKind(announcement.kind), now
        self._written: set[tuple[str, str, str, str]] = set()

    async def to(self, audience: Audience, course_of: Callable[[Night], Course], *which: ColumnElement[bool]) -> int:
        """How many rows stand in the outbox for those of the audience of whom `which`, conditions on Stakeholder,
        holds."""
        announcement, courses = self._announcement, dict[str, Course]()
        wanted = await variants_wanted(self._session, audience, announcement.workstream_id, *which)
        for language, night, platform in wanted:
            course = courses.setdefault(night.key, course_of(night))
            await self._write((language, night.zone, platform, course.mark), course)
        if not courses:
            return 0
        priority = Priority.REMINDER if self._kind in PROMPT else Priority.BROADCAST
        return await post_to_all(self._session, announcement, audience, priority, courses, self._now, *which)

    async def _write(self, reader: tuple[str, str, str, str], course: Course) -> None:
        if reader in self._written:
            return
        self._written.add(reader)
        if self._kind is AnnouncementKind.DIGEST:
            await add_variant(self._session, self._announcement.id, reader, {DIGEST: True})
            return
        language, zone, platform, _ = reader
        values = await values_for(self._session, self._announcement, course.due_at) | {"urgent": course.urgent}
        body = self._texts.body(MESSAGES[self._kind], values, Reader(language, zone, Platform(platform)))
        await add_variant(self._session, self._announcement.id, reader, body, self._file(language))

    def _file(self, language: str) -> Document | None:
        """With a change, the event as it is now; it takes the event out of a calendar where that is cancelled."""
        changed = self._event is not None and self._kind in CHANGES
        return calendar_file(self._event, language, self._now) if self._event is not None and changed else None
