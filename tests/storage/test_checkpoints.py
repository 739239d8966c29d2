"""SQLite's log is carried over into the file, and nobody who commits has to do it."""

import asyncio
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import Table

from engagebot.domain.inbox import SeenUpdate
from engagebot.storage import checkpoints
from engagebot.storage.database import Database
from tests.storage.test_doors import NOON

SEEN = cast(Table, SeenUpdate.__table__)


async def write(database: Database, count: int) -> None:
    for number in range(count):
        async with database.begin_straight() as door:
            await door.many(SEEN.insert(), [{"key": f"update {number}", "at": NOON}])


def is_in_the_file(database: Database) -> bool:
    return b"update 7" in Path(str(database.url.database)).read_bytes()


@pytest.mark.only_on("sqlite")
async def test_a_large_log_is_carried_over(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoints, "LARGE", 1)
    await write(database, checkpoints.COMMITS - 1)
    assert not is_in_the_file(database)
    await write_one_more(database)
    async with asyncio.timeout(20):
        while not is_in_the_file(database):  # noqa: ASYNC110 - another thread writes it
            await asyncio.sleep(0.01)


async def write_one_more(database: Database) -> None:
    async with database.begin_straight() as door:
        await door.many(SEEN.insert(), [{"key": "the last", "at": NOON}])


@pytest.mark.only_on("sqlite")
async def test_it_is_not_carried_over_again_before_it_can_have_begun_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "LARGE", 1)
    kept = checkpoints.Checkpoints(str(database.url.database))
    await write(database, 1)
    for _ in range(checkpoints.COMMITS + 7):
        kept.committed()
    assert kept.is_running
    await kept.ended()
    for _ in range(checkpoints.COMMITS - 1):
        kept.committed()
    assert not kept.is_running
    kept.committed()
    assert kept.is_running
    await kept.ended()
