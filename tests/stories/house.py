"""The house for a story: both platforms, the bot, hands on the clock, and people who join by their invitations."""

import asyncio
import functools
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import text

from engagebot.demo.person import PATIENCE_SECONDS, Message, Person, playing
from engagebot.demo.script import START, Script, set_up, take_up
from engagebot.demo.theatre import Theatre, theatre
from engagebot.demo.timing import Hands
from engagebot.places import messages_folder
from engagebot.storage.events import event_by_key
from engagebot.texts.texts import Texts
from engagebot.use_cases.announce_event import announce_event
from engagebot.use_cases.invite import Invited, invite

PLATFORMS = ("telegram", "slack")
PLACES = {"Africa/Nairobi": "Nairobi", "Europe/Zurich": "Zurich", "Pacific/Auckland": "Auckland"}
"""What one types for a time zone."""


@dataclass(frozen=True, slots=True)
class House:
    theatre: Theatre
    hands: Hands
    script: Script
    http: aiohttp.ClientSession

    @property
    def now(self) -> datetime:
        return self.theatre.clock.now()

    async def invitation(self, group: str = "civil-society", **more: Any) -> str:
        """The code of a fresh invitation; `more` as in `Invited`."""
        async with self.theatre.bot.database.begin() as session:
            invited = Invited(**{"group": group, **more})
            return (await invite(session, self.script.workstream, invited, self.now)).code

    async def arrives(
        self, platform: str, name: str = "Amina Diallo", language: str = "en", zone: str = "Africa/Nairobi"
    ) -> Person:
        """Somebody has the app, and has not spoken to the bot yet."""
        return await Person.arrive(self.http, platform, name, language, zone)

    async def joined(
        self,
        platform: str,
        name: str = "Amina Diallo",
        group: str = "civil-society",
        language: str = "en",
        zone: str = "Africa/Nairobi",
        **invited: Any,
    ) -> Person:
        """Somebody who followed an invitation and agreed; `invited` as in `Invited`."""
        person = await self.arrives(platform, name, language, zone)
        await person.come_in(await self.invitation(group, language=language, **invited))
        question = await person.waits_for(lambda m: m.acting("agree") is not None, "the question of consent")
        await person.act(question, "agree")
        if platform == "telegram":
            await person.waits_for(lambda m: m.acting("zone:.*") is not None, "the question of the time zone")
            await person.say(PLACES[zone])
        await person.waits_for(lambda m: m.acting("do:activities") is not None, "the welcome")
        return person

    async def announce(self, event: str, at: datetime) -> None:
        async with self.theatre.bot.database.begin() as session:
            found = await event_by_key(session, self.script.workstream.id, event)
            assert found is not None
            await announce_event(session, found, at, self.now)
        self.theatre.bot.ticker.poke()

    async def rows(self, query: str, **values: object) -> list[Any]:
        """What the database says, in SQL."""
        async with self.theatre.bot.database.read() as session:
            return list(await session.execute(text(query), values))

    async def stands(self, query: str) -> None:
        """Wait until the query finds something: what nobody is answered for."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not await self.rows(query):
            assert time.monotonic() < end, f"waited for {query}"
            await asyncio.sleep(0.02)

    async def damage(self, statement: str) -> None:
        """Something goes wrong with the database behind the bot's back."""
        async with self.theatre.bot.database.begin() as session:
            await session.execute(text(statement))

    async def go_to(self, *instant: int) -> None:
        """Move the clock to a date and time in UTC, and wait until what is due then is done."""
        await self.hands.move_to(utc(*instant))

    async def download(self, path: str) -> bytes:
        async with self.http.get(path) as answer:
            return await answer.read()


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Home:
    """Where a story keeps its state: the platforms and the clock in a folder, the bot in a database."""

    folder: Path
    database_url: str


@functools.cache
def texts() -> Texts:
    """Read once for all stories: that takes longer than most of them."""
    return Texts(messages_folder())


@asynccontextmanager
async def house_in(home: Home, loaded: bool = True) -> AsyncIterator[House]:
    """Leaving the block stops the process; opening it again on the same home starts it once more."""
    async with (
        theatre(home.folder, START, database_url=home.database_url, texts=texts()) as open_theatre,
        playing(open_theatre.url) as http,
    ):
        script = await (take_up if loaded else set_up)(open_theatre.bot)
        yield House(open_theatre, Hands(open_theatre.bot, open_theatre.clock), script, http)


async def build(home: Home) -> None:
    """A home in which the example is loaded already; to be copied for each story."""
    async with house_in(home, loaded=False):
        pass
    (home.folder / "clock").unlink()


async def becomes(person: Person, card: Message, *wanted: str, without: str = "\0") -> Message:
    """Wait until the very message `card` contains all of `wanted` in text or buttons, and not `without`."""
    return await person.waits_for(
        lambda m: m.id == card.id and all(w in m.text or m.button(w) for w in wanted) and without not in m.text,
        f"{wanted} in place of: {card.text[:80]!r}",
    )


async def until(condition: Callable[[], bool], what: str, patience: float = PATIENCE_SECONDS) -> None:
    end = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < end, f"waited for {what}"
        await asyncio.sleep(0.02)
