"""The accounts of one person: which there are, which is preferred, and how one goes."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.outbox import Delivery
from engagebot.domain.people import Account, Stakeholder
from engagebot.storage.erasing import detach
from engagebot.storage.falling_back import fall_back, waiting_for
from engagebot.storage.outbox import cancel_for_account, change, is_open


async def accounts_of(session: AsyncSession, stakeholder_id: int) -> list[Account]:
    """The first that they joined with comes first."""
    found = await session.scalars(select(Account).where(Account.stakeholder_id == stakeholder_id).order_by(Account.id))
    return list(found)


async def hold(session: AsyncSession, account: Account, person: Stakeholder) -> Stakeholder | None:
    """Whose the account is as it stands now, if anybody's. Both people and all their accounts are held until the end
    of the transaction: whatever else these do meanwhile comes before it or after."""
    at_once = {"populate_existing": True}
    place = select(Account).where(Account.id == account.id).with_for_update(key_share=True)
    (await session.scalars(place.execution_options(**at_once))).all()
    people = {person.id} if account.stakeholder_id is None else {person.id, account.stakeholder_id}
    theirs = select(Account).where(Account.stakeholder_id.in_(people)).order_by(Account.id)
    (await session.scalars(theirs.with_for_update(key_share=True).execution_options(**at_once))).all()
    both = select(Stakeholder).where(Stakeholder.id.in_(people)).order_by(Stakeholder.id)
    held = await session.scalars(both.with_for_update().execution_options(**at_once))
    return {one.id: one for one in held}.get(account.stakeholder_id or 0)


async def prefer(session: AsyncSession, account: Account) -> None:
    """Messages go to this one of its person's accounts from now on."""
    if account.stakeholder_id is None:
        return
    accounts = await accounts_of(session, account.stakeholder_id)
    for one in accounts:
        one.preferred = one.id == account.id if len(accounts) > 1 else None


async def let_go(session: AsyncSession, account: Account, now: datetime) -> None:
    """Forget an account of a person who has others; what waits for it goes to one of those, and what was sent keeps
    neither its owner nor its chat."""
    await session.flush()
    await fall_back(session, account.id, now, waiting_for(account.id))
    await cancel_for_account(session, account.id, "unlinked", now)
    await detach(session, (Delivery.account_id == account.id) & ~is_open())
    await change(session, [Delivery.account_id == account.id], account_id=None)
    account.stakeholder_id = account.preferred = None
    await session.delete(account)
    await session.flush()
