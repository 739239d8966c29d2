"""The outbox as others see it: what is put in, how it stands, and how its course is changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, and_, func, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from engagebot.channel import Body, Document
from engagebot.domain.outbox import WAITING, Delivery, DeliveryState, Priority
from engagebot.domain.people import Account
from engagebot.storage.upsert import insert_for


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """One message to one chat, with a body of its own or an announcement's variant."""

    lane: str
    chat: str
    what: str
    priority: Priority
    due_at: datetime
    body: Body | None = None
    variant_id: int | None = None
    account_id: int | None = None
    announcement_id: int | None = None
    replaces: str | None = None
    document: Document | None = None
    expires_at: datetime | None = None


async def enqueue(session: AsyncSession, rows: Sequence[NewDelivery], now: datetime) -> int:
    """Put messages into the outbox, and return how many are new: an announcement has one for an account.

    An edit takes the place of an older edit of the same card that has not started yet.
    """
    if not rows:
        return 0
    statement = insert_for(session, Delivery).on_conflict_do_nothing(index_elements=["announcement_id", "account_id"])
    values = [_values(row, now) for row in rows]
    new = list(await session.scalars(statement.returning(Delivery.id), values))
    if any(row.replaces for row in rows):
        await coalesce(session, new, now)
    return len(new)


def _values(row: NewDelivery, now: datetime) -> dict[str, object]:
    columns = {name: getattr(row, name) for name in NewDelivery.__slots__}
    return columns | {
        "priority": int(row.priority),
        "body": dict(row.body) if row.body is not None else None,
        "document": asdict(row.document) if row.document is not None else None,
        "state": DeliveryState.PENDING,
        "attempts": 0,
        "created_at": now,
    }


def is_open(delivery: Any = Delivery) -> ColumnElement[bool]:
    """No end yet, in the very words of the indexes."""
    states = [*WAITING, DeliveryState.LEASED]
    condition: ColumnElement[bool] = delivery.state.in_([literal_column(f"'{state}'") for state in states])
    return condition


def waits(delivery: Any = Delivery) -> ColumnElement[bool]:
    """Not started yet, or due again."""
    return and_(is_open(delivery), delivery.state != DeliveryState.LEASED)


async def change(session: AsyncSession, conditions: Iterable[ColumnElement[bool]], **values: object) -> int:
    """Update in one statement, and return how many rows it changed."""
    statement = update(Delivery).where(*conditions).values(**values)
    result = await session.execute(statement, execution_options={"synchronize_session": False})
    assert isinstance(result, CursorResult)  # noqa: S101 - tells the type checker what DML returns
    return result.rowcount


async def coalesce(session: AsyncSession, ids: Sequence[int], now: datetime) -> int:
    """Cancel the waiting edits of the cards that these deliveries edit, where a later edit waits as well."""
    subject, older, newer = (aliased(Delivery) for _ in range(3))
    outdated = (
        select(older.id)
        .join(subject, _same_card(subject, older))
        .join(newer, _same_card(newer, older))
        .where(subject.id.in_(ids), older.id < newer.id, waits(older), waits(newer))
    )
    return await change(
        session,
        [Delivery.id.in_(outdated)],
        state=DeliveryState.CANCELLED,
        reason="replaced by a later edit",
        ended_at=now,
    )


def _same_card(one: Any, other: Any) -> ColumnElement[bool]:
    same: ColumnElement[bool] = (one.lane == other.lane) & (one.chat == other.chat) & (one.replaces == other.replaces)
    return same


async def cancel_for_account(session: AsyncSession, account_id: int, reason: str, now: datetime) -> int:
    """Cancel what the account did not ask for just now; replies still go."""
    unasked = [Delivery.account_id == account_id, waits(), Delivery.priority > Priority.REPLY]
    return await change(session, unasked, state=DeliveryState.CANCELLED, reason=reason, ended_at=now)


async def fail_for_account(session: AsyncSession, account_id: int, reason: str, now: datetime) -> int:
    """End everything that waits for an account that cannot be reached any more."""
    waiting = [Delivery.account_id == account_id, waits()]
    return await change(session, waiting, state=DeliveryState.FAILED, reason=reason, ended_at=now)


async def cancel_announcement(session: AsyncSession, announcement_id: int, reason: str, now: datetime) -> int:
    """Cancel what has not started yet."""
    waiting = [Delivery.announcement_id == announcement_id, Delivery.state.in_(WAITING)]
    return await change(session, waiting, state=DeliveryState.CANCELLED, reason=reason, ended_at=now)


async def resend_unknown(session: AsyncSession, announcement_id: int, now: datetime) -> int:
    """Send again what may have arrived: some people may then have it twice."""
    return await _again(session, announcement_id, DeliveryState.UNKNOWN, now)


async def retry_failed(session: AsyncSession, announcement_id: int, now: datetime) -> int:
    """Send again what failed, except to accounts that cannot be reached."""
    unreachable = select(Account.id).where(Account.unreachable.is_not(None))
    reachable = Delivery.account_id.is_(None) | Delivery.account_id.not_in(unreachable)
    return await _again(session, announcement_id, DeliveryState.FAILED, now, reachable)


async def _again(
    session: AsyncSession,
    announcement_id: int,
    state: DeliveryState,
    now: datetime,
    *conditions: ColumnElement[bool],
) -> int:
    return await change(
        session,
        [Delivery.announcement_id == announcement_id, Delivery.state == state, *conditions],
        state=DeliveryState.PENDING,
        due_at=now,
        attempts=0,
        reason=None,
        ended_at=None,
    )


async def next_due(session: AsyncSession, lane: str, now: datetime) -> datetime | None:
    """The first instant after `now` at which something that waits becomes due."""
    soonest = [
        select(func.min(Delivery.due_at))
        .where(Delivery.lane == lane, Delivery.priority == priority, Delivery.due_at > now, waits())
        .scalar_subquery()
        for priority in Priority
    ]
    row = (await session.execute(select(*soonest))).one()
    return min((instant for instant in row if instant is not None), default=None)


async def announcement_progress(session: AsyncSession, announcement_id: int) -> dict[DeliveryState, int]:
    """How many deliveries stand in each state; states without any are left out."""
    rows = await session.execute(
        select(Delivery.state, func.count(Delivery.id))
        .where(Delivery.announcement_id == announcement_id)
        .group_by(Delivery.state)
    )
    return {DeliveryState(state): count for state, count in rows}


async def lane_counts(session: AsyncSession) -> Mapping[str, dict[DeliveryState, int]]:
    """By lane: how many deliveries stand in each state."""
    rows = await session.execute(
        select(Delivery.lane, Delivery.state, func.count(Delivery.id)).group_by(Delivery.lane, Delivery.state)
    )
    counts: dict[str, dict[DeliveryState, int]] = {}
    for lane, state, count in rows:
        counts.setdefault(lane, {})[DeliveryState(state)] = count
    return counts
