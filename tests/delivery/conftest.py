from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from engagebot.domain.schema import metadata
from engagebot.storage.database import Database
from tests.delivery.house import FastForward, HouseClock


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path}/outbox.db"


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    async with database.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    yield database
    await database.close()


@pytest.fixture
def stopwatch() -> FastForward:
    return FastForward()


@pytest.fixture
def clock(stopwatch: FastForward) -> HouseClock:
    return HouseClock(stopwatch)
