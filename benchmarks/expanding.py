"""An announcement to many: its rows written into the outbox, beside one bare INSERT ... SELECT of the same width."""

import asyncio
import resource
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import median

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.figures import Figure, Plan, Reach, in_turns, ratio
from benchmarks.house import MORNING, opened, sqlite_url
from engagebot.domain.announcement import Announcement, AnnouncementKind
from engagebot.domain.schema import metadata
from engagebot.storage.database import Database
from engagebot.use_cases.send_announcement import send_announcement
from tests.texts.samples import event, texts, workstream

NAMES = ("expand.vs_insert",)
EVENT = 7
NOW = MORNING.strftime("%Y-%m-%d %H:%M:%S.%f")
PEOPLE = """
    INSERT INTO stakeholders (id, workstream_id, "group", language, zone, consented_at)
    WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < :count)
    SELECT id, 1, 'states', CASE id % 2 WHEN 0 THEN 'en' ELSE 'fr' END,
           CASE id % 3 WHEN 0 THEN 'Europe/Zurich' WHEN 1 THEN 'Africa/Nairobi' ELSE 'America/Bogota' END, :now FROM n
"""
ACCOUNTS = """
    INSERT INTO accounts (id, platform, workspace, "user", chat, stakeholder_id, language, created_at)
    SELECT id, 'telegram', '1', 1000000 + id, 1000000 + id, id, language, :now FROM stakeholders
"""
EVERYTHING = ("DELETE FROM outbox", "DELETE FROM variants", "DELETE FROM announcements")
NAKED_TABLE = """
    CREATE TABLE IF NOT EXISTS naked (
    id INTEGER PRIMARY KEY, lane TEXT, chat TEXT, account_id INTEGER, announcement_id INTEGER, variant_id INTEGER,
    what TEXT, priority INTEGER, state TEXT, due_at TEXT, expires_at TEXT, attempts INTEGER, created_at TEXT)
"""
ONE_ANNOUNCEMENT = """
    INSERT INTO announcements (id, workstream_id, kind, audience, due_at, state, created_at)
    VALUES (1, 1, 'event', '{}', :now, 'sent', :now)
"""
ONE_VARIANT = """
    INSERT INTO variants (id, announcement_id, language, zone, platform, body)
    VALUES (1, 1, 'en', 'UTC', 'telegram', '{}')
"""
BARE = """
    INSERT INTO {table} (lane, chat, account_id, announcement_id, variant_id, what, priority, state, due_at, expires_at,
    attempts, created_at)
    SELECT 'telegram:1', chat, id, 1, 1, 'event', 2, 'pending', :now, NULL, 0, :now FROM accounts
"""


def measure(plan: Plan) -> Iterable[Figure]:
    """In one database, emptied in between; people of two languages in three zones: six texts."""
    count, runs = plan.pick(1_000_000, 30_000), plan.pick(3, 3)
    with tempfile.TemporaryDirectory() as folder:
        url = sqlite_url(Path(folder) / "people.sqlite")
        asyncio.run(_people(url, count))
        before = _peak_megabytes()
        ours, bare, naked = in_turns(
            runs,
            lambda: asyncio.run(_ours(url, count)),
            lambda: asyncio.run(_bare(url, "outbox")),
            lambda: asyncio.run(_bare(url, "naked")),
        )
        grown = _peak_megabytes() - before
    note = (
        f"{count:,} recipients on SQLite, into the same table with its keys and indexes as the yardstick; "
        f"a table without any takes {median(naked):.2f} s; memory grew by {grown:.0f} MB at its peak"
    )
    yield ratio("expand.vs_insert", ours, bare, "seconds", Reach(at_most=2), note)


async def _people(url: str, count: int) -> None:
    async with opened(url) as database:
        async with database.engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        async with database.begin() as session:
            session.add(workstream())
            await session.flush()
            happening = event()
            happening.workstream_id = 1
            session.add(happening)
            await session.execute(text(PEOPLE), {"count": count, "now": NOW})
            await session.execute(text(ACCOUNTS), {"now": NOW})


async def _ours(url: str, count: int) -> float:
    words = texts()
    async with opened(url) as database:
        began = time.perf_counter()
        async with database.begin() as session:
            found = await send_announcement(session, words, await _announcement(session), MORNING)
        took = time.perf_counter() - began
        await _emptied(database, *EVERYTHING)
    if found != count:
        raise RuntimeError(f"Of {count} recipients {found} are in the outbox.")
    return took


async def _announcement(session: AsyncSession) -> Announcement:
    announcement = Announcement(
        workstream_id=1, kind=AnnouncementKind.EVENT, event_id=EVENT, audience={}, due_at=MORNING, created_at=MORNING
    )
    session.add(announcement)
    await session.flush()
    return announcement


async def _bare(url: str, table: str) -> float:
    async with opened(url) as database:
        async with database.begin() as session:
            await session.execute(text(NAKED_TABLE))
            await session.execute(text(ONE_ANNOUNCEMENT), {"now": NOW})
            await session.execute(text(ONE_VARIANT))
        began = time.perf_counter()
        async with database.begin() as session:
            await session.execute(text(BARE.format(table=table)), {"now": NOW})
        took = time.perf_counter() - began
        await _emptied(database, "DELETE FROM naked", *EVERYTHING)
    return took


async def _emptied(database: Database, *statements: str) -> None:
    async with database.begin() as session:
        for statement in statements:
            await session.execute(text(statement))


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
