"""Announcements, their variants and their rows in the outbox."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import CursorResult, ScalarSelect, String, case, cast, exists, insert, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Body, Document
from engagebot.domain.announcement import Announcement, AnnouncementKind, AnnouncementState
from engagebot.domain.audience import Audience
from engagebot.domain.outbox import Delivery, DeliveryState, Priority, Variant
from engagebot.domain.people import Account, Stakeholder
from engagebot.storage.audience import reachable, recipients
from engagebot.storage.bells import Bell, ring

UNMARKED = ""
"""The mark of a text that shows no answers."""


async def announced_before(session: AsyncSession, event_id: int) -> bool:
    """Whether an announcement of the event waits or went out, be it only to some."""
    arrived = Delivery.state.in_([DeliveryState.SENT, DeliveryState.UNKNOWN])
    to_some = exists().where(Delivery.announcement_id == Announcement.id, arrived)
    of_the_event = (Announcement.event_id == event_id, Announcement.kind == AnnouncementKind.EVENT)
    counts = or_(Announcement.state != AnnouncementState.CANCELLED, to_some)
    return bool(await session.scalar(select(exists().where(*of_the_event, counts))))


async def variants_wanted(session: AsyncSession, audience: Audience, workstream_id: int) -> list[tuple[str, str, str]]:
    """Every language, zone and platform in which the audience may have to be spoken to, be it because the account
    that somebody prefers turns out to be out of reach."""
    query = reachable(audience, workstream_id).with_only_columns(
        Stakeholder.language, Stakeholder.zone, Account.platform
    )
    rows = await session.execute(query.distinct().order_by(Stakeholder.language, Stakeholder.zone))
    return [(language, zone, platform) for language, zone, platform in rows]


async def add_variant(
    session: AsyncSession,
    announcement_id: int,
    reader: tuple[str, str, str],
    body: Body,
    document: Document | None = None,
) -> None:
    """The text for everybody of a language, zone and platform, in this order in `reader`, and the file with it."""
    language, zone, platform = reader
    values: dict[str, object] = {"language": language, "zone": zone, "platform": platform, "mark": UNMARKED}
    values |= {"body": dict(body), "document": None if document is None else asdict(document)}
    await session.execute(insert(Variant), {"announcement_id": announcement_id, **values})


async def post_to_all(
    session: AsyncSession, announcement: Announcement, priority: Priority, due_at: Mapping[str, datetime], now: datetime
) -> int:
    """Write a row for each of its readers, in one statement that passes over them once; how many there are.

    Their variants stand already. `due_at` tells for each zone when.
    """
    instant = Delivery.due_at.type
    rows = recipients(Audience.from_json(announcement.audience), announcement.workstream_id).with_only_columns(
        cast(Account.platform + ":" + Account.workspace, String),
        Account.chat,
        Account.id,
        literal(announcement.id),
        _variant_of(announcement.id),
        literal(str(announcement.kind)),
        literal(int(priority)),
        literal(str(DeliveryState.PENDING)),
        case({zone: literal(due, instant) for zone, due in due_at.items()}, value=Stakeholder.zone),
        literal(announcement.expires_at, instant),
        literal(0),
        literal(now, instant),
    )
    columns = [
        "lane", "chat", "account_id", "announcement_id", "variant_id", "what", "priority", "state",
        "due_at", "expires_at", "attempts", "created_at",
    ]  # fmt: skip
    written = await session.execute(insert(Delivery).from_select(columns, rows, include_defaults=False))
    await ring(session, Bell.LANES)
    assert isinstance(written, CursorResult)  # noqa: S101 - tells the type checker what DML returns
    return written.rowcount


def _variant_of(announcement_id: int) -> ScalarSelect[int]:
    """The reader's, by the key of the variants."""
    theirs = (
        Variant.language == Stakeholder.language,
        Variant.zone == Stakeholder.zone,
        Variant.platform == Account.platform,
    )
    own = (Variant.announcement_id == announcement_id, Variant.mark == UNMARKED)
    return select(Variant.id).where(*own, *theirs).correlate(Stakeholder, Account).scalar_subquery()
