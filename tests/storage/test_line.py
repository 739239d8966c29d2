"""On SQLite, writers wait in line for their one connection."""

import asyncio

import pytest
from sqlalchemy import event, text

from engagebot.storage.database import Database


@pytest.mark.only_on("sqlite")
async def test_who_comes_just_as_the_connection_is_given_back_goes_behind_those_who_wait(database: Database) -> None:
    """The pool alone would give it to the newcomer, and to the next one after that, however long others wait."""
    order: list[str] = []
    coming: list[asyncio.Task[None]] = []

    async def write(name: str) -> None:
        async with database.begin() as session:
            await session.execute(text("select 1"))
            order.append(name)

    def come(*_: object) -> None:
        if len(coming) < 3:
            coming.append(asyncio.create_task(write(f"newcomer {len(coming)}")))

    event.listen(database.engine.sync_engine, "checkin", come)
    async with database.begin() as session:
        await session.execute(text("select 1"))
        waiting = asyncio.create_task(write("who waits"))
        for _ in range(10):
            await asyncio.sleep(0)
    await waiting
    event.remove(database.engine.sync_engine, "checkin", come)
    await asyncio.gather(*coming)
    assert order[0] == "who waits"
