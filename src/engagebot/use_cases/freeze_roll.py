"""Who may vote in a round is fixed when it opens: a line each, under a fresh pseudonym."""

from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.audience import Audience
from engagebot.domain.chain import new_pseudonym
from engagebot.domain.consultation import Round, Voter
from engagebot.domain.draft import Draft
from engagebot.domain.opening import Roll, on_roll
from engagebot.domain.people import Organisation, Stakeholder
from engagebot.domain.receipts import new_secret
from engagebot.storage.audience import people_meant
from engagebot.storage.people import organisations_of


async def freeze_roll(session: AsyncSession, held: Round) -> Roll:
    """Every stakeholder whom the audience means; or every organisation, whether somebody of it has joined or not."""
    audience = Audience.from_json(held.audience)
    if held.agreed.by_organisation:
        listed = await organisations_of(session, held.workstream_id)
        meant = [one for one in listed if audience.includes(one.group, one.region, "")]
        voters = [_line(held, one) for one in meant]
        await _write(session, voters)
        await _begin_drafts(session, held, dict(zip([line["pseudonym"] for line in voters], meant, strict=True)))
    else:
        people = await people_meant(session, audience, held.workstream_id)
        voters = [{**_line(held, person), "stakeholder_id": person.id} for person in people]
        await _write(session, voters)
    return _roll(voters)


def _line(held: Round, voter: Organisation | Stakeholder) -> dict[str, Any]:
    return {
        "round_id": held.id,
        "pseudonym": new_pseudonym(),
        "secret": new_secret(),
        "group": voter.group,
        "region": voter.region,
    }


async def _write(session: AsyncSession, voters: list[dict[str, Any]]) -> None:
    if voters:
        await session.execute(insert(Voter), voters)


async def _begin_drafts(session: AsyncSession, held: Round, organisations: dict[str, Organisation]) -> None:
    """`organisations`: by pseudonym."""
    lines = await session.execute(select(Voter.pseudonym, Voter.id).where(Voter.round_id == held.id))
    for pseudonym, voter_id in lines:
        organisation = organisations[pseudonym]
        session.add(Draft(voter_id=voter_id, round_id=held.id, organisation_id=organisation.id, answers={}))


def _roll(voters: list[dict[str, Any]]) -> Roll:
    roll = Roll()
    for voter in sorted(voters, key=lambda voter: voter["pseudonym"]):
        roll.add(on_roll(voter["pseudonym"], voter["group"], voter["region"], voter["secret"]))
    return roll
