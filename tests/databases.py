"""Databases for tests, of both kinds: empty, with all tables, or copies of one that was prepared."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from tests.postgres import PostgresServer

KINDS = ("sqlite", "postgresql")


class Databases(Protocol):
    """Databases are named by their URLs. Nobody may be connected to one that is copied."""

    def new(self) -> str: ...
    def copy_of(self, url: str) -> str: ...
    def drop(self, url: str) -> None: ...


class SqliteDatabases:
    """Files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0

    def new(self) -> str:
        self._count += 1
        return f"sqlite+aiosqlite:///{self._folder}/engagebot-{self._count}.sqlite"

    def copy_of(self, url: str) -> str:
        """With what SQLite may still hold in its log beside the file."""
        copy = self.new()
        with closing(sqlite3.connect(database_of(url))) as origin, closing(sqlite3.connect(database_of(copy))) as to:
            origin.backup(to)
        return copy

    def drop(self, url: str) -> None:
        for file in self._folder.glob(f"{Path(database_of(url)).name}*"):
            file.unlink()


class PostgresDatabases:
    """On a server that runs."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server

    def new(self) -> str:
        return self._server.new_database()

    def copy_of(self, url: str) -> str:
        return self._server.new_database(database_of(url))

    def drop(self, url: str) -> None:
        self._server.drop_database(database_of(url))


async def rows_in(url: str, query: str) -> list[tuple[Any, ...]]:
    """What a database says, in SQL, whoever else uses it."""
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.connect() as connection:
        found = [tuple(row) for row in await connection.execute(text(query))]
    await engine.dispose()
    return found


def database_of(url: str) -> str:
    """Its file, or its name on its server."""
    return make_url(url).database or ""


def is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"
