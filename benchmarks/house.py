"""A house to measure in: its tables, its people, and what waits for them in the outbox."""

import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Body, Platform
from engagebot.domain.announcement import Announcement, AnnouncementKind, AnnouncementState
from engagebot.domain.outbox import Delivery, DeliveryState, Priority, Variant
from engagebot.domain.people import Account, Stakeholder
from engagebot.domain.schema import metadata
from engagebot.domain.workstream import Workstream
from engagebot.storage.database import Database
from tests.texts.samples import event_values, reader, texts

MORNING = datetime(2023, 3, 16, 9, tzinfo=UTC)
OWN_TEXT_EVERY = 4
WORKSPACES = {Platform.TELEGRAM: "1", Platform.SLACK: "T1"}


class MorningClock:
    """Nine o'clock when it is made, and then as time goes by: nobody sleeps at that hour."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def now(self) -> datetime:
        return MORNING + timedelta(seconds=time.monotonic() - self._began)


@dataclass(frozen=True, slots=True)
class Letters:
    """`count` messages of one platform to as many chats: an announced event, as its template renders it.
    Every fourth has a text of its own, as a card has that shows its reader's answers."""

    platform: Platform
    count: int
    body: Body

    @property
    def lane(self) -> str:
        return f"{self.platform}:{WORKSPACES[self.platform]}"

    def chat(self, number: int) -> str:
        return f"{1_000_000 + number}" if self.platform is Platform.TELEGRAM else f"D{number:09}"

    def chats(self, count: int) -> list[str]:
        return [self.chat(number) for number in range(count)]


def letters(platform: Platform, count: int) -> Letters:
    return Letters(platform, count, texts().body("event", event_values(), reader(platform=platform)))


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        await database.close()


async def furnish(url: str, post: Letters) -> None:
    """Make all tables, and put the letters into the outbox."""
    async with opened(url) as database:
        async with database.engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        async with database.begin() as session:
            await _people(session, post)
            await _rows(session, post)


async def _people(session: AsyncSession, post: Letters) -> None:
    title = {"en": "Work"}
    workstream = Workstream(
        id=1, key="work", title=title, objective=title, zone="UTC", place=title, languages=["en"], loaded_at=MORNING
    )
    session.add(workstream)
    await session.flush()
    person = {"workstream_id": 1, "group": "states", "language": "en", "zone": "UTC", "consented_at": MORNING}
    await session.execute(insert(Stakeholder), [{"id": n, **person} for n in range(1, post.count + 1)])
    place = {"platform": post.platform, "workspace": WORKSPACES[post.platform], "language": "en"}
    accounts = [
        {"id": n, "user": post.chat(n), "chat": post.chat(n), "stakeholder_id": n, "created_at": MORNING, **place}
        for n in range(1, post.count + 1)
    ]
    await session.execute(insert(Account), accounts)


async def _rows(session: AsyncSession, post: Letters) -> None:
    announcement = Announcement(
        workstream_id=1,
        kind=AnnouncementKind.EVENT,
        audience={},
        due_at=MORNING,
        state=AnnouncementState.SENT,
        created_at=MORNING,
    )
    session.add(announcement)
    await session.flush()
    variant = Variant(
        announcement_id=announcement.id, language="en", zone="UTC", platform=post.platform, body=dict(post.body)
    )
    session.add(variant)
    await session.flush()
    common = {"lane": post.lane, "announcement_id": announcement.id, "what": "event", "attempts": 0}
    course = {"priority": Priority.BROADCAST, "state": DeliveryState.PENDING, "due_at": MORNING, "created_at": MORNING}
    rows = [
        {"chat": post.chat(n), "account_id": n, **_text(post, n, variant.id), **common, **course}
        for n in range(1, post.count + 1)
    ]
    await session.execute(insert(Delivery), rows)


def _text(post: Letters, number: int, variant_id: int) -> dict[str, object]:
    if number % OWN_TEXT_EVERY:
        return {"body": None, "variant_id": variant_id}
    return {"body": {**post.body, "text": f"{post.body['text']}\nYour answer: {number}"}, "variant_id": None}


def sqlite_url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


def copied(path: Path) -> str:
    """A fresh copy of a closed SQLite file, at the same place each time; its URL."""
    copy = path.with_suffix(".copy")
    for old in path.parent.glob(f"{copy.name}*"):
        old.unlink()
    shutil.copy(path, copy)
    return sqlite_url(copy)
