"""The pages that a platform keeps for people, such as Slack's Home tab: whose are to be written anew."""

from datetime import datetime, timedelta

from sqlalchemy import String, cast, exists, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.outbox import HOME, Delivery, DeliveryState, Priority
from engagebot.domain.people import Account, Stakeholder
from engagebot.storage.bells import Bell, ring
from engagebot.storage.outbox import NewDelivery, waits

LATELY = timedelta(days=30)
"""Whoever has not looked for so long gets theirs when they look again, as everybody does."""


async def homes_of(session: AsyncSession, stakeholder_id: int) -> list[Account]:
    """A person's accounts that have such a page."""
    theirs = select(Account).where(Account.stakeholder_id == stakeholder_id, Account.home_at.is_not(None))
    return list(await session.scalars(theirs.order_by(Account.id)))


def home_of(account: Account, now: datetime) -> NewDelivery:
    """To be written when it goes out, and shows by then what is so by then. One that waits already gives way."""
    return NewDelivery(
        lane=account.lane,
        chat=account.user,
        what=HOME,
        priority=Priority.REPLY,
        due_at=now,
        body={HOME: True},
        account_id=account.id,
        replaces=HOME,
    )


async def renew_homes(session: AsyncSession, workstream_id: int, now: datetime) -> None:
    """Of everybody in a workstream who has looked lately: something in it changed. Behind all messages."""
    waiting = exists().where(Delivery.account_id == Account.id, Delivery.what == HOME, waits())
    rows = (
        select(
            cast(Account.platform + ":" + Account.workspace, String),
            Account.user,
            Account.id,
            literal(HOME),
            literal(int(Priority.BROADCAST)),
            literal({HOME: True}, Delivery.body.type),
            literal(HOME),
            literal(str(DeliveryState.PENDING)),
            literal(now, Delivery.due_at.type),
            literal(0),
            literal(now, Delivery.created_at.type),
        )
        .join(Stakeholder, Account.stakeholder_id == Stakeholder.id)
        .where(Stakeholder.workstream_id == workstream_id, Account.home_at > now - LATELY, ~waiting)
    )
    columns = [
        "lane", "chat", "account_id", "what", "priority", "body", "replaces", "state", "due_at", "attempts",
        "created_at",
    ]  # fmt: skip
    await session.execute(insert(Delivery).from_select(columns, rows, include_defaults=False))
    await ring(session, Bell.LANES)
