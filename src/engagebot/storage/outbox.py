"""The outbox as others see it: what is put in, how it stands, and how its course is changed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Insert,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Body, Document
from engagebot.domain.outbox import WAITING, Delivery, DeliveryState, Priority
from engagebot.domain.people import Account
from engagebot.storage.bells import Bell, ring
from engagebot.storage.doors import Door
from engagebot.storage.each import each
from engagebot.storage.upsert import insert_for

OUTBOX = cast(Table, Delivery.__table__)
"""What is done for every message goes past the mapped class, by statements that are built once."""


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

    An edit takes the place of an older edit of the same card that has not started yet. Nobody is rung for: see
    `Ringer` for what many write at the same time.
    """
    if not rows:
        return 0
    values = [columns_of(row, now) for row in rows]
    if any(row.announcement_id is not None for row in rows):
        new = len((await session.execute(_put_in_new(insert_for(session, Delivery)), values)).all())
    else:
        await session.execute(into_outbox(), values)
        new = len(rows)
    await coalesce(session, {(row.lane, row.chat) for row in rows if row.replaces is not None}, now)
    return new


@cache
def into_outbox() -> Insert:
    return insert(OUTBOX)


@cache
def _put_in_new(insert: Any) -> Any:
    new = insert.on_conflict_do_nothing(index_elements=["announcement_id", "account_id"])
    return new.returning(OUTBOX.c.id)


def columns_of(row: NewDelivery, now: datetime) -> dict[str, object]:
    """Whole rows: what goes straight to SQLite gets no defaults of the mapped class."""
    columns = {name: getattr(row, name) for name in NewDelivery.__slots__}
    return columns | {
        "priority": int(row.priority),
        "body": dict(row.body) if row.body is not None else None,
        "document": asdict(row.document) if row.document is not None else None,
        "state": DeliveryState.PENDING,
        "urgent": False,
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


async def coalesce(session: AsyncSession, chats: Collection[tuple[str, str]], now: datetime) -> None:
    """In these chats, each with its lane: cancel waiting edits of cards of which a later edit waits as well."""
    lanes: dict[str, dict[str, None]] = {}
    for lane, chat in sorted(chats):
        lanes.setdefault(lane, {})[chat] = None
    for lane, here in lanes.items():
        await session.execute(_outdated(), {"this_lane": lane, "chats": here, "now": now})


@cache
def _outdated() -> Update:
    later = OUTBOX.alias("later")
    same_card = (later.c.lane == OUTBOX.c.lane, later.c.chat == OUTBOX.c.chat, later.c.replaces == OUTBOX.c.replaces)
    last = select(func.max(later.c.id)).where(*same_card, waits(later.c)).correlate(OUTBOX).scalar_subquery()
    here = (OUTBOX.c.lane == bindparam("this_lane"), OUTBOX.c.chat.in_(select(each("chats").c.key)))
    return (
        update(OUTBOX)
        .where(*here, OUTBOX.c.replaces.is_not(None), waits(OUTBOX.c), OUTBOX.c.id < last)
        .values(state=DeliveryState.CANCELLED, reason="replaced by a later edit", ended_at=bindparam("now"))
    )


async def cancel_for_account(session: AsyncSession, account_id: int, reason: str, now: datetime) -> int:
    """Cancel what the account did not ask for just now; replies still go."""
    unasked = [Delivery.account_id == account_id, waits(), Delivery.priority > Priority.REPLY]
    return await change(session, unasked, state=DeliveryState.CANCELLED, reason=reason, ended_at=now)


async def cancel_for_person(session: AsyncSession, stakeholder_id: int, reason: str, now: datetime) -> int:
    """As `cancel_for_account`, for all of a person's accounts."""
    theirs = select(Account.id).where(Account.stakeholder_id == stakeholder_id)
    unasked = [Delivery.account_id.in_(theirs), waits(), Delivery.priority > Priority.REPLY]
    return await change(session, unasked, state=DeliveryState.CANCELLED, reason=reason, ended_at=now)


async def fail_for_account(session: AsyncSession, account_id: int, reason: str, now: datetime) -> int:
    """End everything that waits for an account that cannot be reached any more."""
    waiting = [Delivery.account_id == account_id, waits()]
    return await change(session, waiting, state=DeliveryState.FAILED, reason=reason, ended_at=now)


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
    await ring(session, Bell.LANES)
    return await change(
        session,
        [Delivery.announcement_id == announcement_id, Delivery.state == state, Delivery.chat != "", *conditions],
        state=DeliveryState.PENDING,
        due_at=now,
        attempts=0,
        reason=None,
        ended_at=None,
    )


async def next_due(door: Door, lane: str, now: datetime) -> datetime | None:
    """The first instant after `now` at which something that waits becomes due."""
    (row,) = await door.rows(_soonest(), {"this_lane": lane, "now": now})
    return min((instant for instant in row if instant is not None), default=None)


@cache
def _soonest() -> Select[*tuple[Any, ...]]:
    """For each priority, as the index has them."""
    later = and_(OUTBOX.c.lane == bindparam("this_lane"), OUTBOX.c.due_at > bindparam("now"), waits(OUTBOX.c))
    return select(
        *(
            select(func.min(OUTBOX.c.due_at)).where(OUTBOX.c.priority == priority, later).scalar_subquery()
            for priority in Priority
        )
    )


async def announcement_progress(session: AsyncSession, announcement_id: int) -> dict[DeliveryState, int]:
    """How many deliveries stand in each state; states without any are left out."""
    rows = await session.execute(
        select(Delivery.state, func.count(Delivery.id))
        .where(Delivery.announcement_id == announcement_id)
        .group_by(Delivery.state)
    )
    return {DeliveryState(state): count for state, count in rows}
