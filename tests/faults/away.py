"""A store that can be taken away and given back within a test."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, event

from engagebot.storage.at_hand import AtHand
from engagebot.storage.database import Database


@dataclass(slots=True)
class Switch:
    """To be thrown between two transactions. `writer`: SQLite's only one."""

    writer: sqlite3.Connection | None
    _away: bool = False

    @property
    def away(self) -> bool:
        return self._away

    @away.setter
    def away(self, away: bool) -> None:
        self._away = away
        if self.writer is not None:
            self.writer.execute(f"PRAGMA query_only={int(away)}")


@asynccontextmanager
async def store_with_a_switch(database: Database) -> AsyncIterator[Switch]:
    """Thrown, the database refuses to write, with its own words and in earnest."""
    async with database.engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
    switch, engine = Switch(driver.sqlite if isinstance(driver, AtHand) else None), database.engine.sync_engine

    def refuse(connection: Connection) -> None:
        if switch.away and switch.writer is None:
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")

    event.listen(engine, "begin", refuse)
    try:
        yield switch
    finally:
        event.remove(engine, "begin", refuse)
