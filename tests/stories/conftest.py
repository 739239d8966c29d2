"""A house of its own for each story, on a copy of one that was prepared once for each kind of database."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.databases import Databases
from tests.stories.house import PLATFORMS, Home, House, build, house_in


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def prepared(databases: Databases, migrated: str, tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("prepared"), databases.copy_of(migrated))
    await build(home)
    return home


@pytest.fixture
def home(prepared: Home, databases: Databases, tmp_path: Path) -> Iterator[Home]:
    """Where a story keeps its state, for stories in which the process stops and starts."""
    shutil.copytree(prepared.folder, tmp_path / "house")
    url = databases.copy_of(prepared.database_url)
    yield Home(tmp_path / "house", url)
    databases.drop(url)


@pytest_asyncio.fixture
async def house(home: Home) -> AsyncIterator[House]:
    async with house_in(home) as open_house:
        yield open_house


@pytest.fixture(params=PLATFORMS)
def platform(request: pytest.FixtureRequest) -> str:
    return str(request.param)
