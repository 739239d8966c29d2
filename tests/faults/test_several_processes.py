"""`engagebot serve` several times on one database: the work is shared, and goes on whichever of them dies."""

import asyncio
import os
import random
import signal
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import func, select

from engagebot.domain.clock import SystemClock
from engagebot.domain.outbox import Delivery
from engagebot.storage.database import Database
from engagebot.storage.events import event_by_key
from engagebot.use_cases.announce_event import announce_event
from tests.faults import people
from tests.faults.jobs import TOKEN
from tests.faults.nursery import Child, Nursery, nursery
from tests.faults.strict import StrictTelegram, strict_telegram
from tests.serving import free_socket, url_of

PER_SECOND = 25
READERS = 150
ALL = ["duties", "receive telegram:77", "telegram:77"]
ENDED = {"sent", "unknown"}
PATIENCE = 60.0

ON_POSTGRESQL = pytest.mark.only_on("postgresql")
"""Where it makes no difference, once is enough."""


@dataclass(frozen=True, slots=True)
class Serving:
    """One process, and what its health page says."""

    child: Child
    url: str
    http: aiohttp.ClientSession

    async def health(self) -> dict[str, object]:
        async with self.http.get(f"{self.url}/health") as answer:
            health: dict[str, object] = await answer.json()
        return health

    async def leads(self) -> list[str]:
        leads = (await self.health())["leads"]
        assert isinstance(leads, list)
        return leads


@dataclass(slots=True)
class Site:
    """Where the processes run."""

    database: Database
    telegram: StrictTelegram
    nursery: Nursery
    http: aiohttp.ClientSession
    variables: Mapping[str, str]
    log: Path

    async def started(self, number: int, role: str = "all") -> Serving:
        with free_socket() as reserved:
            url = url_of(reserved)
        variables = {**self.variables, "ENGAGEBOT_PORT": url.rpartition(":")[2], "ENGAGEBOT_ROLE": role}
        child = await self.nursery.start("serve", self.log / f"{number}.log", variables=variables)
        serving = Serving(child, url, self.http)
        await self.until_ready(serving)
        return serving

    async def until_ready(self, serving: Serving) -> None:
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    if (await serving.health())["state"] == "ready":
                        return
                except aiohttp.ClientError:
                    await asyncio.sleep(0.02)

    async def until_leads(self, serving: Serving, name: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while name not in await serving.leads():  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.1)

    async def announces(self) -> None:
        async with self.database.begin() as session:
            event = await event_by_key(session, 1, "talk")
            assert event is not None
            now = SystemClock().now()
            await announce_event(session, event, now, now)

    async def states(self) -> dict[str, int]:
        async with self.database.read() as session:
            query = select(Delivery.state, func.count().label("times")).group_by(Delivery.state)
            return {row.state: row.times for row in await session.execute(query)}

    async def all_has_ended(self) -> dict[str, int]:
        async with asyncio.timeout(PATIENCE):
            while not (states := await self.states()) or not set(states) <= ENDED:  # noqa: ASYNC110 - others work
                await asyncio.sleep(0.1)
        return states

    async def has_arrived(self, total: int) -> None:
        async with asyncio.timeout(PATIENCE):
            await self.telegram.has_heard(total)


@asynccontextmanager
async def site(url: str, log: Path) -> AsyncIterator[Site]:
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(strict_telegram(random.Random(1)))
        database = Database(url)
        stack.push_async_callback(database.close)
        async with database.begin() as session:
            workstream = await people.load(session, people.of_today())
            await people.join(session, workstream, [("telegram", "77", str(n), str(n)) for n in range(READERS)])
        variables = {
            "ENGAGEBOT_DATABASE_URL": url,
            "ENGAGEBOT_TELEGRAM_TOKEN": TOKEN,
            "ENGAGEBOT_TELEGRAM_API_URL": telegram.url,
            "ENGAGEBOT_TELEGRAM_PER_SECOND": str(PER_SECOND),
        }
        home = await stack.enter_async_context(nursery())
        http = await stack.enter_async_context(aiohttp.ClientSession())
        yield Site(database, telegram, home, http, variables, log)


async def leader_in(serving: Sequence[Serving], name: str) -> Serving:
    """The only one."""
    [leader] = [one for one in serving if name in await one.leads()]
    return leader


def busiest_second(moments: Sequence[float]) -> int:
    return max(sum(first <= moment < first + 1 for moment in moments) for first in moments)


@ON_POSTGRESQL
async def test_three_processes_send_each_message_once_and_no_faster_than_one(url: str, tmp_path: Path) -> None:
    async with site(url, tmp_path) as place:
        serving = await asyncio.gather(*(place.started(number) for number in range(3)))
        leads = [name for one in serving for name in await one.leads()]
        assert sorted(leads) == ALL
        await place.announces()
        states = await place.all_has_ended()
        for one in serving:
            assert await one.child.told_to_stop() == 0
    assert states == {"sent": READERS}
    assert set(place.telegram.copies("Talk").values()) == {1}
    assert len(place.telegram.arrived) == READERS
    assert place.telegram.most_polls == 1
    # Two who send would reach twice the limit; a little more than it may arrive together of what did not start so.
    assert busiest_second(place.telegram.moments) <= PER_SECOND * 1.3


async def test_when_the_leader_is_killed_in_the_middle_another_goes_on(url: str, tmp_path: Path) -> None:
    async with site(url, tmp_path) as place:
        serving = [await place.started(number) for number in range(2)]
        await place.announces()
        await place.has_arrived(READERS // 3)
        leader = await leader_in(serving, "telegram:77")
        [other] = [one for one in serving if one is not leader]
        await leader.child.killed()
        killed_at, arrived = time.monotonic(), place.telegram.total
        await place.has_arrived(arrived + 1)
        waited = time.monotonic() - killed_at
        states = await place.all_has_ended()
        assert await other.leads() == ALL
        assert await other.child.told_to_stop() == 0
    assert waited < 30
    unknown = states.get("unknown", 0)
    assert unknown <= PER_SECOND
    assert states["sent"] + unknown == READERS
    assert set(place.telegram.copies("Talk").values()) == {1}
    assert len(place.telegram.arrived) >= READERS - unknown
    assert place.telegram.most_polls == 1
    assert busiest_second(place.telegram.moments) <= PER_SECOND * 1.3


@ON_POSTGRESQL
async def test_a_leader_that_hangs_is_followed_by_another_and_does_nothing_more_when_it_wakes(
    url: str, tmp_path: Path
) -> None:
    """Nobody can see that it is dead, as with a process on another host: its lease has to run out."""
    async with site(url, tmp_path) as place:
        serving = [await place.started(number) for number in range(2)]
        await place.announces()
        await place.has_arrived(READERS // 3)
        leader = await leader_in(serving, "telegram:77")
        [other] = [one for one in serving if one is not leader]
        os.kill(leader.child.process, signal.SIGSTOP)
        await place.until_leads(other, "telegram:77")
        os.kill(leader.child.process, signal.SIGCONT)
        states = await place.all_has_ended()
        assert await other.leads() == ALL
        assert await leader.leads() == []
        for one in serving:
            assert await one.child.told_to_stop() == 0
    moments = place.telegram.moments
    assert 15 < max(later - earlier for earlier, later in pairwise(moments)) < 30
    assert sum(states.values()) == READERS
    assert set(place.telegram.copies("Talk").values()) == {1}
    assert busiest_second(place.telegram.moments) <= PER_SECOND * 1.3


@ON_POSTGRESQL
async def test_when_the_leader_is_told_to_stop_another_goes_on_at_once(url: str, tmp_path: Path) -> None:
    async with site(url, tmp_path) as place:
        first = await place.started(0)
        second = await place.started(1)
        await place.announces()
        await place.has_arrived(READERS // 3)
        assert await first.child.told_to_stop() == 0
        stopped_at, arrived = time.monotonic(), place.telegram.total
        await place.has_arrived(arrived + 1)
        waited = time.monotonic() - stopped_at
        states = await place.all_has_ended()
        assert await second.child.told_to_stop() == 0
    assert waited < 10
    assert states == {"sent": READERS}
    assert set(place.telegram.copies("Talk").values()) == {1}
    assert place.telegram.most_polls == 1
