"""Statements that go straight to SQLite do what they would do by way of SQLAlchemy."""

import asyncio
import sqlite3
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from sqlalchemy import Boolean, Column, Integer, MetaData, Table, bindparam, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.schema import CreateTable

from engagebot.domain.inbox import SeenUpdate, SetAside
from engagebot.domain.outbox import Priority
from engagebot.storage.at_hand import AtHand
from engagebot.storage.database import UNAVAILABLE, Database
from engagebot.storage.inbox import first_times
from engagebot.storage.outbox import OUTBOX, NewDelivery, columns_of

NOON = datetime(2023, 3, 16, 12, 0, 0, 123456, tzinfo=UTC)
ROW = {"key": "a", "incoming": {"kind": "Said", "text": "é"}, "error": "none", "at": NOON}
KEPT = cast(Table, SetAside.__table__)
INTO = KEPT.insert()
ONE = select(KEPT.c.incoming, KEPT.c.at, KEPT.c.error).where(KEPT.c.key == bindparam("this_key"))


async def found(database: Database) -> Sequence[Sequence[Any]]:
    async with database.begin_straight() as door:
        return [tuple(row) for row in await door.rows(ONE, {"this_key": "a"})]


@pytest.fixture
async def kept(database: Database) -> Database:
    async with database.begin_straight() as door:
        await door.many(INTO, [ROW])
    return database


async def test_values_come_out_as_they_went_in(kept: Database) -> None:
    assert await found(kept) == [(ROW["incoming"], NOON, "none")]
    async with kept.read() as session:
        assert (await session.get_one(SetAside, "a")).at == NOON


async def test_its_errors_are_those_that_everybody_knows(kept: Database) -> None:
    with pytest.raises(IntegrityError):
        async with kept.begin_straight() as door:
            await door.many(INTO, [ROW])
    async with kept.begin() as session:
        await session.execute(text("alter table set_aside rename to away"))
    with pytest.raises(OperationalError) as caught:
        await found(kept)
    assert isinstance(caught.value, UNAVAILABLE)


async def note(database: Database, *keys: str) -> None:
    async with database.begin_straight() as door:
        for key in keys:
            await door.many(INTO, [{**ROW, "key": key}])


async def test_what_fails_is_taken_back(kept: Database) -> None:
    with pytest.raises(IntegrityError):
        await note(kept, "b", "a")
    async with kept.read() as session:
        assert set(await session.scalars(select(KEPT.c.key))) == {"a"}


async def test_what_a_change_returns_comes_out_as_what_is_selected(kept: Database) -> None:
    change = KEPT.update().where(KEPT.c.key == bindparam("this_key")).values(error="another")
    returning = change.returning(KEPT.c.incoming, KEPT.c.at)
    async with kept.begin_straight() as door:
        assert [tuple(row) for row in await door.rows(returning, {"this_key": "a"})] == [(ROW["incoming"], NOON)]


@pytest.mark.only_on("sqlite")
async def test_while_another_program_writes_everybody_else_goes_on(kept: Database) -> None:
    other = sqlite3.connect(str(kept.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(found(kept))
    for _ in range(20):
        await asyncio.sleep(0)
    assert not waiting.done()
    other.rollback()
    assert len(await waiting) == 1
    other.close()


@pytest.mark.only_on("sqlite")
async def test_who_is_cancelled_while_it_waits_for_another_program_leaves_nothing_behind(kept: Database) -> None:
    other = sqlite3.connect(str(kept.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(found(kept))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait([waiting])
    other.rollback()
    other.close()
    assert len(await found(kept)) == 1


@pytest.mark.only_on("sqlite")
async def test_on_a_slow_disk_the_event_loop_does_not_wait_for_the_commit(
    kept: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every disk is a slow one here."""
    monkeypatch.setattr("engagebot.storage.at_hand.QUICK", -1.0)
    threads: list[str] = []
    async with kept.engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert isinstance(driver, AtHand)
    driver.sqlite.set_trace_callback(lambda said: threads.append(threading.current_thread().name + said))
    await note(kept, "b")
    driver.sqlite.set_trace_callback(None)
    here = threading.current_thread().name
    assert [said.startswith(here) for said in threads if "INSERT" in said or "COMMIT" in said] == [True, False]
    assert len(await found(kept)) == 1


async def test_keys_are_noted_once_each_with_its_instant(database: Database) -> None:
    later = NOON.replace(hour=13)
    async with database.begin_straight() as door:
        assert await first_times(door, {"a": NOON, "b": later}) == {"a", "b"}
    async with database.begin_straight() as door:
        assert await first_times(door, {"b": NOON, "c": NOON}) == {"c"}
        assert await first_times(door, {}) == set()
    async with database.read() as session:
        noted = {seen.key: seen.at for seen in await session.scalars(select(SeenUpdate))}
    assert noted == {"a": NOON, "b": later, "c": NOON}


async def test_what_is_not_said_is_what_the_column_says(database: Database) -> None:
    chairs = Table("chairs", MetaData(), Column("number", Integer), Column("free", Boolean, default=True))
    async with database.begin() as session:
        await session.execute(CreateTable(chairs))
    async with database.begin_straight() as door:
        await door.many(chairs.insert(), [{"number": 1}, {"number": 2}])

    async with database.read() as session:
        assert [tuple(row) for row in await session.execute(select(chairs))] == [(1, True), (2, True)]


def test_a_row_for_the_outbox_is_whole() -> None:
    """What goes straight to SQLite gets no default of the mapped class: each vote would be taken by itself, slowly."""
    row = columns_of(NewDelivery("slack:T1", "D1", "letter", Priority.REPLY, NOON), NOON)
    assert {column.name for column in OUTBOX.c if not column.nullable} - row.keys() == {"id"}
