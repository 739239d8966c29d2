"""Many votes, and the ballots as they leave them."""

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Insert, Table, Update, bindparam, insert, update

from engagebot.domain.consultation import Ballot, Round, VoteEvent
from engagebot.storage.doors import Door
from engagebot.storage.upsert import insert_for

Values = dict[str, object]


async def write_votes(door: Door, votes: Sequence[Values]) -> None:
    """`votes` as columns of the table."""
    if votes:
        await door.many(_into_votes(), votes)


async def write_ballots(door: Door, ballots: Sequence[Values]) -> None:
    """New ones, and those that were there already, in one statement."""
    if ballots:
        await door.many(_into_ballots(insert_for(door, Ballot)), ballots)


async def write_chain(door: Door, round_id: int, votes: int, head: str | None) -> None:
    """How long the chain is by now, and its last hash."""
    await door.rows(_chain(), {"this_round": round_id, "length": votes, "last": head})


@cache
def _chain() -> Update:
    held = cast(Table, Round.__table__)
    mine = update(held).where(held.c.id == bindparam("this_round"))
    return mine.values(votes=bindparam("length"), head=bindparam("last"))


@cache
def _into_votes() -> Insert:
    return insert(cast(Table, VoteEvent.__table__))


@cache
def _into_ballots(new: Any) -> Any:
    changing = ("answers", "answered", "changed_at", "receipt")
    return new.on_conflict_do_update(
        index_elements=["voter_id"], set_={name: getattr(new.excluded, name) for name in changing}
    )
