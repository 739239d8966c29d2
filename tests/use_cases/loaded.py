"""A database in which a workstream file is loaded, and reloaded after an edit."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import select

from engagebot.domain.base import Base
from engagebot.storage.database import Database
from engagebot.use_cases.load_workstream import Changes, load_workstream
from engagebot.workfile import read_workstream

Row = TypeVar("Row", bound=Base)


class House:
    """`now` is moved by hand."""

    def __init__(self, database: Database, now: datetime) -> None:
        self.database = database
        self.now = now

    async def load(self, text: str) -> Changes:
        file = read_workstream(text, "small.yaml")
        async with self.database.begin() as session:
            return await load_workstream(session, file, self.now)

    async def all(self, table: type[Row]) -> Sequence[Row]:
        async with self.database.read() as session:
            return (await session.scalars(select(table))).all()

    async def one(self, table: type[Row], **values: object) -> Row:
        async with self.database.read() as session:
            return (await session.scalars(select(table).filter_by(**values))).one()

    async def set(self, row: Base, **values: object) -> None:
        """As somebody else's use case would."""
        async with self.database.begin() as session:
            kept = await session.merge(row)
            for name, value in values.items():
                setattr(kept, name, value)

    def wait(self, **step: int) -> None:
        self.now += timedelta(**step)


@asynccontextmanager
async def house_at(url: str, now: datetime) -> AsyncIterator[House]:
    """In a database with all tables."""
    database = Database(url)
    try:
        yield House(database, now)
    finally:
        await database.close()
