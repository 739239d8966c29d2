"""A store that can be taken away and given back within a test."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, event

from engagebot.storage.database import Database


@dataclass(slots=True)
class Switch:
    away: bool = False


@contextmanager
def store_with_a_switch(database: Database) -> Iterator[Switch]:
    """Thrown, the database refuses to write, with its own words and in earnest."""
    switch, engine = Switch(), database.engine.sync_engine

    def of_sqlite(_connection: Connection, cursor: Any, statement: str, *_: object) -> None:
        if statement == "BEGIN IMMEDIATE":
            cursor.execute(f"PRAGMA query_only={int(switch.away)}")

    def of_postgresql(connection: Connection) -> None:
        if switch.away:
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")

    sqlite = database.url.get_backend_name() == "sqlite"
    name, refuse = ("before_cursor_execute", of_sqlite) if sqlite else ("begin", of_postgresql)
    event.listen(engine, name, refuse)
    try:
        yield switch
    finally:
        event.remove(engine, name, refuse)
