"""Many votes in one round at once: read together, cast one by one, written together.

For presses in which nothing is particular; `takes` tells. All others go one by one through `cast_vote`, which does
the same to each.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Address
from engagebot.domain.consultation import Answers, Round, Vote
from engagebot.domain.workstream import Workstream
from engagebot.storage.rounds import Item, items_of, locked_round, round_by_id
from engagebot.storage.vote_writing import write_ballots, write_votes
from engagebot.storage.voters_at import VoterAt, comments_by, voters_at
from engagebot.use_cases.ballot import item_card, review
from engagebot.use_cases.cast_vote import SCALE, TAKEN_BACK, next_item, vote_notice
from engagebot.use_cases.reply import Reply, Say


@dataclass(frozen=True, slots=True)
class Press:
    """As `cast_vote` takes it."""

    sender: Address
    chat: str
    number: int
    version: int
    value: int
    received_at: datetime


@dataclass(slots=True)
class OwnBallot:
    """Of one voter."""

    voter: VoterAt
    answers: Answers
    changed_at: datetime
    receipt: str


class BallotBox:
    def __init__(
        self,
        held: Round,
        workstream: Workstream,
        items: Sequence[Item],
        voters: Mapping[Address, VoterAt],
        comments: Mapping[tuple[int, int], int],
    ) -> None:
        self._held = held
        self._workstream = workstream
        self._items = items
        self._voters = voters
        self._comments = comments
        self._ballots = {
            voter.voter_id: OwnBallot(voter, voter.answers, voter.changed_at, voter.receipt)
            for voter in voters.values()
            if voter.changed_at is not None and voter.receipt is not None
        }
        self._votes: list[dict[str, object]] = []
        self._changed: dict[int, OwnBallot] = {}

    def voter(self, press: Press) -> VoterAt | None:
        """Who presses, if this press is one of those in which nothing is particular."""
        voter = self._voters.get(press.sender)
        if voter is None or voter.chat != press.chat or not self._held.accepts(press.received_at):
            return None
        if not 1 <= press.number <= len(self._items) or self._items[press.number - 1].version != press.version:
            return None
        if press.value != TAKEN_BACK and press.value not in SCALE:
            return None
        ballot = self._ballots.get(voter.voter_id)
        return None if ballot is not None and press.received_at < ballot.changed_at else voter

    def cast(self, voter: VoterAt, press: Press) -> Reply:
        vote = Vote(press.number, press.version, None if press.value == TAKEN_BACK else press.value)
        ballot = self._ballots.get(voter.voter_id)
        if (ballot.answers if ballot else {}).get(str(vote.item)) != vote.value:
            ballot = self._record(voter, ballot, vote, press.received_at)
        answers = ballot.answers if ballot else {}
        shown = vote.item if vote.value is None else next_item(self._items, answers, vote.item)
        return Reply((self._card(voter, ballot, shown),), vote_notice(self._items[vote.item - 1], press.value))

    def _record(self, voter: VoterAt, ballot: OwnBallot | None, vote: Vote, at: datetime) -> OwnBallot:
        link = self._held.append(voter.pseudonym, vote, at)
        self._votes.append(
            {
                "round_id": self._held.id,
                "sequence": self._held.votes,
                "voter_id": voter.voter_id,
                "item": vote.item,
                "version": vote.version,
                "value": vote.value,
                "at": at,
                "hash": link,
            }
        )
        kept = OwnBallot(voter, vote.changed(ballot.answers if ballot else {}), at, link)
        self._ballots[voter.voter_id] = self._changed[voter.voter_id] = kept
        return kept

    def _card(self, voter: VoterAt, ballot: OwnBallot | None, shown: int) -> Say:
        if shown == 0:
            return review(self._workstream, self._held, self._items, ballot)
        comments = self._comments.get((voter.person_id, shown), 0)
        return item_card(self._held, self._items, shown, ballot, comments)

    async def write(self, session: AsyncSession) -> None:
        await write_votes(session, self._votes)
        await write_ballots(session, [_row(self._held.id, ballot) for ballot in self._changed.values()])


def _row(round_id: int, ballot: OwnBallot) -> dict[str, object]:
    return {
        "voter_id": ballot.voter.voter_id,
        "round_id": round_id,
        "answers": ballot.answers,
        "answered": len(ballot.answers),
        "changed_at": ballot.changed_at,
        "receipt": ballot.receipt,
    }


async def open_ballot_box(session: AsyncSession, round_id: int, senders: Iterable[Address]) -> BallotBox | None:
    """The round stays locked until the end of the transaction. None if there is no such round."""
    if await round_by_id(session, round_id) is None:
        return None
    held = await locked_round(session, round_id)
    workstream = await session.get_one(Workstream, held.workstream_id)
    items = await items_of(session, held.id)
    voters = await voters_at(session, held.id, senders)
    comments = await comments_by(session, held.id, [voter.person_id for voter in voters.values()])
    return BallotBox(held, workstream, items, voters, comments)
