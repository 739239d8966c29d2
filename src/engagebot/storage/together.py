"""Messages that waited for the same person become one: the first of them stands for all."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Announcement, AnnouncementKind, AnnouncementState
from engagebot.domain.outbox import TOGETHER, Delivery, DeliveryState, Priority
from engagebot.domain.people import Account, Stakeholder
from engagebot.storage.meanwhile import ANSWERED, answered_meanwhile
from engagebot.storage.outbox import change, waits

KINDS = (
    AnnouncementKind.EVENT,
    AnnouncementKind.REMINDER,
    AnnouncementKind.OPENING,
    AnnouncementKind.NUDGE,
    AnnouncementKind.ACTIVITY,
    AnnouncementKind.TIMELINE,
)
"""What fits in a few lines with a button; results, questions and corrections come by themselves."""
MOST = 8
"""So many fit a message of either platform."""
WITH_OTHERS = "in one message with others"
_ENDS = (
    DeliveryState.SENT,
    DeliveryState.UNKNOWN,
    DeliveryState.FAILED,
    DeliveryState.CANCELLED,
    DeliveryState.EXPIRED,
)


@dataclass(frozen=True, slots=True)
class Reads:
    """How the person reads who gets the message."""

    person_id: int
    language: str
    zone: str
    platform: str


async def merge_waiting(session: AsyncSession, held: Mapping[int, int], now: datetime) -> dict[int, list[int]]:
    """`held`: deliveries that are about to go out after they waited, with their accounts. What else waited for the
    same account and is due joins them; which, by the delivery that it joins."""
    fit = await _that_fit(session, held)
    carriers = {account: id_ for id_, account in held.items() if id_ in fit}
    if not carriers:
        return {}
    others = await _that_wait(session, carriers, now)
    done = await answered_meanwhile(session, list(others)) if others else set()
    if done:
        end = {"state": DeliveryState.CANCELLED, "reason": ANSWERED, "ended_at": now}
        await change(session, [Delivery.id.in_(done), waits()], **end)
    joined: dict[int, list[int]] = defaultdict(list)
    for id_, carrier in others.items():
        if id_ not in done:
            joined[carrier].append(id_)
    for carrier, ids in joined.items():
        merged = {"state": DeliveryState.MERGED, "merged_into": carrier, "reason": WITH_OTHERS}
        await change(session, [Delivery.id.in_(ids), waits()], **merged)
        await change(session, [Delivery.id == carrier], what=TOGETHER, body={TOGETHER: True}, expires_at=None)
    return joined


async def _that_wait(session: AsyncSession, carriers: Mapping[int, int], now: datetime) -> dict[int, int]:
    """By delivery, the one that it may join: of the same account. Not more than a message holds."""
    useful = or_(Delivery.expires_at.is_(None), Delivery.expires_at > now)
    waited = (waits(), Delivery.due_at <= now, Delivery.created_at < Delivery.due_at, Delivery.attempts == 0)
    rows = await session.execute(
        select(Delivery.id, Delivery.account_id)
        .where(Delivery.account_id.in_(carriers), *waited, useful, *_mergeable())
        .order_by(Delivery.id)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for id_, account in rows:
        if account is not None:
            found[account].append(id_)
    return {id_: carriers[account] for account, ids in found.items() for id_ in ids[: MOST - 1]}


def _mergeable() -> list[ColumnElement[bool]]:
    fit = select(Announcement.id).where(Announcement.kind.in_(KINDS), Announcement.state == AnnouncementState.SENT)
    return [
        Delivery.announcement_id.in_(fit),
        Delivery.priority > Priority.REPLY,
        Delivery.replaces.is_(None),
        Delivery.urgent.is_(False),
    ]


async def _that_fit(session: AsyncSession, ids: Collection[int]) -> set[int]:
    return set(await session.scalars(select(Delivery.id).where(Delivery.id.in_(ids), *_mergeable())))


async def parts_of(session: AsyncSession, carrier: int) -> Sequence[Announcement]:
    """What a message stands for, itself first; what was called off meanwhile is left out."""
    rows = await session.scalars(
        select(Announcement)
        .join(Delivery, Delivery.announcement_id == Announcement.id)
        .where((Delivery.id == carrier) | _merged_into(carrier), Announcement.state == AnnouncementState.SENT)
        .order_by(Delivery.id)
    )
    return rows.all()


def _merged_into(carrier: int) -> ColumnElement[bool]:
    return and_(Delivery.merged_into == carrier, _merged())


def _merged() -> ColumnElement[bool]:
    """In the very words of the index."""
    return Delivery.state == literal_column(f"'{DeliveryState.MERGED}'")


async def readers(session: AsyncSession, accounts: Collection[int]) -> dict[int, Reads]:
    """By account."""
    columns = (Account.id, Stakeholder.id, Stakeholder.language, Stakeholder.zone, Account.platform)
    query = select(*columns).join(Stakeholder, Account.stakeholder_id == Stakeholder.id)
    rows = await session.execute(query.where(Account.id.in_(accounts)))
    return {account: Reads(person, language, zone, platform) for account, person, language, zone, platform in rows}


async def share_fates(session: AsyncSession) -> int:
    """What stands in one message with others ends as that message did; how many."""
    carriers = select(Delivery.merged_into).where(_merged())
    ended = await session.execute(
        select(Delivery.id, Delivery.state, Delivery.reason, Delivery.ended_at).where(
            Delivery.id.in_(carriers), Delivery.state.in_(_ENDS)
        )
    )
    shared = 0
    for id_, state, reason, ended_at in ended.all():
        values = {"state": state, "reason": reason or WITH_OTHERS, "ended_at": ended_at}
        shared += await change(session, [_merged_into(id_)], **values)
    return shared


async def any_merged(session: AsyncSession) -> bool:
    some = select(Delivery.id).where(_merged()).limit(1)
    return await session.scalar(some) is not None
