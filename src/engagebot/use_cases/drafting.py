"""What an organisation's people see of their common draft."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.consultation import Answers, Ballot, Round
from engagebot.domain.draft import Draft, Drafted
from engagebot.domain.people import Organisation, Stakeholder
from engagebot.storage.drafts import draft_of, focal_points_of
from engagebot.storage.mandates import held_by, holder_for
from engagebot.storage.rounds import ballot_of, voter_of


@dataclass(frozen=True, slots=True)
class DraftedAnswers:
    """In place of a ballot on its cards: the answers of the draft, with the receipt of what counts."""

    answers: Answers
    receipt: str | None
    changed_at: datetime | None


def answers_in(draft: Draft, ballot: Ballot | None) -> DraftedAnswers:
    return DraftedAnswers(draft.answers, ballot.receipt if ballot else None, ballot.changed_at if ballot else None)


async def answered_of(session: AsyncSession, held: Round, person: Stakeholder) -> int:
    """How many answers this person's ballot has, or their organisation's draft."""
    if held.agreed.by_organisation:
        found = await draft_of(session, held.id, person.organisation_id)
        return 0 if found is None else len(found[1].answers)
    voter = await voter_of(session, held.id, person.id)
    ballot = None if voter is None else await ballot_of(session, voter.id)
    return 0 if ballot is None else len(ballot.answers)


async def drafted(session: AsyncSession, person: Stakeholder, draft: Draft) -> Drafted:
    """As this person sees it."""
    organisation = await session.get_one(Organisation, draft.organisation_id)
    focal_points = await focal_points_of(session, organisation.id)
    proxy = await holder_for(session, draft.round_id, organisation.id) if draft.confirmed is None else None
    counts = None if proxy is None else await ballot_of(session, draft.voter_id)
    return Drafted(
        organisation=organisation.name,
        state=draft.state,
        revision=draft.revision,
        changed_at=draft.changed_at,
        mine=draft.stakeholder_id == person.id,
        asked_at=draft.asked_at,
        confirmed_at=draft.confirmed_at,
        focal=person.id in focal_points,
        focal_points=bool(focal_points),
        mandates=tuple(await held_by(session, draft)),
        proxy=None if proxy is None else proxy.name,
        by_proxy=() if counts is None else tuple(sorted((int(item), value) for item, value in counts.answers.items())),
    )
