"""How many messages that they did not ask for a person may get in seven days, on all of their platforms together."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Announcement, AnnouncementKind, AnnouncementState
from engagebot.domain.event import EventAnswer
from engagebot.domain.outbox import Delivery, DeliveryState
from engagebot.domain.people import Account
from engagebot.storage.audience import wants_reminders

WEEK = timedelta(days=7)
HELD = "held back: its reader has had as many messages as one may have in a week"
TOO_FULL = "its time passes before its reader may have another message"
EXEMPT = (AnnouncementKind.MOVED, AnnouncementKind.CALLED_OFF, AnnouncementKind.DIGEST)
"""A correction and the weekly summary are counted, and never held back."""
_LATEST = timedelta(days=30)
"""So long after an announcement was due its last message may go out, as far as anybody counts."""


async def full_until(
    session: AsyncSession, accounts: Collection[int], most: int, now: datetime
) -> Mapping[int, datetime]:
    """Of these accounts those whose person has had `most` messages in the last week, and when that ends."""
    recent = select(Announcement.id).where(
        Announcement.due_at > now - _LATEST, Announcement.state != AnnouncementState.SCHEDULED
    )
    # Nobody has two messages of one announcement.
    if not accounts or int(await session.scalar(select(func.count()).select_from(recent.subquery())) or 0) < most:
        return {}
    whose = select(Account.stakeholder_id).where(Account.id.in_(accounts), Account.stakeholder_id.is_not(None))
    rows = await session.execute(
        select(Account.stakeholder_id, Delivery.ended_at)
        .join(Delivery, Delivery.account_id == Account.id)
        .where(
            Account.stakeholder_id.in_(whose),
            Delivery.announcement_id.in_(recent),
            Delivery.state.in_([DeliveryState.SENT, DeliveryState.UNKNOWN]),
            Delivery.ended_at > now - WEEK,
            Delivery.merged_into.is_(None),
        )
    )
    had: dict[int | None, list[datetime]] = defaultdict(list)
    for person, ended_at in rows:
        if ended_at is not None:
            had[person].append(ended_at)
    full = {person: sorted(ends)[-most] + WEEK for person, ends in had.items() if len(ends) >= most}
    if not full:
        return {}
    theirs = select(Account.id, Account.stakeholder_id).where(Account.id.in_(accounts))
    return {id_: full[person] for id_, person in await session.execute(theirs) if person in full}


def is_exempt(kind: str) -> bool:
    return kind in EXEMPT


async def asked_for(session: AsyncSession, ids: Collection[int]) -> set[int]:
    """Those of these deliveries that remind of an event of which their reader wants to be reminded: they are counted
    as well, and not held back."""
    rows = await session.scalars(
        select(Delivery.id)
        .join(Announcement, Delivery.announcement_id == Announcement.id)
        .join(Account, Delivery.account_id == Account.id)
        .join(
            EventAnswer,
            (EventAnswer.event_id == Announcement.event_id) & (EventAnswer.stakeholder_id == Account.stakeholder_id),
        )
        .where(Delivery.id.in_(ids), Announcement.kind == AnnouncementKind.REMINDER, wants_reminders())
    )
    return set(rows)
