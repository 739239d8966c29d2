"""Who leads is one at a time, whatever dies, hangs or lies about the time."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from sqlalchemy import text

from engagebot.delivery.leader import Leader, Tenure
from engagebot.delivery.worker import worker_name
from engagebot.storage.database import Database
from tests.delivery.house import until

NAME = "send telegram:1"


class HandStopwatch:
    """Moves by hand only; who waits goes on when its time has come, or at its event."""

    def __init__(self) -> None:
        self._now = 1000.0
        self._moved = asyncio.Event()

    def seconds(self) -> float:
        return self._now

    def move_by(self, seconds: float) -> None:
        self._now += seconds
        self._moved.set()
        self._moved = asyncio.Event()

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        end = self._now + seconds
        while not event.is_set() and self._now < end:
            waits = [asyncio.ensure_future(event.wait()), asyncio.ensure_future(self._moved.wait())]
            try:
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for one in waits:
                    one.cancel()


@pytest.fixture
def stopwatch() -> HandStopwatch:
    return HandStopwatch()


class Process:
    """One process that seeks the leadership, on its own connections."""

    def __init__(self, url: str, stopwatch: HandStopwatch, worker: str) -> None:
        self.database = Database(url)
        self.changes: list[str] = []
        self.leader = Leader(self.database, worker, self.changes.append, stopwatch, Tenure())
        self.lead = self.leader.lead(NAME)


@asynccontextmanager
async def processes(url: str, stopwatch: HandStopwatch, *workers: str) -> AsyncIterator[list[Process]]:
    opened = [Process(url, stopwatch, worker) for worker in workers]
    try:
        yield opened
    finally:
        for process in opened:
            await process.database.close()


@asynccontextmanager
async def running(process: Process) -> AsyncIterator[None]:
    task = asyncio.create_task(process.leader.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def a_process_that_is_gone() -> int:
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    return int(gone.stdout)


async def pass_at_the_database(database: Database, seconds: float) -> None:
    """Time passes by the database's clock, by which leases end."""
    async with database.begin() as session:
        await session.execute(text("UPDATE leaderships SET held_until = held_until - :by"), {"by": seconds})


async def take(*of: Process) -> list[bool]:
    """Each asks once, one after the other; who leads then."""
    for process in of:
        await process.leader.take()
    return [process.lead.held() for process in of]


async def test_one_of_two_leads_and_goes_on_leading(url: str, stopwatch: HandStopwatch) -> None:
    async with processes(url, stopwatch, "here:1:a", "there:1:b") as (first, second):
        assert await take(first, second) == [True, False]
        for _ in range(5):
            stopwatch.move_by(5)
            await pass_at_the_database(first.database, 5)
            assert await take(first, second) == [True, False]
        assert (first.changes, second.changes) == ([NAME], [])
        assert first.lead.terms == 1


async def test_of_many_who_ask_at_once_one_leads(url: str, stopwatch: HandStopwatch) -> None:
    async with processes(url, stopwatch, *(f"host{n}:1:a" for n in range(6))) as everybody:
        await asyncio.gather(*(process.leader.take() for process in everybody))
        assert sum(process.lead.held() for process in everybody) == 1


async def test_what_is_given_up_is_free_at_once(url: str, stopwatch: HandStopwatch) -> None:
    async with processes(url, stopwatch, "here:1:a", "there:1:b") as (first, second):
        await take(first, second)
        await first.leader.give_up()
        assert await take(second, first) == [True, False]


async def test_after_a_kill_another_host_leads_when_the_lease_ran_out_and_not_before(
    url: str, stopwatch: HandStopwatch
) -> None:
    async with processes(url, stopwatch, "here:1:a", "there:1:b") as (killed, second):
        await take(killed)
        await pass_at_the_database(killed.database, Tenure().lease - 1)
        assert await take(second) == [False]
        await pass_at_the_database(killed.database, 1)
        assert await take(second) == [True]
    assert Tenure().lease + Tenure().look <= 30


async def test_after_a_kill_the_same_host_knows_it_and_leads_at_once(url: str, stopwatch: HandStopwatch) -> None:
    own = worker_name()
    dead = f"{own.partition(':')[0]}:{a_process_that_is_gone()}:a"
    async with processes(url, stopwatch, dead, own) as (killed, second):
        assert await take(killed, second) == [True, True]
        assert second.lead.term.idle_seconds == 0


async def test_it_does_not_outlive_its_lease_while_the_database_is_away(url: str, stopwatch: HandStopwatch) -> None:
    """Ours ends by our own stopwatch, before anybody else's begins."""
    async with processes(url, stopwatch, "here:1:a") as (first,):
        await take(first)
        async with first.database.begin() as session:
            await session.execute(text("ALTER TABLE leaderships RENAME TO away"))
        async with running(first):
            stopwatch.move_by(Tenure().lease - Tenure().margin - 0.1)
            assert first.lead.held()
            stopwatch.move_by(0.1)
            assert not first.lead.held()
            await until(lambda: first.changes == [NAME, NAME])
            async with first.database.begin() as session:
                await session.execute(text("ALTER TABLE away RENAME TO leaderships"))
            first.leader.look()
            await until(first.lead.held)
        assert first.lead.terms == 2
        assert first.lead.term.idle_seconds == float("inf")  # nobody else was there: what it remembers still counts


async def test_it_renews_by_itself(url: str, stopwatch: HandStopwatch) -> None:
    async with processes(url, stopwatch, "here:1:a") as (first,):
        async with running(first):
            first.leader.look()
            await until(first.lead.held)
            for _ in range(20):
                before = first.lead.held_until
                stopwatch.move_by(Tenure().look)
                await until(lambda before=before: first.lead.held_until > before)  # type: ignore[misc]
                assert first.lead.held()
        assert first.lead.terms == 1


async def test_it_stops_where_another_has_taken_it(url: str, stopwatch: HandStopwatch) -> None:
    """Such as after the database's clock was set forward."""
    async with processes(url, stopwatch, "here:1:a", "there:1:b") as (first, second):
        await take(first)
        await pass_at_the_database(first.database, 3600)
        assert await take(second, first) == [True, False]
        assert first.changes == [NAME, NAME]
        async with asyncio.timeout(1):
            await first.lead.lost()
            await second.lead.gained()


async def test_the_next_one_learns_how_long_nobody_did_anything(url: str, stopwatch: HandStopwatch) -> None:
    async with processes(url, stopwatch, "here:1:a", "there:1:b") as (first, second):
        await take(first)
        assert first.lead.term.idle_seconds == float("inf")
        await first.leader.give_up()
        await pass_at_the_database(first.database, 3)
        await take(second)
        assert 3 <= second.lead.term.idle_seconds < 3 + 10


async def test_the_next_one_learns_whom_to_leave_alone(url: str, stopwatch: HandStopwatch) -> None:
    async with processes(url, stopwatch, "here:1:a", "there:1:b") as (first, second):
        await take(first)
        async with running(first):
            now = stopwatch.seconds()
            first.lead.keep_silences({"": now + 60, "chat 7": now + 90, "over at once": now + 0.5})
            async with asyncio.timeout(10):
                while not await silences(first.database):  # noqa: ASYNC110 - the database rings no bell
                    await asyncio.sleep(0.005)
        await pass_at_the_database(first.database, 3600)
        await take(second)
        heard = second.lead.term.silences
        assert set(heard) == {"", "chat 7"}
        assert 50 < heard[""] <= 60
        assert 80 < heard["chat 7"] <= 90


async def silences(database: Database) -> bool:
    async with database.read() as session:
        kept: str = await session.scalar(text("SELECT CAST(silences AS TEXT) FROM leaderships"))
    return kept != "{}"
