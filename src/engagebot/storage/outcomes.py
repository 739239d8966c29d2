"""What became of a try to send: written down, with everything that follows from it."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningUpdate

from engagebot.channel import GiveUp, Moved, Outcome, Retry, Sent, StopLane, Unknown
from engagebot.domain.outbox import Delivery, DeliveryState, Priority
from engagebot.domain.pacing import MAX_TRIES, pause_after
from engagebot.domain.people import Account
from engagebot.storage.doors import CoreDoor, Door
from engagebot.storage.each import each, keys, number
from engagebot.storage.falling_back import fall_back, these, waiting_for
from engagebot.storage.leases import Claimed
from engagebot.storage.outbox import OUTBOX, change, coalesce, fail_for_account, waits
from engagebot.storage.strangers import forget_farewells
from engagebot.storage.together import share_fates


@dataclass(frozen=True, slots=True)
class Result:
    claimed: Claimed
    outcome: Outcome


async def record(
    session: AsyncSession,
    worker: str,
    results: Sequence[Result],
    now: datetime,
    luck: Callable[[], float] = random.random,
) -> int:
    """Write down the outcomes of deliveries that `worker` still holds, and return how many those are.

    `luck` is from 0 to 1 and spreads the tries again.
    """
    held = await _sent(CoreDoor(await session.connection()), worker, results, now)
    held |= await _held(session, worker, [r.claimed.id for r in results if not isinstance(r.outcome, Sent)])
    ours = [result for result in results if result.claimed.id in held]
    for result in ours:
        await _record(session, result.claimed, result.outcome, now, luck)
    await coalesce(session, {chat for result in ours if (chat := _chat_of_card(result)) is not None}, now)
    if any(result.claimed.stands_for_others for result in ours):
        await share_fates(session)
    strangers = [result.claimed.id for result in ours if result.claimed.account_id is None]
    if strangers:
        await forget_farewells(session, strangers)
    return len(ours)


async def record_straight(door: Door, worker: str, results: Sequence[Result], now: datetime) -> None:
    """The same for what `is_plain`."""
    await _sent(door, worker, results, now)


def is_plain(result: Result) -> bool:
    """Sent, and nothing follows from it."""
    claimed, outcome = result.claimed, result.outcome
    stayed = isinstance(outcome, Sent) and outcome.chat == claimed.outgoing.chat
    return stayed and claimed.account_id is not None and not claimed.stands_for_others


def _chat_of_card(result: Result) -> tuple[str, str] | None:
    """Lane and chat of a card whose edit did not end and may wait beside a later one."""
    claimed, outcome = result.claimed, result.outcome
    if claimed.outgoing.replaces is None or isinstance(outcome, Sent | GiveUp):
        return None
    chat = outcome.chat if isinstance(outcome, Moved) else claimed.outgoing.chat
    return claimed.lane, chat


async def _held(session: AsyncSession, worker: str, ids: Sequence[int]) -> set[int]:
    return set(await session.scalars(_held_of(), {"ids": keys(ids), "worker": worker})) if ids else set()


@cache
def _held_of() -> Select[int]:
    these = OUTBOX.c.id.in_(select(number(each("ids"))))
    return select(OUTBOX.c.id).where(these, *_leased()).with_for_update()


def _leased() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The state is compared as an expression: in its own words PostgreSQL, while it has no statistics, would look
    through all that is open for it, by an index that holds only that, instead of taking the rows by their keys."""
    return OUTBOX.c.state.concat("") == DeliveryState.LEASED, OUTBOX.c.leased_by == bindparam("worker")


async def _sent(door: Door, worker: str, results: Sequence[Result], now: datetime) -> set[int]:
    """All of them in one statement; those that were still held."""
    refs = {str(result.claimed.id): result.outcome.ref for result in results if isinstance(result.outcome, Sent)}
    if not refs:
        return set()
    return {id_ for (id_,) in await door.rows(_mark_sent(), {"sent": refs, "worker": worker, "now": now})}


@cache
def _mark_sent() -> ReturningUpdate[int]:
    end: dict[str, object] = {"state": DeliveryState.SENT, "reason": None, "ended_at": bindparam("now")}
    free: dict[str, object] = {"leased_by": None, "leased_until": None}
    sent = each("sent")
    return (
        update(OUTBOX)
        .where(OUTBOX.c.id == number(sent), *_leased())
        .values(ref=sent.c.value, **end, **free)
        .returning(OUTBOX.c.id)
    )


async def _record(
    session: AsyncSession, claimed: Claimed, outcome: Outcome, now: datetime, luck: Callable[[], float]
) -> None:
    match outcome:
        case Sent(chat=chat):
            if chat != claimed.outgoing.chat:
                await _move(session, claimed, chat)
        case Retry(seconds, reason, whole_lane):
            # What the platform says of the sender is no fault of this message.
            tries = claimed.attempts + (0 if whole_lane else 1)
            await _try_again(session, claimed, reason, tries, now, seconds or pause_after(tries, luck()))
        case GiveUp(reason, unreachable):
            await _fail(session, claimed, reason, now, unreachable)
        case Moved(chat):
            await _move(session, claimed, chat)
            await _try_again(session, claimed, f"moved to {chat}", claimed.attempts + 1, now, 0)
        case StopLane(reason):
            await _set(session, claimed, state=DeliveryState.PENDING, reason=reason)
        case Unknown(reason):
            if claimed.outgoing.replaces is None:
                await _end(session, claimed, DeliveryState.UNKNOWN, reason, now)
            else:
                tries = claimed.attempts + 1
                await _try_again(session, claimed, reason, tries, now, pause_after(tries, luck()))


async def _set(session: AsyncSession, claimed: Claimed, **values: object) -> None:
    await change(session, [Delivery.id == claimed.id], leased_by=None, leased_until=None, **values)


async def _end(session: AsyncSession, claimed: Claimed, state: DeliveryState, reason: str, now: datetime) -> None:
    await _set(session, claimed, state=state, reason=reason, ended_at=now)


async def _fail(session: AsyncSession, claimed: Claimed, reason: str, now: datetime, unreachable: bool = False) -> None:
    """It surely did not arrive: an announcement then goes to another account of the same person, if there is one,
    and with it, if the account is out of reach, whatever else waits for that."""
    await _end(session, claimed, DeliveryState.FAILED, reason, now)
    account_id = claimed.account_id
    if account_id is None:
        return
    if unreachable:
        await session.execute(update(Account).where(Account.id == account_id).values(unreachable=reason))
        await fall_back(session, account_id, now, these([claimed.id]) | waiting_for(account_id))
        await fail_for_account(session, account_id, reason, now)
    elif claimed.priority > Priority.REPLY:
        await fall_back(session, account_id, now, these([claimed.id]))


async def _try_again(
    session: AsyncSession, claimed: Claimed, reason: str, tries: int, now: datetime, seconds: float
) -> None:
    """Due again after `seconds`, unless it has been tried too often."""
    if tries >= MAX_TRIES:
        await _fail(session, claimed, f"given up after {tries} tries: {reason}", now)
        return
    due_at = now + timedelta(seconds=seconds)
    state = DeliveryState.RETRY if seconds else DeliveryState.PENDING
    await _set(session, claimed, state=state, reason=reason, attempts=tries, due_at=due_at)


async def _move(session: AsyncSession, claimed: Claimed, chat: str) -> None:
    """Write the chat's real address everywhere: here, in the account, and in what else waits for it."""
    await change(session, [Delivery.id == claimed.id], chat=chat)
    if claimed.account_id is None:
        return
    account = update(Account).where(Account.id == claimed.account_id)
    await session.execute(account.where(Account.chat == claimed.outgoing.chat).values(chat=chat))
    same_chat = [Delivery.account_id == claimed.account_id, Delivery.chat == claimed.outgoing.chat, waits()]
    await change(session, same_chat, chat=chat)
