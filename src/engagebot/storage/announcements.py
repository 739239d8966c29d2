"""Announcements, their variants and their rows in the outbox."""

from datetime import datetime

from sqlalchemy import String, cast, exists, func, insert, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Body
from engagebot.domain.announcement import Announcement, AnnouncementKind, AnnouncementState
from engagebot.domain.audience import Audience
from engagebot.domain.outbox import Delivery, DeliveryState, Priority, Variant
from engagebot.domain.people import Account, Stakeholder
from engagebot.storage.audience import reachable, recipients


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


async def post_variant(
    session: AsyncSession,
    announcement: Announcement,
    reader: tuple[str, str, str],
    body: Body,
    priority: Priority,
    due_at: datetime,
    now: datetime,
) -> int:
    """Write a variant and a row for each of its readers, in one statement; how many there are.

    `reader` is language, zone and platform.
    """
    language, zone, platform = reader
    variant = Variant(announcement_id=announcement.id, language=language, zone=zone, platform=platform, body=dict(body))
    session.add(variant)
    await session.flush()
    audience = Audience.from_json(announcement.audience)
    rows = (
        recipients(audience, announcement.workstream_id)
        .where(Stakeholder.language == language, Stakeholder.zone == zone, Account.platform == platform)
        .with_only_columns(
            cast(Account.platform + ":" + Account.workspace, String),
            Account.chat,
            Account.id,
            literal(announcement.id),
            literal(variant.id),
            literal(str(announcement.kind)),
            literal(int(priority)),
            literal(str(DeliveryState.PENDING)),
            literal(due_at, Delivery.due_at.type),
            literal(announcement.expires_at, Delivery.due_at.type),
            literal(0),
            literal(now, Delivery.due_at.type),
        )
    )
    columns = [
        "lane", "chat", "account_id", "announcement_id", "variant_id", "what", "priority", "state",
        "due_at", "expires_at", "attempts", "created_at",
    ]  # fmt: skip
    await session.execute(insert(Delivery).from_select(columns, rows, include_defaults=False))
    count = await session.scalar(select(func.count(Delivery.id)).where(Delivery.variant_id == variant.id))
    return int(count or 0)
