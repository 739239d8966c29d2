"""A house of its own for each story, on a copy of a folder that was prepared once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.stories.house import PLATFORMS, House, build, copied, house_in


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared")
    await build(folder)
    return folder


@pytest.fixture
def folder(prepared: Path, tmp_path: Path) -> Path:
    """Where a story keeps its state, for stories in which the process stops and starts."""
    return copied(prepared, tmp_path / "house")


@pytest_asyncio.fixture
async def house(folder: Path) -> AsyncIterator[House]:
    async with house_in(folder) as open_house:
        yield open_house


@pytest.fixture(params=PLATFORMS)
def platform(request: pytest.FixtureRequest) -> str:
    return str(request.param)
