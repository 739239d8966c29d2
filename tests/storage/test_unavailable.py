"""PostgreSQL that goes away, comes back, or is in our way: told apart from what is our own mistake."""

import asyncio
import traceback

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.storage.database import UNAVAILABLE, Conflict, Database
from tests.postgres import PostgresServer

pytestmark = pytest.mark.only_on("postgresql")


@pytest.fixture
async def notes(database: Database) -> Database:
    async with database.begin() as session:
        await session.execute(text("create table notes (number integer primary key, note text)"))
        await session.execute(text("insert into notes values (1, 'one'), (2, 'two')"))
    return database


async def test_what_was_committed_outlives_kill_9_and_the_same_database_goes_on(own_server: PostgresServer) -> None:
    database = Database(own_server.new_database())
    async with database.begin() as session:
        await session.execute(text("create table notes (note text)"))
    async with database.begin() as session:
        await session.execute(text("insert into notes values ('kept')"))
    async with database.begin() as session:
        await session.execute(text("insert into notes values ('lost')"))
        own_server.kill()
        with pytest.raises(UNAVAILABLE):
            await session.execute(text("insert into notes values ('lost too')"))
        await session.rollback()
    with pytest.raises(UNAVAILABLE):
        await read(database, "select note from notes")
    own_server.start()
    assert await read(database, "select note from notes") == ["kept"]
    await database.close()


async def read(database: Database, query: str) -> list[object]:
    async with database.read() as session:
        return list(await session.scalars(text(query)))


async def test_a_restart_while_nobody_asks_is_not_noticed(own_server: PostgresServer) -> None:
    database = Database(own_server.new_database())
    assert await read(database, "select 1") == [1]
    own_server.restart()
    assert await read(database, "select 1") == [1]
    await database.close()


async def test_a_server_that_hangs_lets_no_new_connection_wait_for_ever(
    own_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engagebot.storage.postgres.CONNECT_SECONDS", 0.2)
    database = Database(own_server.new_database())
    own_server.freeze()
    try:
        with pytest.raises(UNAVAILABLE):
            await read(database, "select 1")
    finally:
        own_server.thaw()
    assert await read(database, "select 1") == [1]
    await database.close()


async def test_with_all_connections_in_use_one_waits_and_then_hears_it(
    own_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engagebot.storage.postgres.CONNECT_SECONDS", 0.2)
    database = Database(own_server.new_database(), connections=2)
    async with database.begin() as one, database.begin() as two:
        await one.execute(text("select 1"))
        await two.execute(text("select 1"))
        with pytest.raises(UNAVAILABLE):
            await read(database, "select 1")
    await database.close()


@pytest.mark.parametrize(
    "how",
    [
        "set transaction read only",
        "set local lock_timeout = '1ms'",
        "set local statement_timeout = '1ms'",
        "set local role pg_monitor",
    ],
)
async def test_read_only_locked_too_slow_and_without_rights_are_no_fault_of_what_was_asked(
    notes: Database, how: str
) -> None:
    async with notes.begin() as holder, notes.begin() as session:
        await holder.execute(text("update notes set note = 'held' where number = 1"))
        await session.execute(text(how))
        with pytest.raises(UNAVAILABLE):
            await session.execute(text("update notes set note = 'mine' where number = 1"))
        await session.rollback()


async def test_a_table_that_is_not_there_is_none_either_but_a_wrong_word_is(notes: Database) -> None:
    with pytest.raises(UNAVAILABLE):
        await read(notes, "select 1 from away")
    with pytest.raises(ProgrammingError):
        await read(notes, "selekt 1")


async def test_of_two_in_a_deadlock_one_hears_of_a_conflict_and_the_other_goes_on(notes: Database) -> None:
    both_hold = asyncio.Barrier(2)

    async def take(first: int, second: int) -> str:
        try:
            async with notes.begin() as session:
                await hold(session, first)
                await both_hold.wait()
                await hold(session, second)
        except Conflict:
            return "conflict"
        return "done"

    assert sorted(await asyncio.gather(take(1, 2), take(2, 1))) == ["conflict", "done"]


async def hold(session: AsyncSession, number: int) -> None:
    await session.execute(text("update notes set note = note where number = :n"), {"n": number})


async def test_a_snapshot_stays_as_it_was_and_is_taken_again_after_a_conflict(notes: Database) -> None:
    seen: list[list[str]] = []

    async def work(session: AsyncSession) -> str:
        first = list(await session.scalars(text("select note from notes order by number")))
        if not seen:
            async with notes.begin() as meanwhile:
                await meanwhile.execute(text("update notes set note = 'changed'"))
        seen.append([*first, *await session.scalars(text("select note from notes order by number"))])
        await session.execute(text("update notes set note = note || '!' where number = 1"))
        return "done"

    assert await notes.in_snapshot(work) == "done"
    assert seen == [["one", "two"] * 2, ["changed"] * 4]
    assert await read(notes, "select note from notes order by number") == ["changed!", "changed"]


async def test_a_conflict_that_stays_is_told(notes: Database) -> None:
    async def work(session: AsyncSession) -> None:
        await session.execute(text("select 1"))
        async with notes.begin() as meanwhile:
            await hold(meanwhile, 1)
        await hold(session, 1)

    with pytest.raises(Conflict):
        await notes.in_snapshot(work)


REFUSED = [
    ("insert into notes values (1, :value)", "SECRET", IntegrityError),
    ("insert into notes values (cast(:value as integer), '')", "SECRET", DataError),
    ("insert into notes select cast(cast(:value as text) as integer), ''", "SECRET", DataError),
    ("insert into notes values (3, cast(:value as text)), (1, cast(:value as text))", "SECRET", IntegrityError),
    ("insert into notes values (3, cast(:value as json))", "{SECRET", DBAPIError),
    ("insert into notes values (3, :value)", "SECRET\0", DataError),
    ("insert into notes values (3, :value)", "SECRET\ud800", DataError),
]


@pytest.mark.parametrize(("statement", "value", "kind"), REFUSED)
async def test_no_value_is_in_an_error_nor_in_the_log_of_it(
    notes: Database, statement: str, value: str, kind: type[DBAPIError]
) -> None:
    async with notes.begin() as session:
        await session.execute(text("create unique index on notes (note)"))
    async with notes.begin() as session:
        with pytest.raises(kind) as refused:
            await session.execute(text(statement), {"value": value})
        await session.rollback()
    assert not isinstance(refused.value, UNAVAILABLE)
    told = "".join(traceback.format_exception(refused.value))
    assert "insert into notes" in told
    assert "SECRET" not in told.replace(statement, "")
