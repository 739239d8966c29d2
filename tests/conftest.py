"""The databases of the tests: whatever uses one runs once on SQLite and once on PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, settings

from engagebot.places import migrations_folder
from engagebot.storage.database import Database
from engagebot.storage.migrating import migrate
from tests.databases import KINDS, Databases, PostgresDatabases, SqliteDatabases
from tests.postgres import PostgresServer, own_postgres

# How long an example takes says nothing on a machine that does other things as well.
settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--databases", default=",".join(KINDS), help="which ones: sqlite, postgresql, or both by comma")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "only_on(kind): the test is about this kind of database alone")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`database_kind`: every fixture below hangs on it."""
    if "database_kind" not in metafunc.fixturenames:
        return
    wanted = metafunc.config.getoption("--databases").split(",")
    only = [mark.args[0] for mark in metafunc.definition.iter_markers("only_on")]
    metafunc.parametrize("database_kind", [kind for kind in only or KINDS if kind in wanted], scope="session")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One for all tests of this process; a test that stops or kills its server takes `own_postgres()`."""
    with own_postgres() as server:
        yield server


@pytest.fixture
def own_server(database_kind: str) -> Iterator[PostgresServer]:
    """One for a test alone, which may stop, kill and restart it; for tests marked `only_on("postgresql")`."""
    assert database_kind == "postgresql"
    with own_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def databases(
    database_kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Databases:
    if database_kind == "sqlite":
        return SqliteDatabases(tmp_path_factory.mktemp("databases"))
    return PostgresDatabases(request.getfixturevalue("postgres_server"))


@pytest.fixture(scope="session")
def migrated(databases: Databases) -> str:
    """The URL of a database with all tables; to be copied only."""
    url = databases.new()
    with ThreadPoolExecutor(1) as elsewhere:  # its event loop must not meet that of the tests
        elsewhere.submit(lambda: asyncio.run(migrate(url, migrations_folder()))).result()
    return url


@pytest.fixture
def empty_url(databases: Databases) -> Iterator[str]:
    """A database of one's own, without tables."""
    url = databases.new()
    yield url
    databases.drop(url)


@pytest.fixture
def url(databases: Databases, migrated: str) -> Iterator[str]:
    """A database of one's own, with all tables."""
    url = databases.copy_of(migrated)
    yield url
    databases.drop(url)


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    yield database
    await database.close()
