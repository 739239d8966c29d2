"""Bells between the processes on one PostgreSQL: whoever commits something rings for those who wait for it.

A bell rings in every process that listens, and only wakes: what there is to do, each looks up for itself. On SQLite
nobody can be rung for: there the others look often instead.
"""

from enum import StrEnum
from functools import cache

from sqlalchemy import Select, String, bindparam, func, select
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncSession

CHANNEL = "engagebot"


class Bell(StrEnum):
    """For whom; a lane's own name rings for that lane alone."""

    LANES = "lanes"
    DUTIES = "duties"
    LEADERS = "leaders"
    EVERYBODY = "everybody"


def can_ring(url: URL) -> bool:
    return url.get_backend_name() == "postgresql"


async def ring(session: AsyncSession, *bells: str) -> None:
    """At the commit, each once however often it was asked for."""
    if session.get_bind().dialect.name == "postgresql":
        for bell in bells:
            await session.execute(_ring(), {"bell": bell})


@cache
def _ring() -> Select[str]:
    return select(func.pg_notify(CHANNEL, bindparam("bell", type_=String)))
