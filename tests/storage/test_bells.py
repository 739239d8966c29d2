"""On PostgreSQL a process hears at the commit what another one has put into the outbox."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from engagebot.delivery.courier import Courier
from engagebot.delivery.timing import Stopwatch, SystemStopwatch, Timing
from engagebot.domain.clock import SystemClock
from engagebot.domain.outbox import Priority
from engagebot.storage.bells import Bell, ring
from engagebot.storage.database import Database
from engagebot.storage.listening import Listener
from engagebot.storage.outbox import NewDelivery, enqueue
from engagebot.storage.ringer import Ringer
from tests.delivery.house import FastForward, HouseClock, letter, post, running, until
from tests.delivery.postbox import Postbox
from tests.use_cases.sent import office_at

LANE = "telegram:1"
SELDOM = Timing(look=60, look_if_rung=60, take_over=60)


@asynccontextmanager
async def listening(database: Database, heard: Callable[[str], None]) -> AsyncIterator[Listener]:
    listener = Listener(database.url, heard)
    task = asyncio.create_task(listener.run())
    try:
        await until(lambda: listener.listening)
        yield listener
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def reply(chat: str = "a") -> NewDelivery:
    now = datetime.now(UTC)
    return letter(chat, "reply", Priority.REPLY, due_at=now)


@pytest.mark.only_on("postgresql")
async def test_it_rings_at_the_commit_and_once(database: Database) -> None:
    heard: list[str] = []
    async with listening(database, heard.append):
        heard.clear()
        async with database.begin() as session:
            await ring(session, LANE, LANE)
            await ring(session, LANE)
            async with database.begin() as other:
                await ring(other, Bell.DUTIES)
            await until(lambda: heard == ["duties"])
        await until(lambda: heard == ["duties", LANE])


@pytest.mark.only_on("postgresql")
async def test_what_is_rolled_back_rings_for_nobody(database: Database) -> None:
    heard: list[str] = []
    async with listening(database, heard.append):
        heard.clear()
        async with database.begin() as session:
            await ring(session, LANE)
            await session.rollback()
        async with database.begin() as session:
            await ring(session, Bell.LEADERS)
        await until(lambda: heard == ["leaders"])


@pytest.mark.only_on("postgresql")
async def test_what_many_commit_at_once_is_rung_for_after_it(database: Database) -> None:
    heard: list[str] = []
    ringer = Ringer(database)
    task = asyncio.create_task(ringer.run())
    async with listening(database, heard.append):
        heard.clear()
        for _ in range(100):
            ringer.ring(LANE)
            ringer.ring("slack:T")
        await until(lambda: sorted(heard) == ["slack:T", LANE])
        ringer.ring(LANE)
        await until(lambda: len(heard) == 3)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.only_on("postgresql")
async def test_a_cut_connection_is_noticed_and_replaced_and_everybody_looks(database: Database) -> None:
    heard: list[str] = []
    async with listening(database, heard.append) as listener:
        heard.clear()
        async with database.begin() as session:
            cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE '%listening'"
            await session.execute(text(cut + " AND datname = current_database()"))
        await until(lambda: heard == ["everybody", "everybody"])
        assert listener.listening
        async with database.begin() as session:
            await ring(session, Bell.DUTIES)
        await until(lambda: heard[2:] == ["duties"])


@pytest.mark.only_on("postgresql")
async def test_an_announcement_from_the_command_line_wakes_those_who_keep_time(url: str) -> None:
    heard: list[str] = []
    async with office_at(url) as office, listening(office.house.database, heard.append):
        await office.joins("amina")
        heard.clear()
        await office.announces(in_minutes=1)
        await until(lambda: heard == ["duties"])


async def test_ringing_where_nobody_can_hear_does_no_harm(database: Database) -> None:
    async with database.begin() as session:
        await ring(session, Bell.LANES)


def seldom_looking(database: Database, stopwatch: Stopwatch, rung: bool) -> tuple[Courier, Postbox]:
    clock = SystemClock() if rung else HouseClock(stopwatch)
    postbox = Postbox(stopwatch)
    return Courier(database, [postbox], clock, "me:1:a", timing=SELDOM, stopwatch=stopwatch), postbox


@pytest.mark.only_on("postgresql")
async def test_a_reply_that_another_process_commits_goes_out_at_once(url: str, database: Database) -> None:
    """Although the lane looks only once a minute by itself."""
    elsewhere = Database(url)
    stopwatch = SystemStopwatch()
    courier, postbox = seldom_looking(database, stopwatch, rung=True)
    async with listening(database, courier.wake), running(courier):
        for chat in "abcde":
            async with elsewhere.begin() as session:
                await enqueue(session, [reply(chat)], datetime.now(UTC))
                await ring(session, LANE)
            await until(lambda chat=chat: chat in {one.chat for one in postbox.arrived}, seconds=30)  # type: ignore[misc]
    await elsewhere.close()
    assert len(postbox.arrived) == 5


async def test_without_a_bell_it_waits_for_the_next_look(database: Database) -> None:
    stopwatch = FastForward()
    courier, postbox = seldom_looking(database, stopwatch, rung=False)
    async with running(courier):
        began = stopwatch.seconds()
        await until(lambda: stopwatch.seconds() > began + 1)
        looked_at = stopwatch.seconds()
        await post(database, letter("a", "reply", Priority.REPLY))
        await until(lambda: postbox.arrived != [])
    assert postbox.moments[0][0] >= min(looked_at, began + SELDOM.look)
