"""Count a round: the ballots as they stand, proved by the chain of votes, and what of them may be told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.chain import Chain, Following, Link, Reworded
from engagebot.domain.consultation import Round
from engagebot.domain.counts import count
from engagebot.domain.digests import Json
from engagebot.domain.method import Rules
from engagebot.domain.opening import opening_hash
from engagebot.domain.publication import Turnout, hidden_groups, turnout_of
from engagebot.domain.quorum import Verdict, verdicts
from engagebot.domain.ranked import Compared, compared
from engagebot.domain.receipts import Opened
from engagebot.domain.tally import ItemTally, tally_of
from engagebot.exports.spool import Spool
from engagebot.exports.values import BallotAnswer, RollEntry
from engagebot.storage.rounds import Item, items_of
from engagebot.storage.votes import last_links, lines_of_roll, links_of
from engagebot.use_cases.opening_of import opening_of
from engagebot.use_cases.proving import Proof
from engagebot.use_cases.refused import Refused

COMPARE = "Nothing is exported; restore the database from a backup and compare."


@dataclass(frozen=True, slots=True)
class Counted:
    """`tally` and the turnouts have their small cells withheld. What is as long as the round is on the disk."""

    items: tuple[Item, ...]
    rules: Rules
    tally: tuple[ItemTally, ...]
    compared: tuple[Compared, ...]
    quorum: tuple[Verdict, ...]
    invited: int
    voted: int
    by_group: tuple[Turnout, ...]
    by_region: tuple[Turnout, ...]
    chain: Chain
    opening: Json
    votes: Iterable[Link]
    times: Iterable[Opened]
    rewordings: Sequence[Reworded]
    given_to: Mapping[tuple[int, int], int]
    """By item and version: how many of the answers that count were given to that text."""
    ballots: Iterable[BallotAnswer]
    receipts: Sequence[bytes]
    """Of the ballots that count: SHA-256 of each receipt, in order."""
    roll: Iterable[RollEntry]


async def count_round(
    session: AsyncSession, held: Round, groups: Sequence[str] = (), regions: Sequence[str] = ()
) -> Counted:
    """`groups` and `regions` give the order of the tables; cells that they lack come after them, by key.

    Raises Refused if the round was never opened, or if its ballots are not what its chain of votes leads to.
    """
    chain = _chain(held)
    votes, times, rewordings = await _follow(session, held, chain)
    items = tuple(await items_of(session, held.id))
    proof = await _prove(session, held, [item.number for item in items])
    opening = await opening_of(session, held, proof.roll)
    if opening_hash(opening) != chain.opening:
        raise Refused(
            f"What was fixed at the opening of round {held.key} (its terms, its texts or its roll) is not what the "
            f"database holds now: it was changed after it. {COMPARE}"
        )
    by_group = turnout_of(_order(groups, proof.invited_by_group), proof.invited_by_group, proof.voted_by_group)
    by_region = turnout_of(_order(regions, proof.invited_by_region), proof.invited_by_region, proof.voted_by_region)
    invited, voted, quorum = proof.invited_by_group.total(), proof.voted_by_group.total(), held.agreed.quorum
    cells = [row.cell for row in by_group]
    rules = held.rules(len(items))
    counts = count(proof.filling.sheet(cells), rules)
    hidden = hidden_groups(counts, by_group)
    return Counted(
        items=items,
        rules=rules,
        tally=tally_of(counts, held.threshold, hidden),
        compared=compared(counts, hidden),
        quorum=verdicts(quorum, by_group, invited, voted) if quorum else (),
        invited=invited,
        voted=voted,
        by_group=by_group,
        by_region=by_region,
        chain=chain,
        opening=opening,
        votes=votes,
        times=times,
        rewordings=rewordings,
        given_to=proof.given_to,
        ballots=proof.ballots,
        receipts=sorted(proof.receipts),
        roll=proof.entries,
    )


def _chain(held: Round) -> Chain:
    if held.opened_at is None:
        raise Refused(f"Round {held.key} has not been opened yet, so there is nothing to count.")
    return Chain(held.key, held.opening or "", held.votes, held.head or "")


async def _follow(
    session: AsyncSession, held: Round, chain: Chain
) -> tuple[Spool[Link], Spool[Opened], list[Reworded]]:
    """The votes as they stand in the chain, what opens their instants, and the new texts among them."""
    votes, times, texts, following = Spool(Link), Spool(Opened), list[Reworded](), Following(chain)
    async for link, opened in links_of(session, held.id):
        _hold(following.add(link))
        if isinstance(link, Reworded):
            texts.append(link)
        else:
            votes.append(link)
        if opened is not None:
            times.append(opened)
    _hold(following.end())
    return votes, times, texts


def _hold(problem: str | None) -> None:
    if problem is not None:
        raise Refused(f"{problem} {COMPARE}")


async def _prove(session: AsyncSession, held: Round, items: Sequence[int]) -> Proof:
    """Goes along the roll and along the last votes, both in the order of the pseudonyms."""
    proof = Proof(items)
    last = last_links(session, held.id)
    links = await anext(last, None)
    async for line in lines_of_roll(session, held.id):
        own = links if links is not None and links[0].pseudonym == line.pseudonym else None
        if not proof.add(line, own or []):
            raise Refused(
                f"Ballot {line.pseudonym} in round {held.key} is not what its votes lead to: it was changed outside "
                f"the vote. {COMPARE}"
            )
        if own is not None:
            links = await anext(last, None)
    return proof


def _order(known: Sequence[str], found: Iterable[str]) -> list[str]:
    return [*known, *sorted(set(found) - set(known), key=lambda cell: (cell == "", cell))]
