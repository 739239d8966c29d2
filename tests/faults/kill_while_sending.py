"""kill -9 at random instants while an announcement goes out, over and over; then count what reached whom.

By hand: `python -m tests.faults.kill_while_sending 500`, on SQLite, or with URLs of empty PostgreSQL databases
behind it.
"""

import argparse
import asyncio
import random
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sqlalchemy import select, update

from engagebot.domain.announcement import Announcement, AnnouncementState
from engagebot.domain.clock import SystemClock
from engagebot.domain.event import Event
from engagebot.domain.outbox import Delivery, DeliveryState
from engagebot.places import migrations_folder
from engagebot.storage.database import Database
from engagebot.storage.events import event_by_key
from engagebot.storage.migrating import migrate
from engagebot.use_cases.announce_event import announce_event
from engagebot.use_cases.send_again import resend_unknown
from tests.faults import people
from tests.faults.nursery import Child, Nursery, nursery
from tests.faults.strict import StrictTelegram, strict_telegram

PEOPLE = 60
AT_ONCE = 3
KILLS = 3
"""Of a trial, at most."""
SOON = 0.25
"""Seconds after a start within which some kills come, whatever was sent by then."""
GOING_ON = {DeliveryState.PENDING, DeliveryState.RETRY, DeliveryState.LEASED}


@dataclass(slots=True)
class Figures:
    """Over all trials. Of messages that are neither sent nor unknown there are none, or the trial fails."""

    trials: int = 0
    kills: int = 0
    messages: int = 0
    sent: int = 0
    unknown_arrived: int = 0
    unknown_not_arrived: int = 0
    resent: int = 0
    twice_after_resending: int = 0
    missing: list[str] = field(default_factory=list)
    """Said to be sent, and never arrived."""
    duplicates: list[str] = field(default_factory=list)
    """Arrived twice although nobody asked for it."""

    def __str__(self) -> str:
        return "\n".join(f"{name.replace('_', ' ')}: {value}" for name, value in asdict(self).items())


@dataclass(slots=True)
class Trials:
    database: Database
    log: Path
    telegram: StrictTelegram
    nursery: Nursery
    chance: random.Random
    figures: Figures = field(default_factory=Figures)

    async def run(self, number: int) -> None:
        """One announcement to everybody; every second time what is unknown is sent again at the end."""
        words = f"Trial {number}."
        announcement = await self._announce(words)
        for _ in range(self.chance.randint(1, KILLS)):
            await self._killed_at_random(announcement)
            self.figures.kills += 1
        await self._finished(announcement)
        unknown = self._count(words, await self._states(announcement))
        if number % 2 and unknown:
            await self._resent(words, announcement, unknown)
        self.figures.trials += 1

    async def _announce(self, words: str) -> int:
        async with self.database.begin() as session:
            await session.execute(update(Event).values(title={"en": words}))
            event = await event_by_key(session, 1, "talk")
            assert event is not None
            now = SystemClock().now()
            return (await announce_event(session, event, now, now, again=True)).id

    async def _start(self) -> Child:
        url = self.database.url.render_as_string(hide_password=False)
        return await self.nursery.start("carry", self.log, database_url=url, telegram_url=self.telegram.url)

    async def _killed_at_random(self, announcement: int) -> None:
        """At any instant from the start to the end, or when some number of messages more has arrived."""
        wanted = self.telegram.total + self.chance.randint(1, PEOPLE)
        child = await self._start()
        if self.chance.random() < 0.3:
            await asyncio.sleep(self.chance.uniform(0, SOON))
        else:
            heard = asyncio.create_task(self.telegram.has_heard(wanted))
            finished = asyncio.create_task(self._over(announcement))
            await asyncio.wait([heard, finished], return_when=asyncio.FIRST_COMPLETED)
            for task in (heard, finished):
                task.cancel()
            await asyncio.gather(heard, finished, return_exceptions=True)
            await asyncio.sleep(self.chance.uniform(0, 0.005))
        await child.killed()

    async def _finished(self, announcement: int) -> None:
        """A process that nobody kills before all has its end."""
        child = await self._start()
        async with asyncio.timeout(180):
            await self._over(announcement)
        await child.killed()

    async def _over(self, announcement: int) -> None:
        while not await self._is_over(announcement):  # noqa: ASYNC110 - it is another process that works
            await asyncio.sleep(0.01)

    async def _is_over(self, announcement: int) -> bool:
        async with self.database.read() as session:
            state = await session.scalar(select(Announcement.state).where(Announcement.id == announcement))
        return state == AnnouncementState.SENT and not GOING_ON & set((await self._states(announcement)).values())

    async def _states(self, announcement: int) -> dict[str, str]:
        """By chat."""
        query = select(Delivery.chat, Delivery.state).where(Delivery.announcement_id == announcement)
        async with self.database.read() as session:
            return {row.chat: row.state for row in await session.execute(query)}

    def _count(self, words: str, states: dict[str, str]) -> set[str]:
        """What is unknown, by chat."""
        assert set(states.values()) <= {DeliveryState.SENT, DeliveryState.UNKNOWN}
        copies = Counter(self.telegram.copies(words))
        unknown = {chat for chat, state in states.items() if state == DeliveryState.UNKNOWN}
        figures = self.figures
        figures.messages += len(states)
        figures.sent += len(states) - len(unknown)
        figures.unknown_arrived += sum(copies[chat] > 0 for chat in unknown)
        figures.unknown_not_arrived += sum(copies[chat] == 0 for chat in unknown)
        everybody = {str(number) for number in range(PEOPLE)}
        figures.missing += [f"{words} {chat}" for chat in everybody - unknown if copies[chat] == 0]
        figures.duplicates += [f"{words} {chat}" for chat, times in copies.items() if times > 1]
        return unknown

    async def _resent(self, words: str, announcement: int, unknown: set[str]) -> None:
        """Everybody has it then, and nobody twice but of those for whom it was unknown."""
        async with self.database.begin() as session:
            await resend_unknown(session, announcement, SystemClock().now())
        await self._finished(announcement)
        copies = Counter(self.telegram.copies(words))
        self.figures.resent += len(unknown)
        self.figures.twice_after_resending += sum(copies[chat] == 2 for chat in unknown)
        for number in range(PEOPLE):
            chat = str(number)
            if copies[chat] == 0:
                self.figures.missing.append(f"{words} {chat}, resent")
            if copies[chat] > (2 if chat in unknown else 1):
                self.figures.duplicates.append(f"{words} {chat}, resent")
        assert set((await self._states(announcement)).values()) == {DeliveryState.SENT}


@asynccontextmanager
async def inhabited(url: str) -> AsyncIterator[Database]:
    """A database in which everybody has joined; it had all tables and no rows."""
    database = Database(url)
    try:
        async with database.begin() as session:
            workstream = await people.load(session, people.of_today())
            chats = [str(number) for number in range(PEOPLE)]
            await people.join(session, workstream, [("telegram", "77", chat, chat) for chat in chats])
        yield database
    finally:
        await database.close()


async def killed_again_and_again(urls: Sequence[str], folder: Path, count: int, seed: int) -> Figures:
    """`count` trials, so many at once as there are databases at `urls`; most of a trial is waiting."""
    chance, figures, numbers = random.Random(seed), Figures(), iter(range(count))

    async def one_after_the_other(run: Trials) -> None:
        for number in numbers:
            await run.run(number)

    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(strict_telegram(chance))
        place = await stack.enter_async_context(nursery())
        databases = [await stack.enter_async_context(inhabited(url)) for url in urls]
        async with asyncio.TaskGroup() as group:
            for database in databases:
                run = Trials(database, folder / "program.log", telegram, place, chance, figures)
                group.create_task(one_after_the_other(run))
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trials", type=int, nargs="?", default=500)
    parser.add_argument("urls", nargs="*", help="of empty databases; without them two of SQLite are made")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        urls = given.urls or [f"sqlite+aiosqlite:///{made}/{number}.sqlite" for number in range(AT_ONCE)]
        for url in urls:
            asyncio.run(migrate(url, migrations_folder()))
        figures = asyncio.run(killed_again_and_again(urls, Path(made), given.trials, given.seed))
    print(f"seed: {given.seed}\n{figures}")  # noqa: T201 - what one runs it for
    raise SystemExit(bool(figures.missing or figures.duplicates))


if __name__ == "__main__":
    main()
