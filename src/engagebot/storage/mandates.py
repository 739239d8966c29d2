"""Who votes for whom in a round."""

from collections.abc import Sequence

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from engagebot.domain.consultation import Answers, Ballot
from engagebot.domain.draft import Draft
from engagebot.domain.mandate import Held, Mandate
from engagebot.domain.people import Organisation
from engagebot.storage.rewordings import versions_answered


async def mandates_of(session: AsyncSession, round_id: int) -> list[tuple[Mandate, str, str, bool]]:
    """All that were ever filed, with the keys of giver and holder, and whether the giver has voted itself."""
    giver, holder = aliased(Organisation), aliased(Organisation)
    found = await session.execute(
        select(Mandate, giver.key, holder.key, Draft.confirmed.is_not(None))
        .join(giver, Mandate.giver_id == giver.id)
        .join(holder, Mandate.holder_id == holder.id)
        .outerjoin(Draft, (Draft.round_id == Mandate.round_id) & (Draft.organisation_id == Mandate.giver_id))
        .where(Mandate.round_id == round_id)
        .order_by(Mandate.id)
    )
    return [(mandate, one, other, bool(itself)) for mandate, one, other, itself in found]


def _in_force(round_id: int) -> Select[Mandate]:
    return select(Mandate).where(Mandate.round_id == round_id, Mandate.revoked_at.is_(None))


async def mandate_from(session: AsyncSession, round_id: int, giver_id: int) -> Mandate | None:
    """The one in force."""
    return (await session.scalars(_in_force(round_id).where(Mandate.giver_id == giver_id))).one_or_none()


async def holder_for(session: AsyncSession, round_id: int, giver_id: int) -> Organisation | None:
    """Who votes for an organisation, as long as it does not vote itself."""
    mandate = await mandate_from(session, round_id, giver_id)
    return None if mandate is None else await session.get_one(Organisation, mandate.holder_id)


async def held_by(session: AsyncSession, draft: Draft) -> Sequence[Held]:
    """What an organisation holds from others that are on the roll and have not voted themselves."""
    theirs = aliased(Draft)
    found = await session.execute(
        select(Mandate.id, Organisation.name, theirs.voter_id, Ballot.answers)
        .join(Organisation, Mandate.giver_id == Organisation.id)
        .join(theirs, (theirs.round_id == Mandate.round_id) & (theirs.organisation_id == Mandate.giver_id))
        .outerjoin(Ballot, Ballot.voter_id == theirs.voter_id)
        .where(Mandate.round_id == draft.round_id, Mandate.holder_id == draft.organisation_id)
        .where(Mandate.revoked_at.is_(None), theirs.confirmed.is_(None))
        .order_by(Mandate.id)
    )
    rows = found.all()
    own = await session.scalar(select(Ballot.answers).where(Ballot.voter_id == draft.voter_id)) if rows else None
    return [
        Held(id_, name, bool(own) and answers == own and await _on_the_same_texts(session, draft, voter_id, own or {}))
        for id_, name, voter_id, answers in rows
    ]


async def _on_the_same_texts(session: AsyncSession, draft: Draft, voter_id: int, answers: Answers) -> bool:
    mine = await versions_answered(session, draft.round_id, draft.voter_id)
    theirs = await versions_answered(session, draft.round_id, voter_id)
    return all(mine.get(int(number)) == theirs.get(int(number)) for number in answers)


async def forget_votes_by_mandate(session: AsyncSession, round_id: int) -> None:
    """Which votes came by proxy would say whose they are."""
    theirs = update(Mandate).where(Mandate.round_id == round_id).values(votes=[])
    await session.execute(theirs.execution_options(synchronize_session=False))
