"""The lines of organisations on a roll, their drafts, and the people who write and confirm them."""

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.consultation import Round, Voter
from engagebot.domain.draft import Draft
from engagebot.domain.people import Account, Organisation, Stakeholder
from engagebot.storage.cards import CardThere, cards_of
from engagebot.storage.rounds import voter_of


async def draft_of(session: AsyncSession, round_id: int, organisation_id: int | None) -> tuple[Voter, Draft] | None:
    """None for an organisation that is not on the roll, and for none."""
    found = await session.execute(
        select(Voter, Draft)
        .join(Draft, Draft.voter_id == Voter.id)
        .where(Draft.round_id == round_id, Draft.organisation_id == organisation_id)
    )
    row = found.one_or_none()
    return None if row is None else (row[0], row[1])


async def line_of(session: AsyncSession, held: Round, person: Stakeholder) -> Voter | None:
    """The line on a round's roll under which this person, or their organisation, votes."""
    if not held.agreed.by_organisation:
        return await voter_of(session, held.id, person.id)
    found = await draft_of(session, held.id, person.organisation_id)
    return None if found is None else found[0]


async def focal_points_of(session: AsyncSession, organisation_id: int) -> list[int]:
    """Stakeholders by their numbers."""
    found = select(Stakeholder.id).where(
        Stakeholder.organisation_id == organisation_id, Stakeholder.focal_point.is_(True)
    )
    return list(await session.scalars(found.order_by(Stakeholder.id)))


async def without_focal_point(session: AsyncSession, workstream_id: int) -> list[Organisation]:
    """Those in the workstream file for which nobody who joined may confirm anything."""
    confirms = exists().where(Stakeholder.organisation_id == Organisation.id, Stakeholder.focal_point.is_(True))
    ours = (Organisation.workstream_id == workstream_id, Organisation.withdrawn.is_(False))
    return list(await session.scalars(select(Organisation).where(*ours, ~confirms).order_by(Organisation.id)))


async def cards_of_colleagues(
    session: AsyncSession, organisation_id: int, round_id: int
) -> Sequence[tuple[Stakeholder, CardThere]]:
    """Where the organisation's people last had the draft before them."""
    people = select(Stakeholder).where(Stakeholder.organisation_id == organisation_id).order_by(Stakeholder.id)
    listening = list(await session.scalars(people.join(Account, Account.stakeholder_id == Stakeholder.id).distinct()))
    return [(person, card) for person in listening for card in await cards_of(session, person.id, round_id)]
