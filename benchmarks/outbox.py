"""Claiming and recording alone: a sender that does nothing."""

import asyncio
import tempfile
from collections.abc import Iterable
from pathlib import Path

import uvloop

from benchmarks.carrying import carry
from benchmarks.figures import Figure, Plan, Reach, in_turns, plain
from benchmarks.house import Letters, copied, furnish, letters, sqlite_url
from engagebot.channel import Handle, Limits, Outcome, Outgoing, Platform, Sent

NAMES = ("outbox.items_per_s",)
UNIT = "items a second"
REACH = Reach(at_least=5000)


class Nowhere:
    """Takes everything at once."""

    platform = Platform.TELEGRAM
    pulls = False
    lane = "telegram:1"
    limits = Limits(per_second=1_000_000, seconds_per_chat=0)

    async def start(self) -> None: ...

    async def receive(self, handle: Handle) -> None: ...

    async def send(self, outgoing: Outgoing) -> Outcome:
        return Sent("1", outgoing.chat)

    async def stop(self) -> None: ...


def measure(plan: Plan) -> Iterable[Figure]:
    post = letters(Platform.TELEGRAM, plan.pick(20_000, 4_000))
    with tempfile.TemporaryDirectory() as folder:
        yield _on_sqlite(plan, post, Path(folder) / "outbox.sqlite")


def _on_sqlite(plan: Plan, post: Letters, path: Path) -> Figure:
    asyncio.run(furnish(sqlite_url(path), post))

    def ours() -> float:
        carried = uvloop.run(carry(copied(path), Nowhere(), post.count))
        return carried.count / carried.wall

    (found,) = in_turns(plan.runs, ours)
    return plain("outbox.items_per_s", found, UNIT, REACH, "SQLite, synchronous=FULL")
