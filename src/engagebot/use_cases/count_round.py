"""Count a round: the ballots as they stand, proved by the chain of votes, and what of them may be told."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.chain import Chain, Link, check_chain, last_answers
from engagebot.domain.consultation import Ballot, Round, Voter
from engagebot.domain.publication import (
    PublishedItem,
    RollLine,
    Turnout,
    published_items,
    turnout_by,
)
from engagebot.domain.tally import Paper, tally
from engagebot.storage.rounds import Item, items_of, roll_of, votes_of
from engagebot.use_cases.refused import Refused

Roll = Sequence[tuple[Voter, Ballot | None]]


@dataclass(frozen=True, slots=True)
class Counted:
    """`tally` and the turnouts have their small cells withheld."""

    items: tuple[Item, ...]
    tally: tuple[PublishedItem, ...]
    invited: int
    voted: int
    by_group: tuple[Turnout, ...]
    by_region: tuple[Turnout, ...]
    chain: Chain
    votes: tuple[Link, ...]


async def count_round(
    session: AsyncSession, held: Round, groups: Sequence[str] = (), regions: Sequence[str] = ()
) -> Counted:
    """`groups` and `regions` give the order of the tables; cells that they lack come after them, by key.

    Raises Refused if the round was never opened, or if its ballots are not what its chain of votes leads to.
    """
    roll = await roll_of(session, held.id)
    chain = _chain(held)
    votes = tuple(
        Link(vote.sequence, pseudonym, vote.item, vote.version, vote.value, vote.at, vote.hash)
        for vote, pseudonym in await votes_of(session, held.id)
    )
    _prove(chain, votes, roll)
    lines = [_line(voter, ballot) for voter, ballot in roll]
    by_group = turnout_by(_order(groups, [line.group for line in lines]), [(x.group, x.voted) for x in lines])
    by_region = turnout_by(
        _order(regions, [line.region for line in lines]), [(line.region, line.voted) for line in lines]
    )
    items = tuple(await items_of(session, held.id))
    tallies = tally([item.number for item in items], [row.cell for row in by_group], _papers(roll), held.threshold)
    return Counted(
        items=items,
        tally=published_items(tallies, by_group),
        invited=len(lines),
        voted=sum(line.voted for line in lines),
        by_group=by_group,
        by_region=by_region,
        chain=chain,
        votes=votes,
    )


def _chain(held: Round) -> Chain:
    if held.opened_at is None:
        raise Refused(f"Round {held.key} has not been opened yet, so there is nothing to count.")
    return Chain(held.key, held.opened_at, held.votes, held.head)


def _prove(chain: Chain, votes: Sequence[Link], roll: Roll) -> None:
    problem = check_chain(chain, votes)
    if problem is not None:
        raise Refused(f"{problem} Nothing is exported; restore the database from a backup and compare.")
    replayed = {
        voter: {str(item): link.value for item, link in answers.items()}
        for voter, answers in last_answers(votes).items()
    }
    ballots = {voter.pseudonym: ballot.answers if ballot else {} for voter, ballot in roll}
    for pseudonym in {**ballots, **replayed}:
        if ballots.get(pseudonym, {}) != replayed.get(pseudonym, {}):
            raise Refused(
                f"Ballot {pseudonym} in round {chain.round_key} is not what its votes lead to: it was "
                "changed outside the vote. Nothing is exported; restore the database from a backup and compare."
            )


def _line(voter: Voter, ballot: Ballot | None) -> RollLine:
    return RollLine(voter.group, voter.region or "", bool(ballot and ballot.answers))


def _papers(roll: Roll) -> list[Paper]:
    """The ballots of those who voted: one with no answer left is none."""
    return [
        Paper(voter.group, {int(number): value for number, value in ballot.answers.items()})
        for voter, ballot in roll
        if ballot is not None and ballot.answers
    ]


def _order(known: Sequence[str], found: Sequence[str]) -> list[str]:
    return [*known, *sorted(set(found) - set(known), key=lambda cell: (cell == "", cell))]
