"""Whoever is cancelled in the middle of a transaction leaves the database free for the next."""

import asyncio
import random
from contextlib import suppress

import pytest
from sqlalchemy import text

from engagebot.storage.database import Database

PATIENCE = 5.0
"""Seconds; to whom the write lock is denied, SQLite says so after ten."""


async def write(database: Database) -> None:
    async with database.begin() as session:
        await session.execute(text("INSERT INTO alembic_version VALUES ('by the test')"))
        await session.execute(text("SELECT count(*) FROM alembic_version"))
        await session.execute(text("DELETE FROM alembic_version WHERE version_num = 'by the test'"))


@pytest.mark.parametrize("seed", range(2))
async def test_at_any_moment(database: Database, seed: int) -> None:
    moments, errors = random.Random(seed), list[BaseException]()
    for _ in range(40):
        writing = [asyncio.create_task(write(database)) for _ in range(3)]
        for _ in range(moments.randrange(40)):
            await asyncio.sleep(0)
        for task in writing[:2]:
            task.cancel()
        async with asyncio.timeout(PATIENCE):
            outcomes = await asyncio.gather(*writing, return_exceptions=True)
            # As somebody does who logs them: with them the statement is kept that was under way.
            errors += [error for error in outcomes if isinstance(error, BaseException)]
            await write(database)

    assert {type(error) for error in errors} == {asyncio.CancelledError}


async def test_by_a_deadline_that_has_come(database: Database) -> None:
    for _ in range(20):
        with suppress(TimeoutError):
            async with asyncio.timeout(0):
                await write(database)
    async with asyncio.timeout(PATIENCE):
        await write(database)
