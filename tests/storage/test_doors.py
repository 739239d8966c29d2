"""Statements that go straight to SQLite do what they would do by way of SQLAlchemy."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Integer, MetaData, Table, bindparam, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.schema import CreateTable

from engagebot.domain.inbox import SeenUpdate, SetAside
from engagebot.domain.outbox import Priority
from engagebot.storage.database import UNAVAILABLE, Database
from engagebot.storage.inbox import first_times
from engagebot.storage.outbox import OUTBOX, NewDelivery, columns_of

NOON = datetime(2023, 3, 16, 12, 0, 0, 123456, tzinfo=UTC)
ROW = {"key": "a", "incoming": {"kind": "Said", "text": "é"}, "error": "none", "at": NOON}
KEPT = SetAside.__table__
assert isinstance(KEPT, Table)
INTO = KEPT.insert()
ONE = select(KEPT.c.incoming, KEPT.c.at, KEPT.c.error).where(KEPT.c.key == bindparam("this_key"))


async def found(database: Database) -> Sequence[Sequence[Any]]:
    async with database.begin_group() as group, group.straight() as door:
        return [tuple(row) for row in await door.rows(ONE, {"this_key": "a"})]


@pytest.fixture
async def kept(database: Database) -> Database:
    async with database.begin_group() as group, group.straight() as door:
        await door.many(INTO, [ROW])
    return database


async def test_values_come_out_as_they_went_in(kept: Database) -> None:
    assert await found(kept) == [(ROW["incoming"], NOON, "none")]
    async with kept.read() as session:
        assert (await session.get_one(SetAside, "a")).at == NOON


async def test_its_errors_are_those_that_everybody_knows(kept: Database) -> None:
    with pytest.raises(IntegrityError):
        async with kept.begin_group() as group, group.straight() as door:
            await door.many(INTO, [ROW])
    async with kept.begin() as session:
        await session.execute(text("alter table set_aside rename to away"))
    with pytest.raises(OperationalError) as caught:
        await found(kept)
    assert isinstance(caught.value, UNAVAILABLE)


async def test_what_fails_is_taken_back_and_what_went_before_stays(kept: Database) -> None:
    async with kept.begin_group() as group:
        async with group.straight() as door:
            await door.many(INTO, [{**ROW, "key": "b"}])
        with pytest.raises(IntegrityError):
            async with group.straight() as door:
                await door.many(INTO, [{**ROW, "key": "c"}, ROW])
    async with kept.read() as session:
        assert set(await session.scalars(select(KEPT.c.key))) == {"a", "b"}


async def test_keys_are_noted_once_each_with_its_instant(database: Database) -> None:
    later = NOON.replace(hour=13)
    async with database.begin_group() as group, group.straight() as door:
        assert await first_times(door, {"a": NOON, "b": later}) == {"a", "b"}
    async with database.begin_group() as group, group.straight() as door:
        assert await first_times(door, {"b": NOON, "c": NOON}) == {"c"}
        assert await first_times(door, {}) == set()
    async with database.read() as session:
        noted = {seen.key: seen.at for seen in await session.scalars(select(SeenUpdate))}
    assert noted == {"a": NOON, "b": later, "c": NOON}


async def test_what_is_not_said_is_what_the_column_says(database: Database) -> None:
    chairs = Table("chairs", MetaData(), Column("number", Integer), Column("free", Boolean, default=True))
    async with database.begin() as session:
        await session.execute(CreateTable(chairs))
    async with database.begin_group() as group, group.straight() as door:
        await door.many(chairs.insert(), [{"number": 1}, {"number": 2}])

    async with database.read() as session:
        assert [tuple(row) for row in await session.execute(select(chairs))] == [(1, True), (2, True)]


def test_a_row_for_the_outbox_is_whole() -> None:
    """What goes straight to SQLite gets no default of the mapped class: each vote would be taken by itself, slowly."""
    row = columns_of(NewDelivery("slack:T1", "D1", "letter", Priority.REPLY, NOON), NOON)
    assert {column.name for column in OUTBOX.c if not column.nullable} - row.keys() == {"id"}
