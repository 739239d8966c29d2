"""How much of a platform's limit is used, by a server that enforces it strictly and keeps the instants of arrival.

We do not see when they arrive, only when they start and when they are answered: see `Pace` for how the limit is kept
all the same. What a message takes above the quickest is lost, so a machine that has to wait for its turn uses less.
"""

import asyncio
import tempfile
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import uvloop

from benchmarks import plain_loops
from benchmarks.figures import Figure, Plan, Reach
from benchmarks.house import MorningClock, furnish, letters, opened, sqlite_url
from benchmarks.loopback.running import Loopback, loopback
from engagebot.channel import Limits, Platform
from engagebot.delivery.courier import Courier
from engagebot.platforms.telegram import TelegramChannel

NAMES = ("limit.used",)
TO_START = 1.0
"""Seconds for connecting and the first messages, before the measured ones."""


@dataclass(frozen=True, slots=True)
class Used:
    limit: int
    share: float
    refused: int
    most_in_a_second: int

    @property
    def kept(self) -> bool:
        return self.refused == 0 and self.most_in_a_second <= self.limit

    def __str__(self) -> str:
        most = f"at most {self.most_in_a_second} in any one second"
        return f"{self.limit}/s: {self.share:.4f} used, {most}, {self.refused} refused"


def measure(plan: Plan) -> Iterable[Figure]:
    """The lower of the two shares; nothing is used well where a limit is not kept."""
    with loopback() as server, tempfile.TemporaryDirectory() as folder:
        used = [
            _used(server, Path(folder), limit, seconds)
            for limit, seconds in ((30, plan.pick(60, 1)), (1000, plan.pick(60, 2)))
        ]
    shares = [one.share if one.kept else 0.0 for one in used]
    note = "; ".join(map(str, used))
    yield Figure(
        "limit.used", min(shares), "of the limit", 1, (min(shares), max(shares)), Reach(at_least=0.99), note=note
    )


def _used(server: Loopback, folder: Path, limit: int, seconds: int) -> Used:
    url = sqlite_url(folder / f"{limit}.sqlite")
    asyncio.run(furnish(url, letters(Platform.TELEGRAM, round(limit * (seconds + TO_START + 2)))))
    server.reset(limit)
    uvloop.run(_send(url, server, limit, seconds + TO_START + 0.5))
    arrived = server.arrived()
    begins = arrived.moments[0] + TO_START
    count = bisect_left(arrived.moments, begins + seconds) - bisect_left(arrived.moments, begins)
    return Used(limit, count / (limit * seconds), arrived.refused, _most_in_a_second(arrived.moments))


async def _send(url: str, server: Loopback, limit: int, seconds: float) -> None:
    channel = TelegramChannel(plain_loops.TOKEN, server.url, Limits(limit, seconds_per_chat=1))
    await channel.start()
    async with opened(url) as database:
        courier = Courier(database, [channel], MorningClock(), "bench:1:1")
        running = asyncio.create_task(courier.run())
        await asyncio.sleep(seconds)
        await courier.stop()
        await running
    await channel.stop()


def _most_in_a_second(moments: Sequence[float]) -> int:
    return max(bisect_left(moments, moment + 1.0) - place for place, moment in enumerate(moments))
