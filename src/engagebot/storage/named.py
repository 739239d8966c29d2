"""Of which organisation each counted ballot of a round is, as long as that is known."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.consultation import Ballot, Voter
from engagebot.domain.draft import Draft
from engagebot.domain.people import Organisation, Stakeholder


async def organisations_of_ballots(session: AsyncSession, round_id: int) -> list[tuple[str, Organisation | None]]:
    """By pseudonym, which says nothing of the order of the roll. None for somebody who has no organisation, or whose
    data was deleted."""
    theirs = func.coalesce(Draft.organisation_id, Stakeholder.organisation_id)
    rows = await session.execute(
        select(Voter.pseudonym, Organisation)
        .join(Ballot, Ballot.voter_id == Voter.id)
        .outerjoin(Draft, Draft.voter_id == Voter.id)
        .outerjoin(Stakeholder, Stakeholder.id == Voter.stakeholder_id)
        .outerjoin(Organisation, Organisation.id == theirs)
        .where(Voter.round_id == round_id, Voter.merged.is_(False), Ballot.answered > 0)
    )
    return sorted(((pseudonym, found) for pseudonym, found in rows), key=lambda row: row[0])
