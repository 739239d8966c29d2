"""What many votes at once need of their round, past the mapped classes."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from engagebot.domain.chain import Chain
from engagebot.domain.consultation import RecommendationVersion, Round, RoundItem, is_open_at


@dataclass(frozen=True, slots=True)
class HeldRound:
    """A round that is locked until the end of the transaction. `versions`: of its items, the first one's first."""

    id: int
    workstream_id: int
    state: str
    closes_at: datetime
    chain: Chain
    versions: tuple[int, ...]

    def accepts(self, received_at: datetime) -> bool:
        return is_open_at(self.state, self.closes_at, received_at)


async def held_round(connection: AsyncConnection, round_id: int) -> HeldRound | None:
    """None if there is none, or none that has ever been open."""
    row = (await connection.execute(_to_lock(), {"this_round": round_id})).one_or_none()
    if row is None or row.opening is None:
        return None
    versions = (await connection.execute(_versions(), {"this_round": round_id})).scalars()
    chain = Chain(row.key, row.opening, row.votes, row.head)
    return HeldRound(row.id, row.workstream_id, row.state, row.closes_at, chain, tuple(versions))


@cache
def _to_lock() -> Select[*tuple[Any, ...]]:
    held = cast(Table, Round.__table__).c
    columns = (held.id, held.workstream_id, held.state, held.closes_at, held.key, held.opening, held.votes, held.head)
    return select(*columns).where(held.id == bindparam("this_round")).with_for_update(key_share=True)


@cache
def _versions() -> Select[int]:
    item, version = (cast(Table, table.__table__).c for table in (RoundItem, RecommendationVersion))
    return (
        select(version.number)
        .join_from(RoundItem.__table__, RecommendationVersion.__table__, item.version_id == version.id)
        .where(item.round_id == bindparam("this_round"))
        .order_by(item.number)
    )
