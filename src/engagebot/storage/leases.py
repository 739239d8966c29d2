"""Who is sending what: deliveries are claimed under a lease, handed back, or taken over from the dead."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningUpdate

from engagebot.channel import Document, Outgoing
from engagebot.domain.announcement import AnnouncementState
from engagebot.domain.outbox import MIRROR, Delivery, DeliveryState, Priority
from engagebot.storage.asleep import mornings, put_off_until_morning
from engagebot.storage.doors import CoreDoor, Door
from engagebot.storage.falling_back import fall_back, these
from engagebot.storage.outbox import OUTBOX, change, is_open, waits
from engagebot.storage.surroundings import Leased, Surroundings, surroundings

TOO_LATE = "its time had passed before it could be sent"
HELD = {
    AnnouncementState.PAUSED: (DeliveryState.PAUSED, "paused by an organiser"),
    AnnouncementState.CANCELLED: (DeliveryState.CANCELLED, "cancelled by an organiser"),
}
"""What was being sent when an organiser stopped its announcement, and comes back to be sent again."""
End = tuple[DeliveryState, str]
CUT_OFF = "the program ended while sending it: it may have arrived"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is ours to send until its lease ends."""

    id: int
    lane: str
    account_id: int | None
    priority: int
    attempts: int
    outgoing: Outgoing
    stands_for_others: bool = False
    """Others end as it does: see `storage/together.py`."""


@dataclass(frozen=True, slots=True)
class Place:
    """The lane in which `worker` claims at `now`, for so many seconds."""

    lane: str
    worker: str
    now: datetime
    lease_seconds: float


class Ends(Exception):
    """Something that was claimed must not go out."""


async def claim(
    session: AsyncSession,
    lane: str,
    worker: str,
    limit: int,
    now: datetime,
    lease_seconds: float,
    replies: int = 0,
) -> list[Claimed]:
    """Lease up to `limit` due deliveries to `worker`, replies first, and of replies up to `replies` at least.

    Of each chat at most one is in flight, and none overtakes an earlier one of the same priority. What must
    not go out any more is ended on the way, with its reason; what nobody asked for waits while its reader sleeps.
    """
    door = CoreDoor(await session.connection())
    return await _claim(door, session, Place(lane, worker, now, lease_seconds), limit, replies)


async def claim_straight(door: Door, place: Place, limit: int, replies: int = 0) -> list[Claimed]:
    """The same where all of it may go out. Raises Ends where not: then all has to be taken back, for `claim`."""
    return await _claim(door, None, place, limit, replies)


async def _claim(door: Door, session: AsyncSession | None, place: Place, limit: int, replies: int) -> list[Claimed]:
    kept: list[Claimed] = []
    until = place.now + timedelta(seconds=place.lease_seconds)
    for priority in await _with_something_due(door, place.lane, place.now):
        most = max(limit, replies) if priority is Priority.REPLY else limit
        while (wanted := most - len(kept)) > 0:
            here = {"this_lane": place.lane, "this_priority": priority, "most": wanted, "now": place.now}
            rows = await door.rows(_lease(), {**here, "worker": place.worker, "until": until})
            leased = sorted((Leased(*row) for row in rows), key=lambda row: (row.due_at, row.id))
            kept += await _fit(door, session, place, leased)
            if len(leased) < wanted:
                break
    return kept


async def _with_something_due(door: Door, lane: str, now: datetime) -> list[Priority]:
    """Mostly one of them or none: cheaper to ask than to try each."""
    (row,) = await door.rows(_anything_due(), {"this_lane": lane, "now": now})
    return [priority for priority, something in zip(Priority, row, strict=True) if something]


@cache
def _anything_due() -> Select[*tuple[Any, ...]]:
    due = and_(OUTBOX.c.lane == bindparam("this_lane"), OUTBOX.c.due_at <= bindparam("now"), waits(OUTBOX.c))
    return select(*(exists().where(OUTBOX.c.priority == priority, due) for priority in Priority))


@cache
def _lease() -> ReturningUpdate[*tuple[Any, ...]]:
    due, row = _due(), OUTBOX.c
    own = (row.id, row.account_id, row.announcement_id, row.variant_id, row.priority, row.attempts)
    message = (row.chat, row.body, row.what, row.replaces, row.document, row.due_at, row.expires_at, row.urgent)
    return (
        update(OUTBOX)
        .where(row.id.in_(select(due.c.id)))
        .values(state=DeliveryState.LEASED, leased_by=bindparam("worker"), leased_until=bindparam("until"))
        .returning(*own, *message)
    )


def _due() -> CTE:
    """A common table, since PostgreSQL may run a plain subquery with a LIMIT more than once."""
    mine = OUTBOX.alias("mine")
    here = and_(mine.c.lane == bindparam("this_lane"), mine.c.priority == bindparam("this_priority"))
    return (
        select(mine.c.id)
        .where(here, mine.c.due_at <= bindparam("now"), waits(mine.c))
        .where(~_held_back(mine.c))
        .order_by(mine.c.due_at, mine.c.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True, of=mine)
        .cte("due")
    )


def _held_back(mine: Any) -> ColumnElement[bool]:
    """Whether something else of the chat is in flight, or has to go first."""
    other = OUTBOX.alias("other").c
    due = other.due_at <= bindparam("now")
    earlier = and_(other.priority == mine.priority, other.id < mine.id, or_(other.state == DeliveryState.RETRY, due))
    in_the_way = select(other.id).where(
        other.lane == mine.lane,
        other.chat == mine.chat,
        is_open(other),
        other.id != mine.id,
        or_(other.state == DeliveryState.LEASED, earlier, and_(other.priority < mine.priority, due)),
    )
    # The offset keeps PostgreSQL from joining whole tables here, which it does while it has no statistics.
    return exists(in_the_way.offset(0))


async def _fit(door: Door, session: AsyncSession | None, place: Place, leased: Sequence[Leased]) -> list[Claimed]:
    """Those of the leased that may go out; the others are ended, or put off where their readers sleep."""
    kept: list[Claimed] = []
    ended: dict[End, list[int]] = {}
    asleep: list[int] = []
    around, now = await surroundings(door, leased), place.now
    until = mornings((around.reader(row).night for row in leased if _can_wait(row)), now)
    for row in leased:
        end = _end_of(row, around, now)
        night = around.reader(row).night
        if end is None and _can_wait(row) and night is not None and night.key in until:
            asleep.append(row.id)
        elif end is None and (claimed := _claimed(row, place.lane, around)) is not None:
            kept.append(claimed)
        else:
            ended.setdefault(end or (DeliveryState.FAILED, "its text cannot be read"), []).append(row.id)
    if session is None and (asleep or ended):
        raise Ends
    if session is not None and asleep:
        await put_off_until_morning(session, place.lane, asleep, until, now)
    if session is not None and ended:
        await _end(session, place.lane, ended, {row.id: row.account_id for row in leased}, now)
    return kept


async def _end(
    session: AsyncSession,
    lane: str,
    ended: Mapping[End, Sequence[int]],
    accounts: Mapping[int, int | None],
    now: datetime,
) -> None:
    for (state, reason), rows in ended.items():
        await change(session, [Delivery.id.in_(rows)], state=state, reason=reason, ended_at=now, leased_by=None)
    failed = {id_ for (state, _), rows in ended.items() if state is DeliveryState.FAILED for id_ in rows}
    for account_id in {account_id for id_ in failed if (account_id := accounts[id_]) is not None}:
        await fall_back(session, account_id, now, these(failed))
    if any(state is DeliveryState.EXPIRED for state, _ in ended):
        await _expire(session, lane, now)


def _can_wait(row: Leased) -> bool:
    return row.priority > Priority.REPLY and not row.urgent


def _end_of(row: Leased, around: Surroundings, now: datetime) -> End | None:
    """The state and the reason to end a due delivery with, or None if it may go out."""
    late = row.expires_at is not None and row.expires_at <= now
    course, reader = around.course(row), around.reader(row)
    # What was sent of a cancelled announcement can still be corrected: see `holding_back.cancel_not_out`.
    corrects = row.announcement_id is None and course == AnnouncementState.CANCELLED
    if course in HELD and (late or not corrects):
        return HELD[AnnouncementState(course)]
    if late:
        return DeliveryState.EXPIRED, TOO_LATE
    if row.priority > Priority.REPLY and reader.unreachable is not None:
        return DeliveryState.FAILED, reader.unreachable
    if row.priority > Priority.REPLY and reader.stopped:
        return DeliveryState.CANCELLED, "stopped"
    return None


def _claimed(row: Leased, lane: str, around: Surroundings) -> Claimed | None:
    body = row.body if row.body is not None else around.body(row)
    if body is None:
        return None
    try:
        document = None if (file := around.document(row)) is None else Document(**file)
    except TypeError:
        return None
    outgoing = Outgoing(row.chat, body, row.replaces, document, only_edits=row.what == MIRROR)
    return Claimed(row.id, lane, row.account_id, row.priority, row.attempts, outgoing)


async def _expire(session: AsyncSession, lane: str, now: datetime) -> int:
    """End at once whatever else in the lane came too late: where one did, many may have."""
    late = [Delivery.lane == lane, waits(), Delivery.due_at <= now, Delivery.expires_at <= now]
    return await change(session, late, state=DeliveryState.EXPIRED, reason=TOO_LATE, ended_at=now)


def _leased_in(lane: str) -> ColumnElement[bool]:
    return and_(Delivery.lane == lane, is_open(), Delivery.state == DeliveryState.LEASED)


async def hand_back(session: AsyncSession, worker: str, ids: Collection[int], due_at: datetime | None = None) -> int:
    """Give up leases of deliveries whose sending has not started; with `due_at` they wait until then."""
    ours = [Delivery.id.in_(ids), Delivery.state == DeliveryState.LEASED, Delivery.leased_by == worker]
    values: dict[str, object] = {"leased_by": None, "leased_until": None}
    if due_at is None:
        return await change(session, ours, state=DeliveryState.PENDING, **values)
    return await change(session, ours, state=DeliveryState.RETRY, due_at=due_at, **values)


async def release_others(session: AsyncSession, lane: str, worker: str, held: Collection[int]) -> int:
    """Give up every lease of the worker in the lane but those `held`."""
    others = [_leased_in(lane), Delivery.leased_by == worker, Delivery.id.not_in(held)]
    return await change(session, others, state=DeliveryState.PENDING, leased_by=None, leased_until=None)


async def lease_holders(session: AsyncSession, lane: str) -> set[str]:
    """The workers that have leases in the lane."""
    found = await session.scalars(_holders(), {"this_lane": lane})
    return {holder for holder in found if holder is not None}


@cache
def _holders() -> Select[str | None]:
    leased = and_(is_open(OUTBOX.c), OUTBOX.c.state == DeliveryState.LEASED)
    return select(OUTBOX.c.leased_by).where(OUTBOX.c.lane == bindparam("this_lane"), leased)


async def take_over(session: AsyncSession, lane: str, worker: str, now: datetime, dead: Collection[str] = ()) -> int:
    """End the leases of workers known `dead`, and of others than `worker` whose time ran out.

    An edit can be sent again without harm; a new message may have been written already, so it is unknown.
    """
    ran_out = and_(Delivery.leased_by != worker, Delivery.leased_until <= now)
    lost = and_(_leased_in(lane), or_(ran_out, Delivery.leased_by.in_(dead)))
    edits = await change(session, [lost, Delivery.replaces.is_not(None)], state=DeliveryState.PENDING, leased_by=None)
    return edits + await change(
        session, [lost], state=DeliveryState.UNKNOWN, reason=CUT_OFF, ended_at=now, leased_by=None
    )
