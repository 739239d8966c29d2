"""Every accepted change of an answer, whatever led to it, joins the chain and moves the ballot in this one way."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.chain import genesis_hash, link_hash
from engagebot.domain.consultation import Ballot, Round, VoteEvent, Voter


@dataclass(frozen=True, slots=True)
class Vote:
    """An answer to an item, to the text that it had in this version; None takes the answer back."""

    item: int
    version: int
    value: int | None


def record_vote(session: AsyncSession, held: Round, voter: Voter, ballot: Ballot, vote: Vote, at: datetime) -> None:
    """Append a vote event and bring the ballot up to it. The round has to be locked."""
    held.votes += 1
    held.head = link_hash(
        held.head or genesis_hash(held.key, held.opened_at or at),
        round_key=held.key,
        sequence=held.votes,
        pseudonym=voter.pseudonym,
        item=vote.item,
        version=vote.version,
        value=vote.value,
        at=at,
    )
    session.add(
        VoteEvent(
            round_id=held.id,
            sequence=held.votes,
            voter_id=voter.id,
            item=vote.item,
            version=vote.version,
            value=vote.value,
            at=at,
            hash=held.head,
        )
    )
    others = {number: kept for number, kept in ballot.answers.items() if number != str(vote.item)}
    ballot.answers = others if vote.value is None else {**others, str(vote.item): vote.value}
    ballot.answered = len(ballot.answers)
    ballot.changed_at = at
    ballot.receipt = held.head


def new_ballot(session: AsyncSession, held: Round, voter: Voter) -> Ballot:
    ballot = Ballot(voter_id=voter.id, round_id=held.id, answers={}, receipt="")
    session.add(ballot)
    return ballot
