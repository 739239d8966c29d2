"""Leaderships as leases: taken, renewed and given up by the clock of the database."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Float, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement

from engagebot.domain.leadership import Leadership
from engagebot.storage.bells import Bell, ring
from engagebot.storage.upsert import insert_if_absent


class database_seconds(FunctionElement[float]):  # noqa: N801 - reads as the function that it is
    """Seconds since 1970 by the database's own clock, as it runs."""

    type = Float()
    inherit_cache = True


@compiles(database_seconds, "sqlite")
def _of_sqlite(*_: Any, **__: Any) -> str:
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(database_seconds, "postgresql")
def _of_postgresql(*_: Any, **__: Any) -> str:
    return "CAST(EXTRACT(EPOCH FROM clock_timestamp()) AS double precision)"


@dataclass(frozen=True, slots=True)
class Term:
    """What one who takes a leadership has to know of the one before."""

    idle_seconds: float = float("inf")
    """For so long nobody has done anything under this name."""
    silences: Mapping[str, float] = field(default_factory=dict)
    """For how many seconds more the platform wants to be left alone, by chat."""


async def take(
    session: AsyncSession,
    names: Iterable[str],
    worker: str,
    lease_seconds: float,
    dead_of: Callable[[Iterable[str]], Collection[str]],
) -> dict[str, Term]:
    """Take or renew for so many seconds what may be had of `names`. `dead_of` tells which workers surely are."""
    wanted = sorted(set(names))
    now = await _now(session)
    rows = (
        await session.scalars(
            select(Leadership).where(Leadership.name.in_(wanted)).order_by(Leadership.name).with_for_update()
        )
    ).all()
    dead = dead_of({row.holder for row in rows if row.holder is not None})
    free = [row for row in rows if row.may_be_taken(worker, dead, now)]
    terms = {row.name: _term(row, worker, now) for row in free}
    await _hold(session, list(terms), worker, lease_seconds)
    for name in set(wanted) - {row.name for row in rows}:
        until = now + lease_seconds
        if await insert_if_absent(session, Leadership, name=name, holder=worker, held_until=until, silences={}):
            terms[name] = Term()
    return terms


async def _now(session: AsyncSession) -> float:
    """Asked before any row is locked: an earlier now takes less."""
    return float((await session.execute(select(database_seconds()))).scalar_one())


def _term(row: Leadership, worker: str, now: float) -> Term:
    silences = {chat: until - now for chat, until in row.silences.items() if until > now}
    return Term(row.idle_for(worker, now), silences)


async def _hold(session: AsyncSession, names: Collection[str], worker: str, lease_seconds: float) -> None:
    if names:
        until = database_seconds() + lease_seconds
        statement = update(Leadership).where(Leadership.name.in_(names)).values(holder=worker, held_until=until)
        await session.execute(statement, execution_options={"synchronize_session": False})


async def keep_silences(session: AsyncSession, worker: str, name: str, seconds: Mapping[str, float]) -> None:
    """Write down for how many seconds more the platform wants to be left alone, if `worker` still leads."""
    now = await _now(session)
    silences = {chat: now + wait for chat, wait in seconds.items()}
    statement = update(Leadership).where(Leadership.name == name, Leadership.holder == worker)
    await session.execute(statement.values(silences=silences), execution_options={"synchronize_session": False})


async def give_up(session: AsyncSession, worker: str) -> None:
    """Everything that `worker` leads: whoever is next need not wait for its end."""
    statement = update(Leadership).where(Leadership.holder == worker, Leadership.held_until > database_seconds())
    free = {"holder": None, "held_until": database_seconds()}
    await session.execute(statement.values(free), execution_options={"synchronize_session": False})
    await ring(session, Bell.LEADERS)
