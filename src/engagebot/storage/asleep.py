"""What became due while its readers sleep: it waits for their morning."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.outbox import Delivery, DeliveryState, Priority
from engagebot.domain.people import Account, Stakeholder
from engagebot.domain.quiet import Night
from engagebot.storage.nights import night_key
from engagebot.storage.outbox import change, waits

SLEPT_THROUGH = "its time passes in the quiet hours of its reader"


def mornings(nights: Iterable[Night | None], now: datetime) -> dict[str, datetime]:
    """By the key of each night that it is at `now`: its end."""
    known = {night for night in nights if night is not None}
    return {night.key: until for night in known if (until := night.ends(now)) > now}


async def put_off_until_morning(
    session: AsyncSession, lane: str, leased: Collection[int], until: Mapping[str, datetime], now: datetime
) -> None:
    """Give up these leases, and put off with them all else in the lane that is due to the sleepers of the nights
    in `until`: where one became due at night, many may have. What is of no use in the morning ends."""
    free: dict[str, object] = {"leased_by": None, "leased_until": None}
    await change(session, [Delivery.id.in_(leased)], state=DeliveryState.PENDING, **free)
    for morning in sorted(set(until.values())):
        nights = [night for night, its_own in until.items() if its_own == morning]
        useless = Delivery.expires_at <= morning
        end = {"state": DeliveryState.EXPIRED, "reason": SLEPT_THROUGH, "ended_at": now}
        await change(session, [_due_to(lane, nights, now, useless)], **end)
        useful = or_(Delivery.expires_at.is_(None), Delivery.expires_at > morning)
        await change(session, [_due_to(lane, nights, now, useful)], state=DeliveryState.PENDING, due_at=morning)


def _due_to(lane: str, nights: Collection[str], now: datetime, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Due rows to the sleepers, but those that another worker has its hands on: it will see for itself."""
    theirs = (
        select(Account.id).join(Stakeholder, Account.stakeholder_id == Stakeholder.id).where(night_key().in_(nights))
    )
    unasked = Delivery.priority.in_([priority for priority in Priority if priority > Priority.REPLY])
    due = (Delivery.lane == lane, unasked, Delivery.urgent.is_(False), Delivery.due_at <= now, waits())
    rows = select(Delivery.id).where(*due, Delivery.account_id.in_(theirs), *conditions)
    return Delivery.id.in_(rows.with_for_update(skip_locked=True))
