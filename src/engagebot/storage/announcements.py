"""Announcements, their variants and their rows in the outbox."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    ScalarSelect,
    String,
    case,
    cast,
    exists,
    false,
    insert,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Body, Document
from engagebot.domain.announcement import Announcement, AnnouncementKind, AnnouncementState
from engagebot.domain.audience import Audience
from engagebot.domain.marks import PLAIN
from engagebot.domain.outbox import Delivery, DeliveryState, Priority, Variant
from engagebot.domain.people import Account, Stakeholder
from engagebot.domain.quiet import Night
from engagebot.storage.audience import reachable, recipients
from engagebot.storage.bells import Bell, ring
from engagebot.storage.nights import night_key

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Course:
    """When the readers of one night get something, with which mark of text, and whether in their quiet hours."""

    due_at: datetime
    mark: str = PLAIN
    urgent: bool = False


async def announced_before(session: AsyncSession, event_id: int) -> bool:
    """Whether an announcement of the event waits or went out, be it only to some."""
    arrived = Delivery.state.in_([DeliveryState.SENT, DeliveryState.UNKNOWN])
    to_some = exists().where(Delivery.announcement_id == Announcement.id, arrived)
    of_the_event = (Announcement.event_id == event_id, Announcement.kind == AnnouncementKind.EVENT)
    counts = or_(Announcement.state != AnnouncementState.CANCELLED, to_some)
    return bool(await session.scalar(select(exists().where(*of_the_event, counts))))


async def variants_wanted(
    session: AsyncSession, audience: Audience, workstream_id: int, *which: ColumnElement[bool]
) -> list[tuple[str, Night, str]]:
    """Every language, night and platform in which those of the audience of whom `which` holds may have to be spoken
    to, be it because the account that somebody prefers turns out to be out of reach."""
    columns = (Stakeholder.language, Stakeholder.zone, Stakeholder.quiet, Account.platform)
    query = reachable(audience, workstream_id).where(*which).with_only_columns(*columns).distinct().order_by(*columns)
    return [
        (language, Night(zone, quiet), platform) for language, zone, quiet, platform in await session.execute(query)
    ]


async def add_variant(
    session: AsyncSession,
    announcement_id: int,
    reader: tuple[str, str, str, str],
    body: Body,
    document: Document | None = None,
) -> None:
    """The text for everybody of a language, zone, platform and mark, in this order in `reader`, and the file with
    it."""
    language, zone, platform, mark = reader
    values: dict[str, object] = {"language": language, "zone": zone, "platform": platform, "mark": mark}
    values |= {"body": dict(body), "document": None if document is None else asdict(document)}
    await session.execute(insert(Variant), {"announcement_id": announcement_id, **values})


async def post_to_all(
    session: AsyncSession,
    announcement: Announcement,
    audience: Audience,
    priority: Priority,
    courses: Mapping[str, Course],
    now: datetime,
    *which: ColumnElement[bool],
) -> int:
    """Write a row for each of its readers of whom `which` holds; how many there are. One statement passes over them
    once.

    Their variants stand already. `courses`: by the key of their nights.
    """
    instant = Delivery.due_at.type
    rows = (
        recipients(audience, announcement.workstream_id)
        .where(*which)
        .with_only_columns(
            cast(Account.platform + ":" + Account.workspace, String),
            Account.chat,
            Account.id,
            literal(announcement.id),
            _variant_of(announcement.id, courses),
            literal(str(announcement.kind)),
            literal(int(priority)),
            literal(str(DeliveryState.PENDING)),
            _by_night({night: literal(course.due_at, instant) for night, course in courses.items()}),
            _urgent(courses),
            literal(announcement.expires_at, instant),
            literal(0),
            literal(now, instant),
        )
    )
    columns = [
        "lane", "chat", "account_id", "announcement_id", "variant_id", "what", "priority", "state",
        "due_at", "urgent", "expires_at", "attempts", "created_at",
    ]  # fmt: skip
    written = await session.execute(insert(Delivery).from_select(columns, rows, include_defaults=False))
    await ring(session, Bell.LANES)
    assert isinstance(written, CursorResult)  # noqa: S101 - tells the type checker what DML returns
    return written.rowcount


def _by_night(values: Mapping[str, ColumnElement[Value]]) -> ColumnElement[Value]:
    return case(values, value=night_key())


def _urgent(courses: Mapping[str, Course]) -> ColumnElement[bool]:
    nights = [night for night, course in courses.items() if course.urgent]
    return case((night_key().in_(nights), true()), else_=false()) if nights else false()


def _variant_of(announcement_id: int, courses: Mapping[str, Course]) -> ScalarSelect[int]:
    """The reader's, by the key of the variants."""
    marks = {night: literal(course.mark) for night, course in courses.items() if course.mark != PLAIN}
    mark = case(marks, value=night_key(), else_=PLAIN) if marks else literal(PLAIN)
    theirs = (
        Variant.language == Stakeholder.language,
        Variant.zone == Stakeholder.zone,
        Variant.platform == Account.platform,
    )
    own = (Variant.announcement_id == announcement_id, Variant.mark == mark)
    return select(Variant.id).where(*own, *theirs).correlate(Stakeholder, Account).scalar_subquery()
