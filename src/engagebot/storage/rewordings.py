"""New texts in open rounds, and whose answers were given to an earlier one."""

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from engagebot.domain.base import Localised
from engagebot.domain.chain import Reworded, written
from engagebot.domain.consultation import RecommendationVersion, RoundItem, VoteEvent, Voter
from engagebot.domain.draft import Draft, DraftState
from engagebot.domain.people import Stakeholder
from engagebot.domain.rewording import Rewording


async def rewordings_of(source: AsyncSession | AsyncConnection, round_id: int) -> list[Reworded]:
    """In their order in the chain."""
    version = RecommendationVersion
    rows = await source.execute(
        select(
            *(Rewording.sequence, Rewording.item, version.number, version.text),
            *(Rewording.editorial, Rewording.at, Rewording.hash),
        )
        .join(version, Rewording.version_id == version.id)
        .where(Rewording.round_id == round_id)
        .order_by(Rewording.sequence)
    )
    return [
        Reworded(sequence, item, number, text, editorial, written(at), found)
        for sequence, item, number, text, editorial, at, found in rows
    ]


async def text_of(session: AsyncSession, round_id: int, item: int, version: int) -> Localised:
    """An item's text in one of its versions."""
    found = await session.scalars(
        select(RecommendationVersion.text)
        .join(RoundItem, RoundItem.recommendation_id == RecommendationVersion.recommendation_id)
        .where(RoundItem.round_id == round_id, RoundItem.number == item, RecommendationVersion.number == version)
    )
    return found.one()


async def versions_answered(session: AsyncSession, round_id: int, voter_id: int) -> dict[int, int]:
    """By item, the version that the voter's last word on it was given to."""
    rows = await session.execute(
        select(VoteEvent.item, VoteEvent.version)
        .where(VoteEvent.round_id == round_id, VoteEvent.voter_id == voter_id)
        .order_by(VoteEvent.sequence)
    )
    return {vote.item: vote.version for vote in rows}


async def count_earlier(session: AsyncSession, round_id: int, item: int, version: int) -> int:
    """How many people, or organisations, gave an answer to an item, themselves, to a text before this version."""
    together = exists().where(Draft.voter_id == Voter.id, Draft.confirmed.is_not(None))
    theirs = or_(Voter.stakeholder_id.is_not(None), together)
    query = select(func.count(Voter.id)).where(Voter.id.in_(_earlier(round_id, item, version)), theirs)
    return int(await session.scalar(query) or 0)


def answered_earlier(round_id: int, item: int, version: int) -> ColumnElement[bool]:
    """A condition on Stakeholder: their answer to an item was given to a text before this version, or that of the
    organisation for which they may confirm one. An organisation that has confirmed nothing did not answer itself, even
    where one that holds its mandate voted for it: that one is asked, for its own answer."""
    voters = _earlier(round_id, item, version)
    own = Stakeholder.id.in_(
        select(Voter.stakeholder_id).where(Voter.id.in_(voters), Voter.stakeholder_id.is_not(None))
    )
    lines = (Draft.round_id == round_id, Draft.voter_id.in_(voters), Draft.confirmed.is_not(None))
    together = exists().where(Draft.organisation_id == Stakeholder.organisation_id, *lines)
    return or_(own, and_(Stakeholder.focal_point.is_(True), together))


def _earlier(round_id: int, item: int, version: int) -> Select[int]:
    """The lines on the roll."""
    here = (VoteEvent.round_id == round_id, VoteEvent.item == item)
    last = select(func.max(VoteEvent.sequence)).where(*here).group_by(VoteEvent.voter_id)
    stands = and_(VoteEvent.sequence.in_(last), VoteEvent.value.is_not(None), VoteEvent.version < version)
    return select(VoteEvent.voter_id).where(*here, stands)


async def unsettle_drafts(session: AsyncSession, round_id: int, item: int) -> None:
    """Drafts with an answer to the item that is not confirmed yet: nobody confirms them who was shown the old text."""
    drafts = await session.scalars(select(Draft).where(Draft.round_id == round_id).with_for_update())
    for draft in drafts:
        if str(item) in draft.answers and draft.state != DraftState.CONFIRMED:
            draft.revision += 1
