"""`engagebot check` names the PostgreSQL database, and says what is in the way."""

import sys
from collections.abc import Callable

import pytest
from sqlalchemy.engine import make_url

from tests.cli.commands import Terminal
from tests.databases import database_of
from tests.postgres import PostgresServer

pytestmark = pytest.mark.only_on("postgresql")

Checks = Callable[[str], str]


@pytest.fixture
def checks(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Checks:
    """What it says of the database at a URL."""
    for name in ("TELEGRAM_TOKEN", "SLACK_BOT_TOKEN"):
        monkeypatch.delenv(f"ENGAGEBOT_{name}", raising=False)

    def check(url: str) -> str:
        monkeypatch.setenv("ENGAGEBOT_DATABASE_URL", url)
        return terminal.types("check")

    return check


def test_its_name_and_version_are_told_and_nothing_is_wrong_with_it(
    url: str, checks: Checks, postgres_server: PostgresServer
) -> None:
    version = postgres_server.sql("show server_version").split()[0]
    said = checks(url)
    assert f"database: {database_of(url)} on PostgreSQL {version} answers." in said
    assert "The database" not in said


def test_an_empty_one_will_be_brought_to_the_schema(empty_url: str, checks: Checks) -> None:
    said = checks(empty_url)
    assert "Note: the database is not at the newest schema; the next command that opens it upgrades it." in said
    assert "The database" not in said


def test_a_server_that_is_away_is_told_without_the_password(checks: Checks) -> None:
    said = checks("postgresql+asyncpg://engagebot:hush-hush@/engagebot?host=/nowhere")
    assert "The database postgresql+asyncpg://engagebot:***@/engagebot?host=%2Fnowhere cannot be opened:" in said
    assert "hush-hush" not in said


def test_a_database_or_a_user_that_is_not_there_is_told(url: str, checks: Checks) -> None:
    assert 'database "nothing" does not exist.' in checks(str(make_url(url).set(database="nothing")))
    assert 'role "nobody" does not exist.' in checks(str(make_url(url).set(username="nobody")))


def test_a_user_without_rights_is_told_which_are_missing(
    url: str, empty_url: str, checks: Checks, postgres_server: PostgresServer
) -> None:
    postgres_server.sql("create role guest login")
    assert "The user guest may not create tables in it: let that user own the database." in checks(
        str(make_url(empty_url).set(username="guest"))
    )
    postgres_server.sql("grant select on all tables in schema public to guest", database_of(url))
    postgres_server.sql("grant insert, update, delete on stakeholders to guest", database_of(url))
    said = checks(str(make_url(url).set(username="guest")))
    assert "The user guest may not write to accounts, " in said
    assert ", workstreams" in said
    assert ": GRANT SELECT, INSERT, UPDATE, DELETE on them." in said
    assert "stakeholders" not in said


def test_what_takes_no_writing_and_what_cannot_hold_every_language_is_told(
    url: str, checks: Checks, postgres_server: PostgresServer
) -> None:
    postgres_server.sql(f"alter database {database_of(url)} set default_transaction_read_only = on")
    assert "It takes no writing: this is a standby, or it was set to be read only." in checks(url)
    postgres_server.sql("create database latin_one template template0 encoding 'LATIN1'")
    assert "Its encoding is LATIN1, which cannot hold every language" in checks(postgres_server.url("latin_one"))
    postgres_server.drop_database("latin_one")


def test_without_the_driver_the_missing_package_is_named(
    url: str, checks: Checks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    assert "For PostgreSQL one more package is needed: pip install 'engagebot[postgres]'" in checks(url)
