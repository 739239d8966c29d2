"""The votes as they arrived: every round's chain is recomputed from its first vote to its last."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from engagebot.domain.chain import Chain, Following, Link
from engagebot.domain.consultation import Round, VoteEvent, Voter
from engagebot.storage.moving.cannot import CannotMove
from engagebot.storage.moving.rows import BATCH


async def prove_votes(connection: AsyncConnection) -> int:
    """How many rounds have a chain; each of them holds. Raises CannotMove."""
    rounds = (
        await connection.execute(
            select(Round.id, Round.key, Round.opened_at, Round.votes, Round.head).where(Round.opened_at.is_not(None))
        )
    ).all()
    for row in rounds:
        problem = await _problem(connection, row.id, Chain(row.key, row.opened_at, row.votes, row.head))
        if problem is not None:
            raise CannotMove(f"{problem} Restore the database from a backup, compare, and then move that one.")
    return len(rounds)


async def _problem(connection: AsyncConnection, round_id: int, chain: Chain) -> str | None:
    following = Following(chain)
    votes = (
        select(VoteEvent.sequence, Voter.pseudonym, VoteEvent.item, VoteEvent.version, VoteEvent.value)
        .add_columns(VoteEvent.at, VoteEvent.hash)
        .join(Voter, VoteEvent.voter_id == Voter.id)
        .where(VoteEvent.round_id == round_id)
        .order_by(VoteEvent.sequence)
    )
    async with connection.stream(votes, execution_options={"yield_per": BATCH}) as stream:
        async for row in stream:
            if (problem := following.add(Link(*row))) is not None:
                return problem
    return following.end()
