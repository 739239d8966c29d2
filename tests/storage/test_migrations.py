"""The migrations lead to exactly the tables that the code describes, and no row is lost on the way, up or down."""

import asyncio
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from engagebot.domain.receipts import receipt_line
from engagebot.domain.workstream import Workstream
from engagebot.exports.values import RoundExport
from engagebot.places import migrations_folder
from engagebot.storage.database import Database, metadata
from engagebot.storage.migrating import migrate, missing_migrations
from engagebot.use_cases.export_round import export_round
from tests.databases import is_sqlite
from tests.exports.played import Person, play

FIRST = "2026_11_24_first_tables"
CONTROL = "2026_11_24_control_and_alarms"
BEFORE = (
    "INSERT INTO workstreams (id, key, title, objective, zone, place, languages, loaded_at) "
    "VALUES (1, 'w', '{}', '{}', 'UTC', '{}', '[]', '2023-03-16 09:00:00')",
    "INSERT INTO announcements (id, workstream_id, kind, audience, due_at, state, recipients, created_at) "
    "VALUES (1, 1, 'event', '{}', '2023-03-16 09:00:00', 'sent', 2, '2023-03-16 09:00:00')",
    "INSERT INTO variants (id, announcement_id, language, zone, platform, body) "
    "VALUES (1, 1, 'en', 'UTC', 'slack', '{\"text\": \"plain\"}')",
    "INSERT INTO outbox (id, lane, chat, announcement_id, variant_id, what, priority, state, due_at, attempts, "
    "created_at) VALUES (1, 'slack:T', 'D1', 1, 1, 'event', 2, 'sent', '2023-03-16 09:00:00', 0, "
    "'2023-03-16 09:00:00')",
)
AFTER = (
    "INSERT INTO variants (id, announcement_id, language, zone, platform, mark, body) "
    "VALUES (2, 1, 'en', 'UTC', 'slack', 'going', '{\"text\": \"marked\"}')",
    "INSERT INTO outbox (id, lane, chat, variant_id, what, priority, replaces, state, due_at, attempts, created_at) "
    "VALUES (2, 'slack:T', 'D1', 2, 'correction', 2, 'm1', 'pending', '2023-03-16 09:00:00', 0, '2023-03-16 09:00:00')",
    "INSERT INTO outbox (id, lane, chat, announcement_id, variant_id, what, priority, state, due_at, attempts, "
    "created_at) VALUES (3, 'slack:T', 'D2', 1, 1, 'event', 2, 'paused', '2023-03-16 09:00:00', 0, "
    "'2023-03-16 09:00:00')",
    "UPDATE announcements SET state = 'paused'",
    "INSERT INTO lane_alarms (lane, reason, since) VALUES ('slack:T', 'token revoked', '2023-03-16 09:00:00')",
)


async def run(url: str, *statements: str) -> None:
    database = Database(url)
    async with database.begin() as session:
        for statement in statements:
            await session.execute(text(statement.replace(":", "\\:")))
    await database.close()


async def rows(url: str, query: str) -> list[tuple[Any, ...]]:
    database = Database(url)
    async with database.read() as session:
        found = [tuple(row) for row in await session.execute(text(query))]
    await database.close()
    return found


def names(connection: Connection) -> set[str | None]:
    tables = inspect(connection)
    return {
        tables.get_pk_constraint("variants")["name"],
        *(one["name"] for one in tables.get_foreign_keys("variants")),
        *(one["name"] for one in tables.get_unique_constraints("variants")),
    }


def differences(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))


async def test_the_migrated_schema_is_the_one_that_the_code_describes(empty_url: str) -> None:
    await migrate(empty_url, migrations_folder())
    assert not await missing_migrations(empty_url, migrations_folder())
    database = Database(empty_url)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await database.close()


async def test_every_unique_constraint_and_key_has_the_name_that_the_code_gives_it(empty_url: str) -> None:
    await migrate(empty_url, migrations_folder())
    database = Database(empty_url)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(names) == {
            "uq_variants_announcement_id_language_zone_platform_mark",
            "fk_variants_announcement_id_announcements",
            "pk_variants",
        }
    await database.close()


async def test_going_up_keeps_every_row(empty_url: str) -> None:
    await migrate(empty_url, migrations_folder(), FIRST)
    await run(empty_url, *BEFORE)
    await migrate(empty_url, migrations_folder())
    assert await rows(empty_url, "SELECT id, language, mark, CAST(body AS TEXT) FROM variants") == [
        (1, "en", "", '{"text": "plain"}')
    ]
    assert await rows(empty_url, "SELECT id, variant_id, state FROM outbox") == [(1, 1, "sent")]
    if is_sqlite(empty_url):
        assert await rows(empty_url, "PRAGMA foreign_key_check") == []


async def test_going_down_loses_no_message_and_no_text(empty_url: str) -> None:
    await migrate(empty_url, migrations_folder(), CONTROL)
    await run(empty_url, *BEFORE, *AFTER)
    await migrate(empty_url, migrations_folder(), "-1")
    assert await rows(empty_url, "SELECT id, variant_id, state, CAST(body AS TEXT) FROM outbox ORDER BY id") == [
        (1, 1, "sent", None),
        (2, None, "pending", '{"text": "marked"}'),
        (3, 1, "pending", None),
    ]
    assert await rows(empty_url, "SELECT state FROM announcements") == [("sent",)]
    assert await rows(empty_url, "SELECT id FROM variants") == [(1,)]
    await migrate(empty_url, migrations_folder())
    assert await rows(empty_url, "SELECT count(*) FROM outbox") == [(3,)]


ANSWERED = (
    "INSERT INTO events (id, workstream_id, key, title, starts_at, ends_at, zone, languages, audience, uid, sequence, "
    "withdrawn) VALUES (1, 1, 'talk', '{}', '2023-03-23 14:00:00', '2023-03-23 15:30:00', 'UTC', '[]', '{}', 'u', 0, "
    "false)",
    'INSERT INTO stakeholders (id, workstream_id, "group", language, zone, consented_at, chose_account) '
    "VALUES (1, 1, 'states', 'en', 'UTC', '2023-03-16 09:00:00', false), "
    "(2, 1, 'states', 'en', 'UTC', '2023-03-16 09:00:00', false), "
    "(3, 1, 'states', 'en', 'UTC', '2023-03-16 09:00:00', false)",
    "INSERT INTO event_answers (event_id, stakeholder_id, answer, remind, changed_at) VALUES "
    "(1, 1, 'going', true, '2023-03-17 09:00:00'), (1, 2, 'no', NULL, '2023-03-18 09:00:00'), "
    "(1, 3, NULL, false, '2023-03-19 09:00:00')",
)


async def test_an_answer_and_the_word_about_reminders_keep_their_instant_up_and_down(empty_url: str) -> None:
    await migrate(empty_url, migrations_folder(), "2026_11_29_merged_messages")
    await run(empty_url, BEFORE[0], *ANSWERED)
    await migrate(empty_url, migrations_folder(), "2026_11_29_times_of_answers")
    answers = (
        "SELECT answer, substr(CAST(answered_at AS TEXT), 9, 2), substr(CAST(remind_chosen_at AS TEXT), 9, 2) "
        "FROM event_answers ORDER BY stakeholder_id"
    )
    assert await rows(empty_url, answers) == [("going", "17", "17"), ("no", "18", None), (None, None, "19")]
    await run(empty_url, "UPDATE event_answers SET remind_chosen_at = '2023-03-20 09:00:00' WHERE stakeholder_id = 1")
    await migrate(empty_url, migrations_folder(), "-1")
    changed = "SELECT answer, substr(CAST(changed_at AS TEXT), 9, 2) FROM event_answers ORDER BY stakeholder_id"
    assert await rows(empty_url, changed) == [("going", "20"), ("no", "18"), (None, "19")]


async def test_it_goes_down_to_nothing_and_up_again(empty_url: str) -> None:
    await migrate(empty_url, migrations_folder())
    await migrate(empty_url, migrations_folder(), "base")
    database = Database(empty_url)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(lambda sync: inspect(sync).get_table_names()) == ["alembic_version"]
    await database.close()
    await migrate(empty_url, migrations_folder())


async def test_several_processes_may_start_at_once(empty_url: str) -> None:
    async with asyncio.timeout(60):
        await asyncio.gather(*(migrate(empty_url, migrations_folder()) for _ in range(4)))
    assert not await missing_migrations(empty_url, migrations_folder())


PLAYED = [
    Person("states", votes=[(1, 5), (2, 3), (1, 4), (2, None)]),
    Person("civil", None, votes=[(2, 1), (2, None)]),
    Person("un", votes=[]),
]


async def played(url: str) -> RoundExport:
    """A round of people who voted, and its export."""
    database = Database(url)
    async with database.begin() as session:
        await play(session, PLAYED, ["Rescue at sea", "Données à partager"])
    await database.close()
    return await round_of(url)


async def round_of(url: str) -> RoundExport:
    database = Database(url)
    async with database.snapshot() as session:
        data = await export_round(session, await session.get_one(Workstream, 1), "priorities")
    await database.close()
    return data


async def before_the_seals(url: str) -> None:
    """Down to where the links of a chain bore their instants."""
    revision = ""
    while revision != "2026_11_26_sealed_votes":
        [(revision,)] = await rows(url, "SELECT version_num FROM alembic_version")
        await migrate(url, migrations_folder(), "-1")


def told(data: RoundExport) -> list[tuple[object, ...]]:
    """The votes without what the migration makes anew."""
    pairs = zip(data.votes, data.times, strict=True)
    return [(v.sequence, v.pseudonym, v.item, v.version, v.value, time.at) for v, time in pairs]


async def test_an_older_chain_is_recomputed_with_every_vote_as_it_was(empty_url: str) -> None:
    await migrate(empty_url, migrations_folder())
    before = await played(empty_url)
    await before_the_seals(empty_url)
    receipts = await rows(empty_url, "SELECT receipt FROM ballots WHERE answered > 0")
    assert receipts == await rows(empty_url, "SELECT hash FROM vote_events WHERE sequence = 4")
    await migrate(empty_url, migrations_folder())
    after = await round_of(empty_url)
    assert told(after) == told(before)
    assert (after.tally, list(after.ballots), after.by_group) == (before.tally, list(before.ballots), before.by_group)
    assert after.chain.head != before.chain.head
    [(receipt,)] = await rows(empty_url, "SELECT receipt FROM ballots WHERE answered > 0")
    assert bytes.fromhex(receipt_line(receipt)) in after.receipts


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE vote_events SET value = 1 WHERE sequence = 2", "Vote 2 of round priorities does not match"),
        ("DELETE FROM vote_events WHERE sequence = 3", "Vote 4 of round priorities does not match"),
        ("DELETE FROM vote_events WHERE sequence = 6", "Round priorities does not end with"),
    ],
)
async def test_an_older_chain_that_was_changed_does_not_pass_for_whole(empty_url: str, damage: str, said: str) -> None:
    await migrate(empty_url, migrations_folder())
    await played(empty_url)
    await before_the_seals(empty_url)
    await run(empty_url, damage)
    with pytest.raises(Exception, match=said):
        await migrate(empty_url, migrations_folder())
    assert await missing_migrations(empty_url, migrations_folder())
    assert await rows(empty_url, "SELECT count(*) FROM ballots") == [(2,)]
