"""`engagebot move` says what it copies, asks, and says what to do next; a password is never shown."""

import pytest

from tests.cli.commands import Terminal
from tests.postgres import PostgresServer

pytestmark = pytest.mark.only_on("sqlite")


@pytest.fixture
def target(postgres_server: PostgresServer) -> str:
    """With a password that the server does not ask for."""
    return postgres_server.new_database().replace("postgres@", "postgres:open-sesame@")


def name_of(url: str) -> str:
    return url.rpartition("@/")[2].partition("?")[0]


def test_it_asks_and_says_what_to_do_next(terminal: Terminal, target: str, postgres_server: PostgresServer) -> None:
    terminal.loads()
    terminal.people_join(3)
    said = terminal.types("move", "--to", target, answering="y\n")
    assert terminal.exit_code == 0
    assert "│ stakeholders │ 3 │" in said
    assert "to postgresql+asyncpg://postgres:***@/test_" in said
    assert "open-sesame" not in said
    assert "Copy all of it? [y/N]: y" in said
    assert "rows are there, as they were; the votes of 0 rounds were recomputed and hold." in said
    assert "Next: set ENGAGEBOT_DATABASE_URL to the new database, then start `engagebot serve`." in said
    assert postgres_server.sql("SELECT count(*) FROM stakeholders", name_of(target)) == "3"


def test_who_says_no_moves_nothing(terminal: Terminal, target: str, postgres_server: PostgresServer) -> None:
    terminal.loads()
    assert "Nothing was moved." in terminal.types("move", "--to", target, answering="n\n")
    assert terminal.exit_code == 0
    assert postgres_server.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", name_of(target)) == "0"


def test_the_password_need_not_be_typed(
    terminal: Terminal, target: str, postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal.loads()
    monkeypatch.setenv("ENGAGEBOT_MOVE_TO", target)
    said = terminal.types("move", "--yes")
    assert "open-sesame" not in said
    assert postgres_server.sql("SELECT count(*) FROM workstreams", name_of(target)) == "1"
    assert "There are rows in the table" in terminal.types("move", "--yes")
    assert terminal.exit_code == 1


def test_one_has_to_say_where_to(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Say where to, with --to or ENGAGEBOT_MOVE_TO" in terminal.types("move")
    said = terminal.types("move", "--to", "postgres://me:open-sesame@here/bot")
    assert "--to: a database is written like" in said
    assert "open-sesame" not in said
    monkeypatch.setenv("ENGAGEBOT_MOVE_TO", "postgres://me:open-sesame@here/bot")
    said = terminal.types("move")
    assert "ENGAGEBOT_MOVE_TO: a database is written like" in said
    assert "open-sesame" not in said
    assert terminal.exit_code == 2


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("postgres:open-sesame@127.0.0.1:1/bot", "cannot be used: "),
        ("postgres:open-sesame@/nobodys?host={host}", 'cannot be used: database "nobodys" does not exist'),
    ],
)
def test_a_target_that_is_not_there_is_told_in_a_sentence(
    terminal: Terminal, postgres_server: PostgresServer, address: str, told: str
) -> None:
    terminal.loads()
    host = postgres_server.url("x").rpartition("=")[2]
    said = terminal.types("move", "--yes", "--to", f"postgresql+asyncpg://{address.format(host=host)}")
    assert terminal.exit_code == 1
    assert told in said
    assert "open-sesame" not in said
    assert "Traceback" not in said
