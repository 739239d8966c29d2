"""Two accounts become one person's: a code that one of them is shown is written by the other, and both say yes."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Address, Platform
from engagebot.domain.linking import LIFETIME, MOST_WRONG, LinkRequest, link_code_in, new_link_code, new_number
from engagebot.domain.people import Account, Stakeholder
from engagebot.domain.workstream import LabelKind
from engagebot.storage.link_requests import (
    note_wrong_code,
    replace_request,
    request_by_code,
    request_by_id,
    wrong_codes_of,
)
from engagebot.storage.people import label_title, organisation_of
from engagebot.storage.strangers import forget_chat
from engagebot.storage.workstreams import any_contact
from engagebot.use_cases.asking import Asker, Member, Stranger
from engagebot.use_cases.linked import link
from engagebot.use_cases.merge_people import unlike
from engagebot.use_cases.reply import Elsewhere, Reply, Say


async def show_link_code(session: AsyncSession, member: Member) -> Reply:
    """A fresh code, to be written from the other account."""
    code = new_link_code()
    await replace_request(session, member.account.id, code, new_number(), member.received_at)
    return Reply((Say("link_code", {"value": code, "minutes": LIFETIME // timedelta(minutes=1)}),))


async def enter_link_code(session: AsyncSession, asker: Asker, typed: str) -> Reply:
    """The code was written: say what it would link, and ask. Wrong codes are counted, whoever writes them."""
    address, now = _address(asker), asker.received_at
    if await wrong_codes_of(session, address, now) >= MOST_WRONG:
        return await _refused(session, "too_many_tries")
    code = link_code_in(typed)
    request = await request_by_code(session, code, now) if code else None
    if request is None:
        await note_wrong_code(session, address, now)
        return await _refused(session, "unknown")
    owner, person = await _owner(session, request)
    refusal = _why_not(asker, owner, person)
    if refusal is not None:
        return await _refused(session, refusal)
    account = asker.account or await _account(session, asker, person)
    request.code, request.by_account_id, request.expires_at = None, account.id, now + LIFETIME
    await session.flush()
    return Reply((Say("link_asked", {**await _seen(session, request, owner, person), "joined": _joined(asker)}),))


async def answer_link(session: AsyncSession, asker: Asker, request_id: int, yes: bool) -> Reply:
    """A yes or a no, from either of the two accounts; the one that was shown the code has the last word."""
    request = await request_by_id(session, request_id, asker.received_at)
    account = asker.account
    if request is None or account is None or account.id not in (request.account_id, request.by_account_id):
        return await _refused(session, "over", in_place=True)
    if account.id == request.by_account_id:
        return await (_agree(session, asker, request) if yes else _leave(session, asker, request))
    if not isinstance(asker, Member) or not request.agreed:
        return await _refused(session, "over", in_place=True)
    return await (_confirm(session, asker, request) if yes else _deny(session, asker, request))


async def _agree(session: AsyncSession, asker: Asker, request: LinkRequest) -> Reply:
    """Now the account that was shown the code is asked."""
    owner, person = await _owner(session, request)
    values = await _seen(session, request, owner, person)
    if request.agreed:
        return Reply((Say("link_waiting", values, in_place=True),))
    request.agreed = True
    there = Elsewhere(owner, person.language, person.zone)
    asked = {**values, "platform": _address(asker).platform}
    return Reply((Say("link_waiting", values, in_place=True), Say("link_confirm", asked, to=there)))


async def _leave(session: AsyncSession, asker: Asker, request: LinkRequest) -> Reply:
    """The account that wrote the code would rather not."""
    await session.delete(request)
    await session.flush()
    if isinstance(asker, Stranger) and asker.account is not None and asker.account.invitation_id is None:
        await _forget(session, asker.account)
    return Reply((Say("link_declined", in_place=True),))


async def _deny(session: AsyncSession, member: Member, request: LinkRequest) -> Reply:
    """The account that was shown the code does not know the other."""
    writer = await session.get_one(Account, request.by_account_id)
    there = await _elsewhere(session, writer, member.stakeholder)
    await session.delete(request)
    await session.flush()
    if writer.stakeholder_id is None and writer.invitation_id is None:
        await _forget(session, writer)
    return Reply((Say("link_declined", in_place=True), Say("link_declined", to=there)))


async def _confirm(session: AsyncSession, member: Member, request: LinkRequest) -> Reply:
    writer = await session.get_one(Account, request.by_account_id, populate_existing=True)
    await session.delete(request)
    await session.flush()
    return await link(session, member, writer)


def _why_not(asker: Asker, owner: Account, person: Stakeholder) -> str | None:
    if asker.account is not None and asker.account.id == owner.id:
        return "own"
    if not isinstance(asker, Member):
        return None
    if asker.stakeholder.id == person.id:
        return "already"
    return unlike(person, asker.stakeholder)


async def say_where_to_begin(session: AsyncSession) -> Reply:
    """/link from somebody who has not joined, without a code."""
    return await _refused(session, "elsewhere")


async def _refused(session: AsyncSession, reason: str, in_place: bool = False) -> Reply:
    return Reply((Say("link_refused", {"reason": reason, "contact": await any_contact(session)}, in_place),))


async def _owner(session: AsyncSession, request: LinkRequest) -> tuple[Account, Stakeholder]:
    """The account that was shown the code, and whose it is."""
    account = await session.get_one(Account, request.account_id)
    return account, await session.get_one(Stakeholder, account.stakeholder_id)


async def _account(session: AsyncSession, asker: Asker, person: Stakeholder) -> Account:
    """A row for a stranger who wrote a good code; it goes if nothing comes of it."""
    assert isinstance(asker, Stranger)  # noqa: S101 - a member has an account
    account = Account(
        platform=asker.address.platform,
        workspace=asker.address.workspace,
        user=asker.address.user,
        chat=asker.chat,
        language=person.language,
        zone=asker.zone,
        created_at=asker.received_at,
    )
    session.add(account)
    await session.flush()
    return account


async def _forget(session: AsyncSession, account: Account) -> None:
    await forget_chat(session, account.lane, account.chat)
    await session.delete(account)


async def _seen(session: AsyncSession, request: LinkRequest, owner: Account, person: Stakeholder) -> dict[str, object]:
    """What the account that wrote the code is told of the other."""
    return {
        "request": request.id,
        "number": request.number,
        "platform": owner.platform,
        "organisation": await organisation_of(session, person),
        "group_title": await label_title(session, person.workstream_id, LabelKind.GROUP, person.group),
    }


async def _elsewhere(session: AsyncSession, account: Account, otherwise: Stakeholder) -> Elsewhere:
    """The other account, in its own person's words if it has one."""
    owner = await session.get(Stakeholder, account.stakeholder_id) if account.stakeholder_id is not None else None
    reader = owner or otherwise
    return Elsewhere(account, reader.language, reader.zone)


def _address(asker: Asker) -> Address:
    if isinstance(asker, Stranger):
        return asker.address
    account = asker.account
    return Address(Platform(account.platform), account.workspace, account.user)


def _joined(asker: Asker) -> bool:
    return isinstance(asker, Member)
