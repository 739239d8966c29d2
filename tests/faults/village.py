"""People on both platforms who vote and comment without end, whatever becomes of the bot; and what must hold after."""

import asyncio
import random
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.chain import Chain, check_chain
from engagebot.domain.clock import SystemClock
from engagebot.domain.comment import Comment
from engagebot.domain.consultation import Ballot, Round, VoteEvent, Voter
from engagebot.domain.inbox import SeenUpdate, SetAside
from engagebot.domain.people import Account
from engagebot.sandbox.slack import SlackServer
from engagebot.sandbox.slack import state as slack_state
from engagebot.sandbox.slack.courier import NotTaken
from engagebot.sandbox.slack.display.pressing import Pressable
from engagebot.sandbox.telegram import TelegramServer
from engagebot.sandbox.telegram.playing import Play
from engagebot.sandbox.telegram.updates import FIRST_UPDATE
from engagebot.storage.database import Database
from engagebot.storage.rounds import round_by_key
from engagebot.storage.votes import links_of
from engagebot.use_cases.open_round import open_round
from tests.faults import people
from tests.stories.platforms import Platforms

BOT = 77
ITEMS = 2
TAKE_BACK = 0
FEW = 25
"""Updates that may wait before people on Telegram do more: it confirms a batch only when all of it is handled."""


@dataclass(frozen=True, slots=True)
class Vote:
    item: int
    value: int


@dataclass(frozen=True, slots=True)
class Remark:
    item: int
    text: str


Deed = Vote | Remark


class Hands(Protocol):
    """How somebody does things on their platform."""

    user: str

    async def press(self, action: str) -> bool:
        """Whether the platform has taken it upon itself, or the bot has said that it heard."""
        ...

    async def say(self, text: str) -> None:
        """Until the platform has taken it upon itself to bring it to the bot."""
        ...


class TelegramHands:
    """Telegram keeps every update until it is confirmed."""

    def __init__(self, telegram: TelegramServer, name: str) -> None:
        books, bot = telegram.books, telegram.bots[0]
        person = books.people.add(name, "en")
        books.chats.change(BOT, person.id, started=True)
        card = books.messages.add(BOT, person.chat(), bot.user(), books.now(), {"text": "Card"})
        self.user = str(person.id)
        self._play = Play(books, bot, person)
        self._updates = books.updates
        self._card = str(card["message_id"])

    async def press(self, action: str) -> bool:
        await self._look()
        await self._play.press_data(self._card, action, wait=False)
        return True

    async def say(self, text: str) -> None:
        self._play.say(text)

    async def _look(self) -> None:
        """Whether what was done before has come through."""
        while len(self._updates.waiting(BOT)) > FEW:  # noqa: ASYNC110 - it rings no bell
            await asyncio.sleep(0.01)


class SlackHands:
    """Slack brings a message again until it is acknowledged, and a press never: whoever pressed sees that it failed."""

    def __init__(self, slack: SlackServer, name: str) -> None:
        self._slack = slack
        self._person = slack.workspace.add_person(name, "en", people.daytime())
        self._channel = slack.workspace.open_direct_channel(self._person)
        stamp = slack.workspace.stamps.next()
        self._card = slack.workspace.post(slack_state.Message(self._channel.id, stamp, slack.app.user, "Card"))
        self.user = self._person.id

    @property
    def chat(self) -> str:
        return self._channel.id

    async def press(self, action: str) -> bool:
        words = {"type": "plain_text", "text": "?"}
        button = {"type": "button", "action_id": f"does {action}", "text": words, "value": action}
        try:
            await self._slack.interactions.press(self._person, self._card, Pressable("buttons", button))
        except NotTaken:
            return False
        return True

    async def say(self, text: str) -> None:
        self._slack.posting.say(self._channel, self._person.id, text, str(uuid.uuid4()))
        while self._slack.events.undelivered:  # noqa: ASYNC110 - it rings no bell
            await asyncio.sleep(0.01)


@dataclass(slots=True)
class Villager:
    """`done`: what the platform, or the bot, has taken; the others are tried again until they are."""

    hands: Hands
    plan: Sequence[Deed]
    round: int
    done: list[Deed] = field(default_factory=list)

    async def live(self, chance: random.Random) -> None:
        for deed in self.plan:
            while not await self._try(deed):  # noqa: ASYNC110 - one tries again
                await asyncio.sleep(0.05)
            self.done.append(deed)
            await asyncio.sleep(chance.uniform(0, 0.05))

    async def _try(self, deed: Deed) -> bool:
        match deed:
            case Vote(item, value):
                return await self.hands.press(f"v:{self.round}:{item}:1:{value}")
            case Remark(item, text):
                if not await self.hands.press(f"c:{self.round}:{item}"):
                    return False
                await self.hands.say(text)
                return True


def a_plan(chance: random.Random, name: str, length: int) -> list[Deed]:
    """Votes, changed votes, votes taken back, and now and then a remark."""
    deeds: list[Deed] = []
    for number in range(length):
        item = chance.randint(1, ITEMS)
        if chance.random() < 0.15:
            deeds.append(Remark(item, f"{name} says number {number} about {item}."))
        else:
            deeds.append(Vote(item, chance.choice((TAKE_BACK, 1, 2, 3, 4, 5))))
    return deeds


def effects(deeds: Sequence[Deed]) -> list[tuple[int, int | None]]:
    """The accepted changes: the same answer again, or taking back where there is none, is no change."""
    answers: dict[int, int] = {}
    changes: list[tuple[int, int | None]] = []
    for deed in deeds:
        if not isinstance(deed, Vote) or answers.get(deed.item, TAKE_BACK) == deed.value:
            continue
        answers[deed.item] = deed.value
        changes.append((deed.item, deed.value or None))
    return changes


def answers(deeds: Sequence[Deed]) -> dict[str, int]:
    last = {str(deed.item): deed.value for deed in deeds if isinstance(deed, Vote)}
    return {item: value for item, value in last.items() if value != TAKE_BACK}


@dataclass(slots=True)
class Village:
    place: Platforms
    database: Database
    villagers: list[Villager]
    chance: random.Random
    confirmed: range = range(0)
    """The updates that Telegram will not bring again, as of the last check."""
    _living: list[asyncio.Task[None]] = field(default_factory=list)

    def begin(self) -> None:
        self._living = [asyncio.create_task(villager.live(self.chance)) for villager in self.villagers]

    def on_slack(self) -> list[Villager]:
        return [villager for villager in self.villagers if isinstance(villager.hands, SlackHands)]

    @property
    def goes_on(self) -> bool:
        return not all(task.done() for task in self._living)

    async def votes(self) -> int:
        async with self.database.read() as session:
            return int(await session.scalar(select(func.count(VoteEvent.id))) or 0)

    async def has_voted(self, times: int) -> None:
        """Until so many votes stand in the database, or everybody has done all they wanted."""
        while self.goes_on and await self.votes() < times:  # noqa: ASYNC110 - another process votes
            await asyncio.sleep(0.01)

    async def all_is_taken(self, seconds: float = 180) -> None:
        """Until everybody has done what they wanted, and neither platform has anything left to bring."""
        async with asyncio.timeout(seconds):
            await asyncio.gather(*self._living)
            while self._waiting():  # noqa: ASYNC110 - it rings no bell
                await asyncio.sleep(0.01)

    def _waiting(self) -> int:
        return len(self.place.telegram.books.updates.waiting(BOT)) + len(self.place.slack.events.undelivered)

    async def check_kept(self) -> None:
        """What was acknowledged is stored, and what is stored is what was done, in its order and once."""
        async with self.database.read() as session:
            await self._check_confirmed(session)
            for villager in self.villagers:
                await self._check_begun(session, villager)
            await self._check_chain(session)

    async def check_all(self) -> None:
        """At the end: all that was done has had its effect once."""
        await self.check_kept()
        async with self.database.read() as session:
            for villager in self.villagers:
                assert await _votes_of(session, villager) == effects(villager.plan)
                assert await _ballot_of(session, villager) == answers(villager.plan)
            said = sorted(await session.scalars(select(Comment.text)))
            assert list(await session.scalars(select(SetAside.error))) == []
        assert said == sorted(deed.text for one in self.villagers for deed in one.plan if isinstance(deed, Remark))
        assert self.place.slack.events.lost == []

    async def _check_confirmed(self, session: AsyncSession) -> None:
        """Every update that Telegram counts as confirmed is among those handled."""
        waiting = {update["update_id"] for update in self.place.telegram.books.updates.waiting(BOT)}
        seen = {key for key in await session.scalars(select(SeenUpdate.key)) if key.startswith("telegram:")}
        handled = {int(key.rpartition(":")[2]) for key in seen}
        self.confirmed = range(FIRST_UPDATE, min(waiting, default=max(handled, default=FIRST_UPDATE)))
        lost = [number for number in self.confirmed if number not in handled]
        assert lost == [], f"confirmed, and not handled: {lost}"

    async def _check_begun(self, session: AsyncSession, villager: Villager) -> None:
        stored = await _votes_of(session, villager)
        wanted = effects(villager.plan)
        assert stored == wanted[: len(stored)]
        if isinstance(villager.hands, SlackHands):
            assert len(stored) >= len(effects(villager.done))

    async def _check_chain(self, session: AsyncSession) -> None:
        held = (await session.scalars(select(Round))).one()
        links = [link async for link, _ in links_of(session, held.id)]
        assert check_chain(Chain(held.key, str(held.opening), held.votes, str(held.head)), links) is None


async def _votes_of(session: AsyncSession, villager: Villager) -> list[tuple[int, int | None]]:
    query = (
        select(VoteEvent.item, VoteEvent.value)
        .join(Voter, VoteEvent.voter_id == Voter.id)
        .join(Account, Account.stakeholder_id == Voter.stakeholder_id)
        .where(Account.user == villager.hands.user)
        .order_by(VoteEvent.sequence)
    )
    return [(item, value) for item, value in await session.execute(query)]


async def _ballot_of(session: AsyncSession, villager: Villager) -> dict[str, int]:
    query = (
        select(Ballot.answers)
        .join(Voter, Ballot.voter_id == Voter.id)
        .join(Account, Account.stakeholder_id == Voter.stakeholder_id)
        .where(Account.user == villager.hands.user)
    )
    return dict(await session.scalar(query) or {})


@asynccontextmanager
async def village(place: Platforms, url: str, seed: int, of_each: int = 4, deeds: int = 24) -> AsyncIterator[Village]:
    """On a database with all tables and no rows: a round is open, and `of_each` people on either platform may vote."""
    chance = random.Random(seed)
    database = Database(url)
    telegram = [TelegramHands(place.telegram, f"Telegram {n}") for n in range(of_each)]
    slack = [SlackHands(place.slack, f"Slack {n}") for n in range(of_each)]
    try:
        async with database.begin() as session:
            round_ = await _opened(
                session,
                [
                    *(("telegram", str(BOT), one.user, one.user) for one in telegram),
                    *(("slack", place.slack.app.team, one.user, one.chat) for one in slack),
                ],
            )
        everybody: list[Hands] = [*telegram, *slack]
        plans = [a_plan(chance, f"Person {n}", deeds) for n in range(len(everybody))]
        villagers = [Villager(hands, plan, round_) for hands, plan in zip(everybody, plans, strict=True)]
        yield Village(place, database, villagers, chance)
    finally:
        await database.close()


async def _opened(session: AsyncSession, accounts: Sequence[tuple[str, str, str, str]]) -> int:
    workstream = await people.load(session, people.of_today(opens_in=-timedelta(minutes=5)))
    await people.join(session, workstream, accounts)
    held = await round_by_key(session, workstream, "first")
    assert held is not None
    await open_round(session, held, SystemClock().now())
    return held.id
