"""Everything that SQLite holds arrives on PostgreSQL as it was, or nothing does."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import create_async_engine

from engagebot.domain.comment import Comment
from engagebot.domain.outbox import Delivery
from engagebot.domain.workstream import Workstream
from engagebot.exports.bundle import write_bundle
from engagebot.places import migrations_folder
from engagebot.storage.database import Database
from engagebot.storage.migrating import migrate
from engagebot.storage.moving.cannot import CannotMove
from engagebot.storage.moving.move import carry
from engagebot.storage.moving.rows import TABLES
from engagebot.use_cases.export_round import export_round
from tests.postgres import PostgresServer
from tests.storage.moved import NOW, Played, a_move, moved, played_in

FIRST = "2026_11_24_first_tables"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def prepared(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return await played_in(tmp_path_factory.mktemp("moving"))


@pytest.fixture
def played(prepared: Played, tmp_path: Path) -> Played:
    return prepared.copied(tmp_path)


@pytest.fixture
def target(postgres_server: PostgresServer) -> str:
    return postgres_server.new_database()


@pytest_asyncio.fixture
async def migrated_target(target: str) -> AsyncIterator[str]:
    await migrate(target, migrations_folder())
    yield target


async def counts(url: str) -> dict[str, int]:
    """Rows by table, of the tables that have any."""
    database = Database(url)
    async with database.read() as session:
        found = {table.name: await session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES}
    await database.close()
    return {name: count for name, count in found.items() if count}


async def run(url: str, *statements: str) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))
    await engine.dispose()


async def bundle_of(url: str, folder: Path) -> dict[str, bytes]:
    database = Database(url)
    async with database.begin() as session:
        data = await export_round(session, await session.get_one(Workstream, 1), "priorities")
    await database.close()
    return {path.name: path.read_bytes() for path in write_bundle(data, folder / "bundle")}


async def test_the_bundle_of_a_round_is_the_same_from_both(played: Played, target: str, tmp_path: Path) -> None:
    done = await moved(played.url, target)
    assert (done.rows, done.rounds) == (sum((await counts(target)).values()), 1)
    assert await bundle_of(target, tmp_path / "new") == await bundle_of(played.url, tmp_path / "old")


async def test_there_and_back_again_every_letter_is_the_same(played: Played, target: str, tmp_path: Path) -> None:
    before = played.dump()
    await moved(played.url, target)
    await moved(target, f"sqlite+aiosqlite:///{tmp_path}/back.sqlite")
    assert Played(tmp_path / "back.sqlite").dump() == before
    assert played.dump() == before


async def test_a_table_that_has_a_row_is_followed_by_the_next_number(played: Played, target: str) -> None:
    await moved(played.url, target)
    database = Database(target)
    for table in TABLES:
        if table.autoincrement_column is None:
            continue
        async with database.begin() as session:
            last = await session.scalar(select(func.max(table.autoincrement_column)))
            following = await session.scalar(text(f"SELECT nextval('{table.name}_id_seq')"))
            assert following == (last or 0) + 1, table.name
    await database.close()


async def test_a_target_with_a_row_of_anybody_is_refused_and_left_alone(played: Played, target: str) -> None:
    await run(target, "CREATE TABLE theirs (name text)", "INSERT INTO theirs VALUES ('a')")
    with pytest.raises(CannotMove, match=r"There are rows in the table theirs of .* Move to a new, empty database"):
        await moved(played.url, target)
    with pytest.raises(CannotMove, match="There are rows in the table theirs"):
        await carry(a_move(played.url, target), NOW, lambda _table, _count: None)
    await run(target, "CREATE TABLE rounds (name text)")  # none of ours was made


async def test_what_was_moved_already_is_not_moved_again(played: Played, target: str) -> None:
    await moved(played.url, target)
    with pytest.raises(CannotMove, match="There are rows in the table"):
        await moved(played.url, target)


async def test_a_target_on_which_nothing_has_happened_yet_will_do(played: Played, migrated_target: str) -> None:
    await moved(played.url, migrated_target)
    assert await counts(migrated_target) == await counts(played.url)


async def test_a_target_that_lacks_letters_is_refused(played: Played, postgres_server: PostgresServer) -> None:
    postgres_server.sql("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0")
    with pytest.raises(CannotMove, match=r"latin keeps its texts as LATIN1, .* createdb --encoding=UTF8"):
        await moved(played.url, postgres_server.url("latin"))


async def test_to_itself_is_refused(played: Played) -> None:
    with pytest.raises(CannotMove, match="That is the very database"):
        await moved(
            played.url, f"sqlite+aiosqlite:///{played.file.parent}/../{played.file.parent.name}/{played.file.name}"
        )


async def test_while_another_program_has_it_open_it_stays(played: Played, target: str) -> None:
    bot = Database(played.url)
    async with bot.begin() as session:
        await session.scalar(select(func.count(Delivery.id)))
    with pytest.raises(CannotMove, match=r"Another program has .*engagebot.sqlite open\. Stop `engagebot serve`"):
        await moved(played.url, target)
    await moved(played.url, target, shared=True)
    await bot.close()
    assert await counts(target) == await counts(played.url)


async def test_nobody_can_open_it_meanwhile(played: Played, target: str) -> None:
    tried: list[str] = []

    def on_rows(table: str, _count: int) -> None:
        if not tried:
            try:
                played.damage("UPDATE comments SET text = 'changed'")
            except Exception as error:
                tried.append(f"{table}: {error}")

    await carry(a_move(played.url, target), NOW, on_rows)
    assert tried
    assert tried[0].endswith("database is locked")


async def test_what_is_committed_meanwhile_is_in_no_part_of_a_shared_copy(played: Played, target: str) -> None:
    bot = Database(played.url)
    before = await counts(played.url)

    def on_rows(table: str, _count: int) -> None:
        if table == "workstreams":
            played.damage("DELETE FROM comments")

    await carry(a_move(played.url, target, shared=True), NOW, on_rows)
    await bot.close()
    assert await counts(target) == before
    assert "comments" not in await counts(played.url)


async def test_messages_that_are_being_sent_keep_it_there(played: Played, target: str) -> None:
    played.damage(
        "UPDATE outbox SET state = 'leased', leased_by = 'w', leased_until = '2023-05-18 09:00:20.000000' WHERE id = 1"
    )
    with pytest.raises(CannotMove, match=r"`engagebot serve` is at work, or was cut off .*, wait 20 seconds\."):
        await moved(played.url, target)
    played.damage("UPDATE outbox SET leased_until = '2023-05-18 08:59:59.000000'")
    await moved(played.url, target)


async def test_whoever_leads_keeps_it_there_until_it_gives_up_or_its_time_is_over(played: Played, target: str) -> None:
    played.damage("INSERT INTO leaderships VALUES ('duties', 'w', 9e12, '{}')")
    with pytest.raises(CannotMove, match="`engagebot serve` is at work, or was cut off a moment ago"):
        await moved(played.url, target)
    played.damage("UPDATE leaderships SET holder = NULL")
    await moved(played.url, f"sqlite+aiosqlite:///{played.file.parent}/given-up.sqlite")
    played.damage("UPDATE leaderships SET holder = 'w', held_until = 1.7e9")
    await moved(played.url, target)


async def test_a_postgres_that_somebody_uses_stays_as_well(migrated_target: str, tmp_path: Path) -> None:
    bot = Database(migrated_target)
    async with bot.read() as session:
        await session.scalar(select(func.count(Delivery.id)))
    copy = f"sqlite+aiosqlite:///{tmp_path}/copy.sqlite"
    with pytest.raises(CannotMove, match=r"is in use \(connections of others: 1\)\. Stop `engagebot serve`"):
        await moved(migrated_target, copy)
    await moved(migrated_target, copy, shared=True)
    await bot.close()


async def test_a_file_with_rows_is_left_alone_and_an_empty_one_is_filled(played: Played, tmp_path: Path) -> None:
    other = played.copied(tmp_path / "other.sqlite")
    with pytest.raises(CannotMove, match="There are rows in the table"):
        await moved(played.url, other.url)
    assert other.dump() == played.dump()
    await migrate(f"sqlite+aiosqlite:///{tmp_path}/empty.sqlite", migrations_folder())
    await moved(played.url, f"sqlite+aiosqlite:///{tmp_path}/empty.sqlite")
    assert Played(tmp_path / "empty.sqlite").dump() == played.dump()


async def test_an_older_schema_is_refused(target: str, tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/old.sqlite"
    await migrate(url, migrations_folder(), FIRST)
    with pytest.raises(CannotMove, match=r"old\.sqlite is not at the schema .* Run `engagebot announcements`"):
        await moved(url, target)


async def test_a_file_that_is_not_there_is_not_made(target: str, tmp_path: Path) -> None:
    with pytest.raises(CannotMove, match=r"There is no database .*none\.sqlite"):
        await moved(f"sqlite+aiosqlite:///{tmp_path}/none.sqlite", target)
    assert not (tmp_path / "none.sqlite").exists()


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (
            "UPDATE comments SET text = 'secret' || char(0) WHERE id = 2",
            "comments, id 2: its text holds a NUL character, which PostgreSQL cannot keep. Mend that row",
        ),
        (
            "UPDATE comments SET text = CAST(x'c3' AS TEXT) WHERE id = 3",
            "comments, id 3: its text is not text in UTF-8. Mend that row",
        ),
        (
            "UPDATE ballots SET answered = 3000000000 WHERE voter_id = 4",
            "ballots, voter_id 4: its answered is too large a number for the new database. Mend that row",
        ),
        (
            "UPDATE round_items SET version_id = 77 WHERE number = 2",
            "round_items, round_id 1, number 2: the new database does not take it (ForeignKeyViolationError).",
        ),
    ],
    ids=["a NUL", "no UTF-8", "a large number", "a reference to nothing"],
)
async def test_what_cannot_be_kept_is_named_and_nothing_arrives(
    played: Played, target: str, damage: str, told: str
) -> None:
    played.damage(damage)
    with pytest.raises(CannotMove) as refused:
        await moved(played.url, target)
    assert str(refused.value).startswith(told)
    assert "secret" not in str(refused.value)
    assert await counts(target) == {}


async def test_votes_that_were_changed_before_are_found_and_nothing_arrives(played: Played, target: str) -> None:
    played.damage("UPDATE vote_events SET value = 1 WHERE sequence = 3")
    with pytest.raises(CannotMove, match=r"Vote 3 of round priorities does not match its hash.*Restore the database"):
        await moved(played.url, target)
    assert await counts(target) == {}


SPOILT = (
    "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN IF NEW.id = 2 THEN {what}; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER spoiling BEFORE INSERT ON comments FOR EACH ROW EXECUTE FUNCTION spoil()",
)


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("RETURN NULL", "comments: 6 rows went and 5 arrived"),
        ("NEW.text = upper(NEW.text)", "comments: its rows did not arrive as they were"),
        ("NEW.at = NEW.at + interval '1 microsecond'", "comments: its rows did not arrive as they were"),
    ],
    ids=["a row", "a letter", "a microsecond"],
)
async def test_what_is_lost_on_the_way_is_noticed(played: Played, migrated_target: str, what: str, told: str) -> None:
    await run(migrated_target, *(statement.format(what=what) for statement in SPOILT))
    with pytest.raises(CannotMove, match=told):
        await moved(played.url, migrated_target)
    assert await counts(migrated_target) == {}


async def test_after_an_error_in_the_middle_the_target_is_empty_and_takes_it_the_next_time(
    played: Played, target: str
) -> None:
    def on_rows(table: str, _count: int) -> None:
        if table == "voters":
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await carry(a_move(played.url, target), NOW, on_rows)
    assert await counts(target) == {}
    await moved(played.url, target)
    assert "voters" in await counts(target)


async def test_more_rows_than_fit_into_one_batch(played: Played, target: str) -> None:
    played.damage(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500) "
        "INSERT INTO seen_updates (key, at) SELECT 'telegram:' || i, '2023-05-18 08:00:00.000000' FROM n"
    )
    await moved(played.url, target)
    assert (await counts(target))["seen_updates"] == 2500
    database = Database(target)
    async with database.read() as session:
        assert await session.scalar(select(func.count(Comment.id))) == 6
    await database.close()
