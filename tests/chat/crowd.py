"""A round that is open, and many people who may vote in it, on two platforms."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import event, select

from engagebot.channel import Address, Answer, Incoming, Intent, Platform, Pressed
from engagebot.chat.handler import Chat
from engagebot.domain.chain import Chain, check_chain
from engagebot.domain.clock import StoppedClock
from engagebot.domain.consultation import Ballot, Round, VoteEvent, Voter
from engagebot.domain.outbox import Delivery
from engagebot.domain.people import Account, Stakeholder
from engagebot.places import messages_folder
from engagebot.storage.at_hand import AtHand
from engagebot.storage.database import Database
from engagebot.storage.votes import links_of
from engagebot.texts.texts import Texts
from engagebot.use_cases.open_round import open_round
from tests.use_cases.loaded import House
from tests.workfile.small import SMALL

OPENED = datetime(2023, 3, 28, 8, 0, tzinfo=UTC)
PATIENCE = 60.0
"""Seconds that a group may grow: so that no group is cut short on a machine that is busy."""
WORKSPACES = {Platform.TELEGRAM: "4242", Platform.SLACK: "T1"}


@dataclass(frozen=True, slots=True)
class Crowd:
    """Even numbers are on Telegram and read English, odd ones on Slack and read French."""

    house: House
    clock: StoppedClock
    chat: Chat
    texts: Texts

    def update(self, number: int, person: int, intent: Intent) -> Incoming:
        address = address_of(person)
        return Incoming(f"{address.lane}:{number}", address, chat_of(person), intent)

    def press(self, number: int, person: int, action: str) -> Incoming:
        return self.update(number, person, Pressed(action, f"card-{person}"))

    def vote(self, number: int, person: int, item: int, value: int) -> Incoming:
        """Item 2 of the round is the text 1.1, item 1 the text 1.10; each in its first version."""
        return self.press(number, person, f"v:1:{item}:1:{value}")

    async def at_once(self, updates: Sequence[Incoming]) -> list[Answer | BaseException]:
        return await asyncio.gather(*map(self.chat.handle, updates), return_exceptions=True)

    async def answers(self) -> dict[int, dict[str, int]]:
        """What counts, by person."""
        async with self.house.database.read() as session:
            query = select(Voter.stakeholder_id, Ballot.answers).join(Ballot, Ballot.voter_id == Voter.id)
            return {int(person or 0): answers for person, answers in await session.execute(query)}

    async def chain_fault(self) -> str | None:
        """What is wrong with the chain of votes, or None."""
        async with self.house.database.read() as session:
            held = (await session.scalars(select(Round))).one()
            links = [link async for link, _ in links_of(session, held.id)]
        return check_chain(Chain(held.key, str(held.opening), held.votes, str(held.head)), links)

    async def votes(self) -> Sequence[VoteEvent]:
        return await self.house.all(VoteEvent)

    async def waiting(self, person: int) -> list[str]:
        """What is about to be sent to a person."""
        rows = await self.house.all(Delivery)
        return [row.what for row in rows if row.chat == chat_of(person) and row.state == "pending"]


def address_of(person: int) -> Address:
    platform = Platform.SLACK if person % 2 else Platform.TELEGRAM
    return Address(platform, WORKSPACES[platform], f"u{person}")


def chat_of(person: int) -> str:
    return f"chat-{person}"


@asynccontextmanager
async def crowd_in(database: Database, people: int, overrides: Path | None = None) -> AsyncIterator[Crowd]:
    house = House(database, OPENED)
    await house.load(SMALL)
    async with database.begin() as session:
        for person in range(1, people + 1):
            session.add(_stakeholder(person))
        await session.flush()
        for person in range(1, people + 1):
            session.add(_account(person))
        await session.flush()
        await open_round(session, (await session.scalars(select(Round))).one(), OPENED)
    clock, texts = StoppedClock(OPENED), Texts(messages_folder(), overrides)
    chat = Chat(database, texts, clock, lambda _lane: None, longest=PATIENCE)
    yield Crowd(house, clock, chat, texts)


def _stakeholder(person: int) -> Stakeholder:
    language = "fr" if person % 2 else "en"
    return Stakeholder(
        id=person, workstream_id=1, group="states", language=language, zone="Africa/Nairobi", consented_at=OPENED
    )


def _account(person: int) -> Account:
    address = address_of(person)
    return Account(
        platform=address.platform,
        workspace=address.workspace,
        user=address.user,
        chat=chat_of(person),
        stakeholder_id=person,
        language="en",
        created_at=OPENED,
    )


@asynccontextmanager
async def commits_counted(database: Database) -> AsyncIterator[Callable[[], int]]:
    """How many there have been, on SQLite."""
    async with statements_of(database) as statements:
        yield lambda: statements.count("COMMIT")


@asynccontextmanager
async def statements_of(database: Database) -> AsyncIterator[list[str]]:
    """All that writers are told meanwhile, also past SQLAlchemy."""
    statements: list[str] = []
    async with database.engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
    if isinstance(driver, AtHand):
        driver.sqlite.set_trace_callback(statements.append)
        yield statements
        driver.sqlite.set_trace_callback(None)
        return

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    yield statements
    event.remove(database.engine.sync_engine, "before_cursor_execute", note)
