"""Many votes, and the ballots as they leave them."""

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Insert, Table, insert
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.consultation import Ballot, VoteEvent
from engagebot.storage.upsert import insert_for

Values = dict[str, object]


async def write_votes(session: AsyncSession, votes: Sequence[Values]) -> None:
    """`votes` as columns of the table."""
    if votes:
        await session.execute(_into_votes(), list(votes))


async def write_ballots(session: AsyncSession, ballots: Sequence[Values]) -> None:
    """New ones, and those that were there already, in one statement."""
    if ballots:
        await session.execute(_into_ballots(insert_for(session, Ballot)), list(ballots))


@cache
def _into_votes() -> Insert:
    return insert(cast(Table, VoteEvent.__table__))


@cache
def _into_ballots(new: Any) -> Any:
    changing = ("answers", "answered", "changed_at", "receipt")
    return new.on_conflict_do_update(
        index_elements=["voter_id"], set_={name: getattr(new.excluded, name) for name in changing}
    )
