"""What many votes at once need of their round, past the mapped classes."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, select

from engagebot.domain.chain import Chain
from engagebot.domain.consultation import RecommendationVersion, Round, RoundItem, is_open_at
from engagebot.storage.doors import Door


@dataclass(frozen=True, slots=True)
class HeldRound:
    """A round that is locked until the end of the transaction. `versions`: of its items, the first one's first, and
    `reworded`: whether they are others than when it opened."""

    id: int
    workstream_id: int
    state: str
    closes_at: datetime
    method: str
    plain: bool
    """Whether its cards show nothing of a round before it."""
    chain: Chain
    versions: tuple[int, ...]
    reworded: tuple[bool, ...]

    def accepts(self, received_at: datetime) -> bool:
        return is_open_at(self.state, self.closes_at, received_at)


async def held_round(door: Door, round_id: int) -> HeldRound | None:
    """None if there is none, or none that has ever been open."""
    for workstream, state, closes_at, method, earlier, key, opening, votes, head in await door.rows(
        _to_lock(), {"this_round": round_id}
    ):
        if opening is not None:
            items = await door.rows(_versions(), {"this_round": round_id})
            versions = tuple(number for number, _ in items)
            reworded = tuple(first is not None for _, first in items)
            chain = Chain(key, opening, votes, head)
            return HeldRound(round_id, workstream, state, closes_at, method, earlier is None, chain, versions, reworded)
    return None


@cache
def _to_lock() -> Select[*tuple[Any, ...]]:
    held = cast(Table, Round.__table__).c
    about = (held.workstream_id, held.state, held.closes_at, held.method, held.earlier)
    return (
        select(*about, held.key, held.opening, held.votes, held.head)
        .where(held.id == bindparam("this_round"))
        .with_for_update(key_share=True)
    )


@cache
def _versions() -> Select[int, int | None]:
    item, version = (cast(Table, table.__table__).c for table in (RoundItem, RecommendationVersion))
    return (
        select(version.number, item.first_version_id)
        .join_from(RoundItem.__table__, RecommendationVersion.__table__, item.version_id == version.id)
        .where(item.round_id == bindparam("this_round"))
        .order_by(item.number)
    )
