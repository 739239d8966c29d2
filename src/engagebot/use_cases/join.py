"""Consent, and the first settings after it."""

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.people import Account, Invitation, Stakeholder
from engagebot.domain.zones import is_zone, suggestions
from engagebot.storage.events import coming_events
from engagebot.storage.people import take_place
from engagebot.storage.strangers import forget_chat
from engagebot.storage.workstreams import any_contact, workstream_by_id
from engagebot.use_cases.asking import Member, Stranger
from engagebot.use_cases.event_for import concerns
from engagebot.use_cases.greet import ask_again, membership
from engagebot.use_cases.reply import Reply, Say


async def agree(session: AsyncSession, asker: Stranger) -> Reply:
    """From here on there is a stakeholder. The invitation is looked at once more: its last place may be gone."""
    account = asker.account
    if account is None or account.invitation_id is None:
        return await ask_again(session, asker)
    invitation = await session.get_one(Invitation, account.invitation_id)
    refusal = invitation.refusal(asker.received_at)
    if refusal is None and not await take_place(session, invitation):
        refusal = "used_up"
    if refusal is not None:
        await session.delete(account)
        return Reply((Say("code_refused", {"reason": refusal, "contact": await any_contact(session)}, True),))
    workstream = await workstream_by_id(session, invitation.workstream_id)
    stakeholder = await _enrol(session, account, invitation, asker, workstream.zone)
    member = Member(account, stakeholder, workstream, asker.received_at, asker.zone)
    if asker.zone is not None and is_zone(asker.zone):
        return await welcome(session, member, in_place=True)
    return ask_zone(member, in_place=True)


async def _enrol(
    session: AsyncSession, account: Account, invitation: Invitation, asker: Stranger, home: str
) -> Stakeholder:
    stakeholder = Stakeholder(
        workstream_id=invitation.workstream_id,
        organisation_id=invitation.organisation_id,
        focal_point=invitation.focal_point,
        group=invitation.group,
        region=invitation.region,
        language=account.language,
        zone=asker.zone if asker.zone is not None and is_zone(asker.zone) else home,
        consented_at=asker.received_at,
    )
    session.add(stakeholder)
    await session.flush()
    account.stakeholder_id = stakeholder.id
    account.invitation_id = None
    return stakeholder


async def decline(session: AsyncSession, asker: Stranger) -> Reply:
    """Forget the account again, and what was said to it."""
    await forget_chat(session, asker.address.lane, asker.chat)
    if asker.account is not None:
        await session.delete(asker.account)
    return Reply((Say("consent_declined", in_place=True),))


def ask_zone(member: Member, in_place: bool = False) -> Reply:
    member.account.expects = {"what": "zone"}
    stakeholder = member.stakeholder
    zones = suggestions(stakeholder.region, member.workstream.zone, stakeholder.zone)
    return Reply((Say("zone_asked", {"zones": zones, "zone": stakeholder.zone}, in_place),))


async def welcome(session: AsyncSession, member: Member, in_place: bool = False) -> Reply:
    workstream = member.workstream
    coming = [e for e in await coming_events(session, workstream.id, member.received_at) if concerns(e, member)]
    values = {
        "workstream": workstream,
        "stakeholder": member.stakeholder,
        "next_event": coming[0] if coming else None,
        "open_rounds": [],  # a roll is fixed at opening: who joins later is on none
        **await membership(session, workstream, member),
    }
    return Reply((Say("joined", values, in_place),))
