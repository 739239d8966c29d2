"""A small consultation that was played on SQLite, and is to be moved."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.engine import make_url

from engagebot.domain.inbox import SetAside
from engagebot.domain.people import Account
from engagebot.places import migrations_folder
from engagebot.storage.database import Database
from engagebot.storage.migrating import migrate
from engagebot.storage.moving.move import Move, Moved, carry, look
from tests.exports.played import LATER, Person, announce, play

NOW = LATER + timedelta(days=1)
PEOPLE = [
    *[Person("states", votes=[(1, 5), (2, 3), (1, 4), (2, None)], says={1: "Ça va ? 很好 \N{WAVING HAND SIGN}"})] * 3,
    *[Person("civil", None, votes=[(2, n)], says={None: 'a "quote"\nand a \\ line'}) for n in (1, 2, 5)],
]
ITEMS = ["Rescue at sea", "Share forecasts"]


@dataclass(frozen=True, slots=True)
class Played:
    """The file of a SQLite database to move."""

    file: Path

    @property
    def url(self) -> str:
        return f"sqlite+aiosqlite:///{self.file}"

    def damage(self, statement: str, *values: object) -> None:
        """Something happens to the file without the bot's doing."""
        with closing(sqlite3.connect(self.file)) as connection, connection:
            connection.execute(statement, values)

    def dump(self) -> list[str]:
        """The whole of it in SQL. In which order a table's constraints and indexes stand is Alembic's whim."""
        with closing(sqlite3.connect(self.file)) as connection:
            statements = list(connection.iterdump())
        indexes = sorted(one for one in statements if one.startswith("CREATE INDEX"))
        return [_in_order(one) for one in statements if not one.startswith("CREATE INDEX")] + indexes

    def copied(self, to: Path) -> "Played":
        return Played(Path(shutil.copy(self.file, to)))


def _in_order(statement: str) -> str:
    if not statement.startswith("CREATE TABLE"):
        return statement
    return ", ".join(sorted(line.strip(" ,\t") for line in statement.splitlines()))


async def played_in(folder: Path) -> Played:
    played = Played(folder / "engagebot.sqlite")
    await migrate(played.url, migrations_folder())
    database = Database(played.url)
    async with database.begin() as session:
        await announce(session, await play(session, PEOPLE, ITEMS))
        session.add(SetAside(key="telegram:1:7", incoming={"text": "\0 \ud800"}, error="KeyError", at=NOW))
        expecting = Account(platform="slack", workspace="T", user="Ü", chat="D1", language="en", created_at=odd())
        expecting.expects = {"comment": [1, 2.5, None, True], "a": {}}
        session.add(expecting)
    await database.close()
    played.damage("UPDATE events SET note = NULL, venue = 'null'")
    return played


def odd() -> datetime:
    """An instant with microseconds, without a round second."""
    return datetime(2023, 3, 26, 0, 59, 59, 1, tzinfo=UTC)


def a_move(source: str, target: str, shared: bool = False) -> Move:
    return Move(make_url(source), make_url(target), migrations_folder(), shared)


async def moved(source: str, target: str, shared: bool = False) -> Moved:
    """As the command does it: look first, then carry."""
    move = a_move(source, target, shared)
    await look(move, NOW)
    return await carry(move, NOW, lambda _table, _count: None)
