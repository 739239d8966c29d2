"""A house of its own for each story, on a copy of one that was prepared once for each kind of database."""

import shutil
import zlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
import structlog

from tests.databases import Databases
from tests.stories.house import PLATFORMS, Home, House, build, house_in

HERE = Path(__file__).parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Every story is played on both platforms and on both databases, though on PostgreSQL with one of the platforms
    only, which its name decides: what a platform does does not hang on the database."""
    spared = [item for item in items if _is_spared(item)]
    config.hook.pytest_deselected(items=spared)
    items[:] = [item for item in items if item not in spared]


def _is_spared(item: pytest.Item) -> bool:
    if not isinstance(item, pytest.Function) or not hasattr(item, "callspec") or HERE not in item.path.parents:
        return False
    given = item.callspec.params
    if given.get("database_kind") != "postgresql" or given.get("platform") not in PLATFORMS:
        return False
    return given["platform"] != PLATFORMS[zlib.crc32(item.originalname.encode()) % len(PLATFORMS)]


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


@pytest.fixture(autouse=True)
def _brief_logs() -> None:
    """Otherwise a traceback shows every value of every frame, which takes seconds: longer than Slack waits for us."""
    *others, _ = structlog.get_config()["processors"]
    brief = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*others, brief])


@pytest_asyncio.fixture
async def house(home: Home) -> AsyncIterator[House]:
    async with house_in(home) as open_house:
        yield open_house


@pytest.fixture(params=PLATFORMS)
def platform(request: pytest.FixtureRequest) -> str:
    return str(request.param)
