"""The first word, by code or without one."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.codes import clean_code, looks_like_code
from engagebot.domain.people import Account, Invitation
from engagebot.domain.workstream import LabelKind, Workstream
from engagebot.storage.people import invitation_by_code, label_title, organisation_of, take_place
from engagebot.storage.retention import end_for
from engagebot.storage.workstreams import any_contact, workstream_by_id
from engagebot.use_cases.asking import Member, Stranger
from engagebot.use_cases.reply import Reply, Say


async def greet(session: AsyncSession, asker: Stranger, typed: str) -> Reply:
    """Take an invitation code, or say that one is wanted. Nothing is stored before a good code."""
    if not clean_code(typed):
        return await ask_again(session, asker)
    invitation = await invitation_by_code(session, clean_code(typed))
    refusal = "unknown" if invitation is None else invitation.refusal(asker.received_at)
    if invitation is None or refusal is not None:
        contact = await any_contact(session)
        return Reply((Say("code_refused", {"reason": refusal, "contact": contact}),))
    account = asker.account or _account(session, asker, invitation)
    account.invitation_id = invitation.id
    account.language = invitation.language
    await session.flush()
    return await ask_for_consent(session, account, asker.received_at)


def _account(session: AsyncSession, asker: Stranger, invitation: Invitation) -> Account:
    account = Account(
        platform=asker.address.platform,
        workspace=asker.address.workspace,
        user=asker.address.user,
        chat=asker.chat,
        language=invitation.language,
        zone=asker.zone,
        created_at=asker.received_at,
    )
    session.add(account)
    return account


async def ask_again(session: AsyncSession, asker: Stranger) -> Reply:
    """Where a stranger stands: an invitation in hand, or none yet."""
    if asker.account is not None and asker.account.invitation_id is not None:
        return await ask_for_consent(session, asker.account, asker.received_at)
    return Reply((Say("invitation_wanted"),))


async def ask_for_consent(session: AsyncSession, account: Account, now: datetime, in_place: bool = False) -> Reply:
    invitation = await session.get_one(Invitation, account.invitation_id)
    workstream = await workstream_by_id(session, invitation.workstream_id)
    values = {
        "workstream": workstream,
        "organisation": await organisation_of(session, invitation),
        "group_title": await label_title(session, workstream.id, LabelKind.GROUP, invitation.group),
        "languages": workstream.languages,
        "ends_at": await end_for(session, workstream, now),
    }
    return Reply((Say("consent", values, in_place),))


async def switch_language_first(session: AsyncSession, asker: Stranger, language: str) -> Reply:
    """Read the question of consent in another language."""
    account = asker.account
    if account is None or account.invitation_id is None:
        return await ask_again(session, asker)
    invitation = await session.get_one(Invitation, account.invitation_id)
    workstream = await workstream_by_id(session, invitation.workstream_id)
    if language in workstream.languages:
        account.language = language
    return await ask_for_consent(session, account, asker.received_at, in_place=True)


async def said_by_stranger(session: AsyncSession, asker: Stranger, text: str) -> Reply:
    """A line of text before consent: most likely a code."""
    return await (greet(session, asker, text) if looks_like_code(text) else ask_again(session, asker))


async def is_code(session: AsyncSession, text: str) -> bool:
    """Whether somebody who may have joined already writes an invitation's code once more."""
    return looks_like_code(text) and await invitation_by_code(session, clean_code(text)) is not None


async def greet_again(session: AsyncSession, member: Member) -> Reply:
    """/start from somebody who joined already: whoever had stopped is back, but not by what was said before that and
    came late."""
    stakeholder = member.stakeholder
    if stakeholder.stopped_at is not None and member.received_at >= stakeholder.stopped_at:
        stakeholder.stopped_at = None
        return Reply((Say("resumed"),))
    return Reply((Say("already_joined", await membership(session, member.workstream, member)),))


async def write_code_again(session: AsyncSession, member: Member, typed: str) -> Reply:
    """Somebody who joined takes an invitation for focal points of their organisation: they are one from now on. Any
    other code is that of an invitation that they, or others, have taken already."""
    invitation = await invitation_by_code(session, clean_code(typed))
    person = member.stakeholder
    if invitation is None or not invitation.focal_point or person.focal_point:
        return await greet_again(session, member)
    if invitation.organisation_id != person.organisation_id or invitation.refusal(member.received_at) is not None:
        return await greet_again(session, member)
    if not await take_place(session, invitation):
        return await greet_again(session, member)
    person.focal_point = True
    return Reply((Say("focal_point_now", await membership(session, member.workstream, member)),))


async def membership(session: AsyncSession, workstream: Workstream, member: Member) -> dict[str, object]:
    group = member.stakeholder.group
    return {
        "organisation": await organisation_of(session, member.stakeholder),
        "group_title": await label_title(session, workstream.id, LabelKind.GROUP, group),
        "focal_point": member.stakeholder.focal_point,
    }
