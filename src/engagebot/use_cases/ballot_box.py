"""Many votes in one round at once: read together, cast one by one, written together.

For presses in which nothing is particular; `voter` tells. All others go one by one through `cast_vote`, which does
the same to each.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from engagebot.channel import Address
from engagebot.domain.consultation import Answers, Vote
from engagebot.domain.method import HIGHEST_RATING, TAKE_BACK, Method
from engagebot.domain.receipts import receipt_of
from engagebot.storage.doors import Door
from engagebot.storage.open_rounds import HeldRound, held_round
from engagebot.storage.vote_writing import write_ballots, write_chain, write_votes
from engagebot.storage.voters_at import VoterAt, voters_at
from engagebot.use_cases.cast_vote import next_item, vote_notice
from engagebot.use_cases.reply import Notice


@dataclass(frozen=True, slots=True)
class Press:
    """As `cast_vote` takes it."""

    sender: Address
    chat: str
    number: int
    version: int
    value: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Cast:
    """`shown`: the item that the voter sees next, or 0 for the review of all."""

    shown: int
    notice: Notice


@dataclass(frozen=True, slots=True)
class OwnBallot:
    answers: Answers
    changed_at: datetime
    receipt: str


class BallotBox:
    def __init__(self, held: HeldRound, voters: Mapping[Address, VoterAt]) -> None:
        self._held = held
        self._chain = held.chain
        self._voters = voters
        self._ballots = {
            voter.voter_id: OwnBallot(voter.answers or {}, voter.changed_at, voter.receipt)
            for voter in voters.values()
            if voter.changed_at is not None and voter.receipt is not None
        }
        self._votes: list[dict[str, object]] = []
        self._changed: set[int] = set()

    def voter(self, press: Press) -> VoterAt | None:
        """Who presses, if this press is one of those in which nothing is particular."""
        voter = self._voters.get(press.sender)
        if voter is None or voter.chat != press.chat or not self._held.accepts(press.received_at):
            return None
        if self._held.method != Method.RATING or not self._held.plain:
            return None
        versions = self._held.versions
        if not 1 <= press.number <= len(versions) or versions[press.number - 1] != press.version:
            return None
        if not TAKE_BACK <= press.value <= HIGHEST_RATING:
            return None
        ballot = self._ballots.get(voter.voter_id)
        if ballot is None:
            return voter
        again = self._held.reworded[press.number - 1] and ballot.answers.get(str(press.number)) == press.value
        return None if again or press.received_at < ballot.changed_at else voter

    def cast(self, voter: VoterAt, press: Press) -> Cast:
        vote = Vote(press.number, press.version, None if press.value == TAKE_BACK else press.value)
        ballot = self._ballots.get(voter.voter_id)
        answers = ballot.answers if ballot else {}
        if answers.get(str(vote.item)) != vote.value:
            answers = self._record(voter, answers, vote, press.received_at)
        shown = vote.item if vote.value is None else next_item(len(self._held.versions), answers, vote.item)
        return Cast(shown, vote_notice(press.number, vote.value))

    def _record(self, voter: VoterAt, answers: Answers, vote: Vote, at: datetime) -> Answers:
        link = vote.link(self._chain, voter.pseudonym, voter.secret, at)
        self._chain = replace(self._chain, length=self._chain.length + 1, head=link)
        self._votes.append(
            {
                "round_id": self._held.id,
                "sequence": self._chain.length,
                "voter_id": voter.voter_id,
                "item": vote.item,
                "version": vote.version,
                "value": vote.value,
                "at": at,
                "hash": link,
            }
        )
        changed = vote.changed(answers)
        receipt = receipt_of(voter.secret, link) if changed else ""
        self._ballots[voter.voter_id] = OwnBallot(changed, at, receipt)
        self._changed.add(voter.voter_id)
        return changed

    async def write(self, door: Door) -> None:
        if self._votes:
            await write_votes(door, self._votes)
            await write_ballots(door, [self._row(voter, self._ballots[voter]) for voter in self._changed])
            await write_chain(door, self._held.id, self._chain.length, self._chain.head)

    def _row(self, voter_id: int, ballot: OwnBallot) -> dict[str, object]:
        return {
            "voter_id": voter_id,
            "round_id": self._held.id,
            "answers": ballot.answers,
            "answered": len(ballot.answers),
            "changed_at": ballot.changed_at,
            "receipt": ballot.receipt,
        }


async def open_ballot_box(door: Door, round_id: int, senders: Iterable[Address]) -> BallotBox | None:
    """The round stays locked until the end of the transaction. None if there is no such round."""
    held = await held_round(door, round_id)
    return None if held is None else BallotBox(held, await voters_at(door, held.id, held.workstream_id, senders))
