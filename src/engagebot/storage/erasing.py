"""What is stored about people goes: they are on no list any more, and what has to stay leads to nobody."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, null, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import Delete, Update

from engagebot.domain.comment import Comment
from engagebot.domain.consultation import Voter
from engagebot.domain.draft import Draft
from engagebot.domain.event import EventAnswer, EventRating
from engagebot.domain.inbox import SetAside
from engagebot.domain.outbox import NOT_OUT, Delivery, DeliveryState
from engagebot.domain.people import Account, Stakeholder
from engagebot.domain.practice import Practice
from engagebot.domain.workstream import ActivityFollower
from engagebot.storage.outbox import change
from engagebot.storage.own_rows import set_aside_of

OF_PEOPLE = (EventAnswer, EventRating, Comment, ActivityFollower, Practice)
ERASED = (
    *("accounts", "event_answers", "event_ratings", "comments", "activity_followers", "practices", "voters"),
    *("drafts", "outbox", "ballot_cards", "link_requests"),
)
"""Every table that says whose something is, and is taken care of when people are erased. Of a line on a roll, and of an
organisation's draft, only the person is taken away: the pseudonym, its votes and its ballot are what was counted. Cards
and requests to link go with their accounts, dispositions and merges with their comments."""


async def accounts_to_erase(session: AsyncSession, people: Collection[int], wait: bool = True) -> Sequence[Account]:
    """Held until the end of the transaction, as are the people themselves: nothing can be added to them meanwhile.

    Not more strongly than updates hold them: one that writes to another account of its person ends first. Without
    `wait` those that something else holds at this moment are left out: who holds one of them already and waits for
    the next could wait for ever.
    """
    fresh = {"populate_existing": True}
    theirs = select(Account).where(Account.stakeholder_id.in_(people)).order_by(Account.id)
    accounts = (
        await session.scalars(theirs.with_for_update(key_share=True, skip_locked=not wait).execution_options(**fresh))
    ).all()
    rows = select(Stakeholder.id).where(Stakeholder.id.in_(people)).order_by(Stakeholder.id)
    (await session.scalars(rows.with_for_update())).all()
    return accounts


async def erase(session: AsyncSession, people: Collection[int], accounts: Sequence[Account], now: datetime) -> None:
    """`accounts`: all that these people have. Rows of theirs that the session still holds are stale afterwards."""
    ids = [account.id for account in accounts]
    await _forget_updates(session, accounts)
    await _forget_messages(session, ids, now)
    await _forget_earlier_messages(session, accounts)
    for table in OF_PEOPLE:
        await _run(session, delete(table).where(table.stakeholder_id.in_(people)))
    for line in (Voter, Draft):
        await _run(session, update(line).where(line.stakeholder_id.in_(people)).values(stakeholder_id=None))
    await _run(session, delete(Account).where(Account.id.in_(ids)))
    await _run(session, delete(Stakeholder).where(Stakeholder.id.in_(people)))


async def _run(session: AsyncSession, statement: Delete | Update) -> None:
    await session.execute(statement.execution_options(synchronize_session=False))


async def _forget_updates(session: AsyncSession, accounts: Sequence[Account]) -> None:
    keys = [kept.key for kept in await set_aside_of(session, accounts)]
    if keys:
        await _run(session, delete(SetAside).where(SetAside.key.in_(keys)))


async def _forget_messages(session: AsyncSession, accounts: Collection[int], now: datetime) -> None:
    """Answers go; of what went to many only that it was sent stays, so that its figures remain true. What is on its
    way at this very moment may arrive."""
    theirs = Delivery.account_id.in_(accounts)
    to_many = or_(Delivery.announcement_id.is_not(None), Delivery.variant_id.is_not(None))
    await _run(session, delete(Delivery).where(theirs, ~to_many))
    await _end(session, [theirs, Delivery.state.in_(NOT_OUT)], DeliveryState.CANCELLED, now)
    await _end(session, [theirs, Delivery.state == DeliveryState.LEASED], DeliveryState.UNKNOWN, now)
    await detach(session, theirs, reason=None)


async def _end(session: AsyncSession, which: list[ColumnElement[bool]], state: DeliveryState, now: datetime) -> None:
    await change(session, which, state=state, ended_at=now, leased_by=None, leased_until=None)


async def detach(session: AsyncSession, which: ColumnElement[bool], **also: None) -> None:
    """Messages that have come to their end keep neither whose they were, nor where they went, nor words of their own,
    nor what else is to go: a platform's `reason` can name the chat."""
    nothing = {"account_id": None, "chat": "", "ref": None, "replaces": None, "body": null(), "document": null()}
    await change(session, [which], **nothing, **also)


async def _forget_earlier_messages(session: AsyncSession, accounts: Sequence[Account]) -> None:
    """What was said before they joined bears no account."""
    chats = {(account.lane, account.chat) for account in accounts}
    if chats:
        here = tuple_(Delivery.lane, Delivery.chat).in_(sorted(chats))
        await _run(session, delete(Delivery).where(here, Delivery.account_id.is_(None)))
