"""The votes as they arrived: every round's chain is recomputed from its first vote to its last."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from engagebot.domain.chain import Chain, Following
from engagebot.domain.consultation import Round
from engagebot.storage.moving.cannot import CannotMove
from engagebot.storage.votes import links_of


async def prove_votes(connection: AsyncConnection) -> int:
    """How many rounds have a chain; each of them holds. Raises CannotMove."""
    rounds = (
        await connection.execute(
            select(Round.id, Round.key, Round.opening, Round.votes, Round.head).where(Round.opened_at.is_not(None))
        )
    ).all()
    for row in rounds:
        problem = await _problem(connection, row.id, Chain(row.key, row.opening or "", row.votes, row.head or ""))
        if problem is not None:
            raise CannotMove(f"{problem} Restore the database from a backup, compare, and then move that one.")
    return len(rounds)


async def _problem(connection: AsyncConnection, round_id: int, chain: Chain) -> str | None:
    following = Following(chain)
    async for link, _ in links_of(connection, round_id):
        if (problem := following.add(link)) is not None:
            return problem
    return following.end()
