"""A person at a terminal: types commands, reads what they say. The database is one of its own."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from typer.testing import CliRunner

from engagebot.cli import app
from engagebot.cli.console import out
from engagebot.domain.announcement import Announcement
from engagebot.domain.clock import SystemClock
from engagebot.domain.outbox import Delivery
from engagebot.domain.people import Account, Stakeholder
from engagebot.places import messages_folder
from engagebot.storage.database import Database
from engagebot.texts.texts import Texts
from engagebot.use_cases.send_announcement import send_announcement
from tests.workfile.small import SMALL

COMING = SMALL.replace("2023-", f"{SystemClock().now().year + 3}-")
"""The small file, some years ahead: commands live in the present."""
Result = TypeVar("Result")


@dataclass
class Terminal:
    folder: Path
    url: str
    exit_code: int = 0

    def types(self, *words: str, answering: str | None = None) -> str:
        """What is said to the command, with blanks run together; its exit code is kept."""
        result = CliRunner().invoke(app, words, input=answering)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        self.exit_code = result.exit_code
        return re.sub(r"\s+", " ", result.output)

    def loads(self, text: str = COMING) -> str:
        (self.folder / "small.yaml").write_text(text)
        return self.types("load", str(self.folder / "small.yaml"))

    def does(self, work: Callable[[AsyncSession], Awaitable[Result]]) -> Result:
        """Something happens in the database meanwhile."""

        async def working() -> Result:
            database = Database(self.url)
            try:
                async with database.begin() as session:
                    return await work(session)
            finally:
                await database.close()

        return asyncio.run(working())

    def people_join(self, count: int) -> None:
        async def join(session: AsyncSession) -> None:
            for number in range(1, count + 1):
                person = Stakeholder(
                    workstream_id=1, group="states", language="en", zone="Europe/Zurich", consented_at=now()
                )
                session.add(person)
                await session.flush()
                values = {"platform": "telegram", "workspace": "1", "user": str(number), "chat": str(number)}
                session.add(Account(**values, stakeholder_id=person.id, language="en", created_at=now()))

        self.does(join)

    def announces(self) -> None:
        """The talk, by its command and a running `engagebot serve`."""
        self.types("announce", "talk", "--yes", "--again")

        async def send(session: AsyncSession) -> None:
            await send_announcement(session, Texts(messages_folder()), await session.get_one(Announcement, 1), now())

        self.does(send)

    def becomes(self, state: str, *numbers: int, reason: str | None = None) -> None:
        """What became of the messages with these numbers, in the order of their posting."""

        async def change(session: AsyncSession) -> None:
            for number in numbers:
                values = {"state": state, "ref": f"m{number}", "reason": reason}
                await session.execute(update(Delivery).where(Delivery.id == number).values(**values))

        self.does(change)


def now() -> datetime:
    return SystemClock().now()


@pytest.fixture
def terminal(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ENGAGEBOT_DATABASE_URL", url)
    monkeypatch.setenv("ENGAGEBOT_LOG_LEVEL", "warning")
    monkeypatch.setattr(out, "width", 200)
    return Terminal(tmp_path, url)
