"""SIGTERM while hundreds of messages go out and people vote: out in time, nothing lost, nothing twice, exit code 0."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engagebot.domain.clock import SystemClock
from engagebot.domain.outbox import Delivery, DeliveryState, Priority
from engagebot.sandbox.faults import Fault, FaultKind
from engagebot.storage.database import Database
from engagebot.storage.events import event_by_key
from engagebot.storage.outbox import NewDelivery, enqueue
from engagebot.use_cases.announce_event import announce_event
from tests.faults import people
from tests.faults.nursery import Child, nursery
from tests.faults.strict import strict_telegram
from tests.faults.village import BOT, Village, village
from tests.stories.platforms import Platforms, platforms

READERS = 600
STOPS = 2
QUEUE = 20_000
SILENT = 5
"""So many of the readers' chats answer nothing."""
IN_TIME = 10.0
PATIENCE = 180.0
SEED = 20230410


@dataclass(slots=True)
class Load:
    """People who vote, and `READERS` others to whom an announcement is on its way."""

    folk: Village
    place: Platforms
    variables: Mapping[str, str]
    readers: list[int]

    def arrived(self) -> Counter[int]:
        """How many copies of the announcement each reader has."""
        books = self.place.telegram.books
        return Counter(
            {one: sum("Talk" in str(m.get("text")) for m in books.messages.in_chat(BOT, one)) for one in self.readers}
        )

    async def has_arrived(self, total: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while self.arrived().total() < total:  # noqa: ASYNC110 - it rings no bell
                await asyncio.sleep(0.1)

    async def states(self) -> Counter[str]:
        """Of the announcement's messages to the readers."""
        theirs = (Delivery.what == "event", Delivery.chat.in_([str(reader) for reader in self.readers]))
        query = select(Delivery.state, func.count().label("number")).where(*theirs).group_by(Delivery.state)
        async with self.folk.database.read() as session:
            return Counter({row.state: row.number for row in await session.execute(query)})

    async def has_ended(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while set(await self.states()) & {"pending", "retry", "leased"}:  # noqa: ASYNC110 - it rings no bell
                await asyncio.sleep(0.05)


@asynccontextmanager
async def loaded(url: str) -> AsyncIterator[Load]:
    async with (
        platforms(calls_us=False, again_after=0.05) as place,
        village(place, url, SEED, of_each=3, deeds=150) as folk,
    ):
        books = place.telegram.books
        readers = [books.people.add(f"Reader {number}", "en").id for number in range(READERS)]
        for reader in readers:
            books.chats.change(BOT, reader, started=True)
        await announced(folk.database, readers)
        more = {"ENGAGEBOT_DATABASE_URL": url, "ENGAGEBOT_TELEGRAM_PER_SECOND": "100"}
        yield Load(folk, place, place.variables() | more, readers)


async def announced(database: Database, readers: list[int]) -> None:
    async with database.begin() as session:
        await people.join(session, 1, [("telegram", str(BOT), str(reader), str(reader)) for reader in readers])
        event = await event_by_key(session, 1, "talk")
        assert event is not None
        now = SystemClock().now()
        await announce_event(session, event, now, now)


async def stopped(program: Child) -> None:
    assert await program.told_to_stop(within=IN_TIME) == 0
    log = program.log.read_text()
    assert "Traceback" not in log
    assert "[error" not in log


async def test_nothing_is_lost_or_doubled(url: str, tmp_path: Path) -> None:
    async with loaded(url) as load, nursery() as nest:
        load.folk.begin()
        for _ in range(STOPS):
            before = await load.folk.votes()
            program = await nest.start("serve", tmp_path / "program.log", variables=load.variables)
            await load.folk.has_voted(before + 10)
            await load.has_arrived(load.arrived().total() + 20)
            assert load.folk.goes_on
            await stopped(program)
            states = await load.states()
            assert set(states) <= {"pending", "sent"}
            assert states["pending"] > 0
            assert states["sent"] == load.arrived().total()
            await load.folk.check_kept()
        program = await nest.start("serve", tmp_path / "program.log", variables=load.variables)
        await load.folk.all_is_taken()
        await load.has_ended()
        await stopped(program)
        assert set(load.arrived().values()) == {1}
        assert await load.states() == {DeliveryState.SENT: READERS}
        await load.folk.check_all()


async def test_a_long_queue_does_not_hold_it_up(url: str, tmp_path: Path) -> None:
    """As fast as the platform takes it."""
    async with strict_telegram(random.Random(SEED)) as telegram, nursery() as nest:
        database = Database(url)
        now = SystemClock().now()
        many = [
            NewDelivery("telegram:77", str(n), "letter", Priority.BROADCAST, now, {"text": f"For {n}."})
            for n in range(QUEUE)
        ]
        async with database.begin() as session:
            await enqueue(session, many, now)
        program = await nest.start("carry", tmp_path / "program.log", database_url=url, telegram_url=telegram.url)
        async with asyncio.timeout(PATIENCE):
            await telegram.has_heard(100)
        await stopped(program)
        async with database.read() as session:
            query = select(Delivery.state, func.count().label("number")).group_by(Delivery.state)
            states = {row.state: row.number for row in await session.execute(query)}
        await database.close()
        assert states == {"sent": telegram.total, "pending": QUEUE - telegram.total}
        assert max(len(texts) for texts in telegram.arrived.values()) == 1


@pytest.mark.only_on("sqlite")
async def test_a_platform_that_answers_nothing_does_not_hold_it_up(url: str, tmp_path: Path) -> None:
    async with loaded(url) as load, nursery() as nest:
        for reader in load.readers[:SILENT]:
            load.place.faults.order(Fault("telegram", FaultKind.HANG, "sendMessage", str(reader), seconds=60))
        program = await nest.start("serve", tmp_path / "program.log", variables=load.variables)
        await load.has_arrived(READERS // 6)
        await stopped(program)
        states = await load.states()
        assert states["unknown"] == SILENT
        assert states["leased"] == 0
        assert states["sent"] == load.arrived().total()
