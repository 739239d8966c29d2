"""What could not be delivered to one account of a person goes to another of theirs, once."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, case, exists, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from engagebot.domain.outbox import Delivery, DeliveryState, Variant
from engagebot.domain.people import Account
from engagebot.storage.outbox import change, waits


def waiting_for(account_id: int) -> ColumnElement[bool]:
    return (Delivery.account_id == account_id) & waits()


def these(ids: Collection[int]) -> ColumnElement[bool]:
    return Delivery.id.in_(ids)


async def fall_back(session: AsyncSession, account_id: int, now: datetime, which: ColumnElement[bool]) -> int:
    """Give the announcements among `which` to the next account of the account's person; how many.

    The row itself moves: one person stays one recipient. It moves only once, only if the other account did not get
    the announcement as well, and only if there is a text for it. Not to be called for what may have arrived.
    """
    other = await _other_account(session, account_id)
    if other is None:
        return 0
    return await change(
        session,
        [
            which,
            Delivery.account_id == account_id,
            Delivery.announcement_id.is_not(None),
            Delivery.instead_of.is_(None),
            ~_known_to(other),
            _text_for(other).is_not(None),
        ],
        instead_of=Delivery.lane,
        variant_id=_text_for(other),
        lane=other.lane,
        chat=other.chat,
        account_id=other.id,
        state=DeliveryState.PENDING,
        attempts=0,
        due_at=case((Delivery.due_at > now, Delivery.due_at), else_=literal(now, Delivery.due_at.type)),
        ended_at=None,
        leased_by=None,
        leased_until=None,
    )


async def _other_account(session: AsyncSession, account_id: int) -> Account | None:
    whose = select(Account.stakeholder_id).where(Account.id == account_id).scalar_subquery()
    preferred_first = case((Account.preferred.is_(True), 0), else_=1)
    found = await session.scalars(
        select(Account)
        .where(Account.stakeholder_id == whose, Account.id != account_id, Account.unreachable.is_(None))
        .order_by(preferred_first, Account.id)
        .limit(1)
    )
    return found.one_or_none()


def _known_to(other: Account) -> ColumnElement[bool]:
    twin = aliased(Delivery)
    return exists().where(twin.announcement_id == Delivery.announcement_id, twin.account_id == other.id)


def _text_for(other: Account) -> ScalarSelect[int]:
    """The same text as the platform of the other account shows it; none may have been written."""
    present, there = aliased(Variant), aliased(Variant)
    return (
        select(there.id)
        .join(
            present,
            (present.announcement_id == there.announcement_id)
            & (present.language == there.language)
            & (present.zone == there.zone)
            & (present.mark == there.mark),
        )
        .where(present.id == Delivery.variant_id, there.platform == other.platform)
        .correlate(Delivery)
        .scalar_subquery()
    )
