"""Which accounts a person has, to which of them messages go, and how one is let go again."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.people import Account
from engagebot.storage.linked_accounts import accounts_of, let_go, prefer
from engagebot.use_cases.asking import Member
from engagebot.use_cases.link_accounts import enter_link_code, show_link_code
from engagebot.use_cases.reply import UNKNOWN_BUTTON, Elsewhere, Reply, Say


async def link_or_show(session: AsyncSession, member: Member, typed: str) -> Reply:
    """/link, with or without a code behind it: who has several accounts sees them first."""
    if typed.strip():
        return await enter_link_code(session, member, typed)
    return await (show_accounts(session, member) if member.account.is_linked else show_link_code(session, member))


async def show_accounts(session: AsyncSession, member: Member) -> Reply:
    accounts = await accounts_of(session, member.stakeholder.id)
    return Reply((_accounts(member, accounts),))


def _accounts(member: Member, accounts: Sequence[Account], in_place: bool = False) -> Say:
    values = {"accounts": accounts, "here": member.account, "chosen": member.stakeholder.chose_account}
    return Say("accounts", values, in_place)


async def choose_account(session: AsyncSession, member: Member, account_id: int | None) -> Reply:
    """Messages go to this account, or for None to the one last heard from, which is this one now."""
    accounts = await accounts_of(session, member.stakeholder.id)
    wanted = member.account.id if account_id is None else account_id
    chosen = next((account for account in accounts if account.id == wanted), None)
    if chosen is None or len(accounts) < 2:
        return UNKNOWN_BUTTON
    member.stakeholder.chose_account = account_id is not None
    await prefer(session, chosen)
    return Reply((_accounts(member, accounts, in_place=True),))


async def unlink(session: AsyncSession, member: Member, account_id: int) -> Reply:
    """The account goes, and all that was said from it stays with the person."""
    accounts = await accounts_of(session, member.stakeholder.id)
    going = next((account for account in accounts if account.id == account_id), None)
    others = [account for account in accounts if account is not going]
    if going is None or not others:
        return UNKNOWN_BUTTON
    preferred = next((account for account in others if account.preferred), others[0])
    if going.preferred or len(others) == 1:
        member.stakeholder.chose_account = False
    await let_go(session, going, member.received_at)
    await prefer(session, preferred)
    itself = going.id == member.account.id
    there = Elsewhere(preferred if itself else going, member.stakeholder.language, member.stakeholder.zone)
    return Reply(
        (
            Say("unlinked", {"platform": going.platform, "here": itself}, in_place=True),
            Say("unlinked", {"platform": going.platform, "here": not itself}, to=there),
        ),
        gone=(going,),
    )
