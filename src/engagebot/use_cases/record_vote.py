"""Every accepted change of an answer, whatever led to it, joins the chain and moves the ballot in this one way."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.consultation import Ballot, Round, Vote, VoteEvent, Voter
from engagebot.domain.receipts import receipt_of

__all__ = ["Vote", "new_ballot", "record_vote"]


def record_vote(session: AsyncSession, held: Round, voter: Voter, ballot: Ballot, vote: Vote, at: datetime) -> None:
    """Append a vote event and bring the ballot up to it. The round has to be locked."""
    link = held.append(voter.pseudonym, voter.secret, vote, at)
    session.add(
        VoteEvent(
            round_id=held.id,
            sequence=held.votes,
            voter_id=voter.id,
            item=vote.item,
            version=vote.version,
            value=vote.value,
            at=at,
            hash=link,
        )
    )
    ballot.answers = vote.changed(ballot.answers)
    ballot.answered = len(ballot.answers)
    ballot.changed_at = at
    ballot.receipt = receipt_of(voter.secret, link) if ballot.answered else ""


def new_ballot(session: AsyncSession, held: Round, voter: Voter) -> Ballot:
    ballot = Ballot(voter_id=voter.id, round_id=held.id, answers={}, receipt="")
    session.add(ballot)
    return ballot
