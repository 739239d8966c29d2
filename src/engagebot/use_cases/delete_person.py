"""Whoever wants to be forgotten is, on all their accounts, after one question."""

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.people import Account
from engagebot.storage.erasing import accounts_to_erase, erase
from engagebot.storage.linked_accounts import accounts_of
from engagebot.use_cases.asking import Member
from engagebot.use_cases.reply import Elsewhere, Reply, Say


async def ask_to_delete(session: AsyncSession, member: Member) -> Reply:
    member.account.expects = {"what": "button"}
    accounts = await accounts_of(session, member.stakeholder.id)
    return Reply((Say("delete_asked", {"accounts": accounts, "here": member.account}),))


async def delete_person(session: AsyncSession, member: Member) -> Reply:
    """The answers are the last messages, and are not kept once they were sent. While something of another of their
    accounts is being handled nothing is deleted, and they are asked to press once more."""
    person = member.stakeholder
    await session.flush()
    accounts = await accounts_to_erase(session, [person.id], wait=False)
    if len(accounts) < len(await accounts_of(session, person.id)):
        return Reply((Say("something_wrong"),))
    await erase(session, [person.id], accounts, member.received_at)
    session.expunge(person)
    for account in accounts:
        _let_go(session, account)
    others = [account for account in accounts if account is not member.account]
    there = [Say("deleted", to=Elsewhere(account, person.language, person.zone)) for account in others]
    return Reply((Say("deleted", in_place=True), *there), gone=tuple(accounts))


def _let_go(session: AsyncSession, account: Account) -> None:
    """Nothing that is written from here on bears the account."""
    session.expunge(account)
    account.stakeholder_id = account.preferred = None
