"""The whole example is played on SQLite, moves to PostgreSQL, and nobody can tell the difference."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from engagebot.demo.person import Person
from engagebot.demo.script import ROUND
from engagebot.demo.unattended import play_in
from engagebot.domain.consultation import Recommendation, RecommendationVersion, VoteEvent
from engagebot.domain.outbox import Delivery
from engagebot.domain.people import Stakeholder
from engagebot.exports.bundle import write_bundle
from engagebot.places import migrations_folder
from engagebot.storage.database import Database
from engagebot.storage.migrating import migrate
from engagebot.storage.workstreams import all_workstreams
from engagebot.use_cases.export_round import export_round
from tests.postgres import PostgresServer
from tests.stories.house import Home
from tests.stories.keyboard import coming, keyboard_at, written
from tests.stories.platforms import is_ready, platforms
from tests.stories.programs import run, started
from tests.stories.test_serving import daytime, invitation, joins

AT = datetime(2023, 5, 20, tzinfo=UTC)
PATIENCE_SECONDS = 60
HELD = (
    "CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN IF NEW.id = 8 THEN PERFORM pg_advisory_xact_lock(1); END IF; RETURN NEW; END $$",
    "CREATE TRIGGER holding BEFORE INSERT ON recommendations FOR EACH ROW EXECUTE FUNCTION hold()",
)
SOMEBODY_WAITS = "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)"
ALONE = (
    "SELECT NOT EXISTS (SELECT FROM pg_stat_activity "
    "WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid())"
)


async def bundle_of(url: str, folder: Path) -> dict[str, bytes]:
    database = Database(url)
    async with database.begin() as session:
        [workstream] = await all_workstreams(session)
        data = await export_round(session, workstream, ROUND)
    await database.close()
    return {path.name: path.read_bytes() for path in write_bundle(data, folder / "bundle")}


async def count(url: str, *tables: type) -> list[int]:
    database = Database(url)
    async with database.read() as session:
        counts = [await session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]
    await database.close()
    return counts


async def test_the_played_example_is_the_same_on_both(postgres_server: PostgresServer, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    outcome = await play_in(tmp_path / "kept", tmp_path / "played", Console(quiet=True))
    assert outcome.right
    old = f"sqlite+aiosqlite:///{tmp_path}/kept/engagebot.sqlite"
    new = postgres_server.new_database()
    ended = await run("move", "--yes", "--to", new, where=tmp_path, variables={"ENGAGEBOT_DATABASE_URL": old})
    assert (ended.code, ended.err) == (0, "")
    assert "the votes of 1 round were recomputed and hold." in ended.out
    tables = (VoteEvent, Stakeholder, Delivery)
    assert await count(new, *tables) == await count(old, *tables)
    assert min(await count(new, *tables)) >= 40
    bundle = await bundle_of(new, tmp_path / "new")
    assert bundle == await bundle_of(old, tmp_path / "old")
    assert bundle["ballots.csv"] == (tmp_path / "played" / "ballots.csv").read_bytes()


async def test_it_waits_for_the_bot_to_be_stopped_and_the_bot_goes_on_there(
    postgres_server: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, coming())
    new = postgres_server.new_database()
    async with platforms(calls_us=False) as place:
        old = place.variables()
        moving = {"where": tmp_path, "variables": old | {"ENGAGEBOT_MOVE_TO": new}}
        with keyboard_at(old) as type_:
            assert (await asyncio.to_thread(type_, "load", "small.yaml")).exit_code == 0
            code, zone = await invitation(type_), daytime()
        async with started("serve", where=tmp_path, variables=old) as program:
            await is_ready(place)
            await joins(await Person.arrive(place.http, "telegram", "Amina", "en", zone), code, zone)
            ended = await run("move", "--yes", **moving)  # type: ignore[arg-type]
            assert ended.code == 1
            assert "Another program has engagebot.sqlite open. Stop `engagebot serve`" in ended.err
            assert await program.told_to_stop() == 0
        ended = await run("move", "--yes", **moving)  # type: ignore[arg-type]
        assert (ended.code, ended.err) == (0, "")
        variables = old | {"ENGAGEBOT_DATABASE_URL": new}
        async with started("serve", where=tmp_path, variables=variables) as program:
            await is_ready(place)
            await joins(await Person.arrive(place.http, "slack", "Bakari", "en", zone), code, zone)
            assert await program.told_to_stop() == 0
    assert await count(new, Stakeholder) == [2]


@asynccontextmanager
async def held_in_the_middle(url: str) -> AsyncIterator[AsyncConnection]:
    """The eighth recommendation does not go in until the lock is given up."""
    await migrate(url, migrations_folder())
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    async with engine.connect() as server:
        for statement in ("SELECT pg_advisory_lock(1)", *HELD):
            await server.execute(text(statement))
        yield server
    await engine.dispose()


async def becomes_true(server: AsyncConnection, question: str) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            if await server.scalar(text(question)):
                return
            await asyncio.sleep(0.02)


@pytest.mark.only_on("sqlite")
async def test_killed_in_the_middle_it_leaves_the_new_database_empty_and_can_be_done_again(
    postgres_server: PostgresServer, home: Home
) -> None:
    new, old = postgres_server.new_database(), home.database_url
    variables = {"ENGAGEBOT_DATABASE_URL": old, "ENGAGEBOT_MOVE_TO": new}
    async with held_in_the_middle(new) as server:
        async with started("move", "--yes", where=home.folder, variables=variables) as program:
            await becomes_true(server, SOMEBODY_WAITS)
            await program.killed()
        await server.execute(text("SELECT pg_advisory_unlock(1)"))
        await becomes_true(server, ALONE)
    tables = (Recommendation, RecommendationVersion, Delivery)
    assert await count(new, *tables) == [0, 0, 0]
    ended = await run("move", "--yes", where=home.folder, variables=variables)
    assert (ended.code, ended.err) == (0, "")
    assert await count(new, *tables) == await count(old, *tables)
    assert (await count(new, Recommendation))[0] >= 15
