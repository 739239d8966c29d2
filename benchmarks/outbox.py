"""Claiming and recording alone: a sender that does nothing. On SQLite, and on PostgreSQL where it is installed."""

import asyncio
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import uvloop

from benchmarks.carrying import carry
from benchmarks.figures import Figure, Plan, Reach, in_turns, plain
from benchmarks.house import copied, furnish, letters, sqlite_url
from engagebot.channel import Handle, Limits, Outcome, Outgoing, Platform, Report, Sent, unheard
from tests.databases import database_of
from tests.postgres import own_postgres, postgres_programs

NAMES = ("outbox.items_per_s", "outbox.postgres.items_per_s")
UNIT = "items a second"
REACH = Reach(at_least=5000)
DURABLE = {"fsync": "on", "full_page_writes": "on", "autovacuum": "on"}


class Nowhere:
    """Takes everything at once."""

    platform = Platform.TELEGRAM
    lane = "telegram:1"
    limits = Limits(per_second=1_000_000, seconds_per_chat=0)
    pulls = False

    async def start(self) -> None: ...

    async def receive(self, handle: Handle, report: Report = unheard) -> None: ...

    async def send(self, outgoing: Outgoing) -> Outcome:
        return Sent("1", outgoing.chat)

    async def stop(self) -> None: ...


def measure(plan: Plan) -> Iterable[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "outbox.sqlite"
        found = _carried(plan, sqlite_url(path), lambda: copied(path))
        yield plain("outbox.items_per_s", found, UNIT, REACH, "SQLite, synchronous=FULL")
    if postgres_programs() is not None:
        with own_postgres(**DURABLE) as server:
            full = server.new_database()
            found = _carried(plan, full, lambda: server.new_database(database_of(full)))
        yield plain("outbox.postgres.items_per_s", found, UNIT, REACH, "PostgreSQL, fsync=on, over a socket")


def _carried(plan: Plan, full: str, copy: Callable[[], str]) -> list[float]:
    post = letters(Platform.TELEGRAM, plan.pick(20_000, 3_000))
    asyncio.run(furnish(full, post))

    def ours() -> float:
        carried = uvloop.run(carry(copy(), Nowhere(), post.count))
        return carried.count / carried.wall

    (found,) = in_turns(plan.runs, ours)
    return found
