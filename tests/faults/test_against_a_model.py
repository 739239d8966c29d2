"""Updates permuted, repeated, dropped and delivered again, of several people at once: each has one effect, the last
accepted answer counts, and nothing unasked goes to whoever has stopped."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from engagebot.channel import Address, Answer, Blocked, Commanded, Incoming, Intent, Platform, Pressed, Said, Unblocked
from engagebot.chat.handler import Chat
from engagebot.domain.chain import Chain, check_chain, new_pseudonym
from engagebot.domain.clock import StoppedClock
from engagebot.domain.comment import Comment
from engagebot.domain.consultation import Ballot, Round, VoteEvent, Voter
from engagebot.domain.event import EventAnswer
from engagebot.domain.inbox import SeenUpdate, SetAside
from engagebot.domain.outbox import Delivery, DeliveryState
from engagebot.domain.people import Account, Stakeholder
from engagebot.domain.receipts import new_secret
from engagebot.domain.workstream import Workstream
from engagebot.storage.database import UNAVAILABLE, Database
from engagebot.storage.votes import links_of
from engagebot.use_cases.invite import Invited, invite
from engagebot.use_cases.open_round import open_round
from tests.faults.away import Switch, store_with_a_switch
from tests.faults.model import AskToComment, Deed, Going, ModelPerson, Remind, Say, Vote, Word
from tests.use_cases.sent import NOW, TEXTS, Office, office_at

ZONE = "Africa/Nairobi"
ACCOUNTS = ("amina", "bruno", "chen", "chen there", "dana")
"""Chen has two, linked. Dana is invited and has not joined; the round's roll was fixed before."""
PEOPLE = {"amina": "amina", "bruno": "bruno", "chen": "chen", "chen there": "chen", "dana": "dana"}


@dataclass(frozen=True, slots=True)
class Again:
    """Of the account's updates so far: one that was handled comes once more, or one that was dropped comes back."""

    place: int


@dataclass(frozen=True, slots=True)
class Announce:
    """The organiser sends an announcement to everybody."""


Act = tuple[str, Deed | Again]
Step = Announce | tuple[bool, Sequence[Act]]
"""With acts: whether the store is away meanwhile, and what different people do at the same instant."""

words = st.builds(
    Word, st.sampled_from(["start", "stop", "start", "stop", "block", "unblock", "agree", "decline", "help"])
)
votes = st.builds(Vote, st.integers(1, 2), st.integers(0, 5))
deeds = st.one_of(
    votes,
    st.builds(Going, st.sampled_from(["going", "maybe", "no"])),
    st.builds(Remind, st.booleans()),
    st.builds(AskToComment, st.integers(1, 2)),
    st.just(Say()),
    votes,
    words,
    words,
)
acts = st.tuples(st.sampled_from(ACCOUNTS), st.one_of(deeds, deeds, st.builds(Again, st.integers(0, 9))))
at_once = st.lists(acts, min_size=2, max_size=4, unique_by=lambda act: PEOPLE[act[0]])
kinds = ["announce", "live", "live", "live", "away"]


@st.composite
def steps(draw: st.DrawFn) -> Step:
    kind = draw(st.sampled_from(kinds))
    return Announce() if kind == "announce" else (kind == "away", draw(at_once))


@dataclass(slots=True)
class Sent:
    """An update, and whether it was handled."""

    incoming: Incoming
    deed: Deed
    received_at: datetime
    text: str
    handled: bool = False


@dataclass(slots=True)
class World:
    """For one example: its own people in a house that all examples share."""

    office: Office
    chat: Chat
    clock: StoppedClock
    switch: Switch
    code: str
    number: int
    models: dict[str, ModelPerson] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    """Of those who have joined; the others are found by their accounts."""
    sent: dict[str, list[Sent]] = field(default_factory=dict)

    def user(self, account: str) -> str:
        return f"{account} {self.number}"

    async def settle(self) -> None:
        self.sent = {account: [] for account in ACCOUNTS}
        for name in dict.fromkeys(PEOPLE.values()):
            theirs = [account for account, owner in PEOPLE.items() if owner == name]
            joined = name != "dana"
            self.models[name] = ModelPerson(joined, joined, reachable=dict.fromkeys(theirs, True))
            if joined:
                await self._joined(name, theirs)

    async def _joined(self, name: str, accounts: Sequence[str]) -> None:
        async with self.office.house.database.begin() as session:
            person = Stakeholder(workstream_id=1, group="states", language="en", zone=ZONE, consented_at=NOW)
            session.add(person)
            await session.flush()
            self.ids[name] = person.id
            pseudonym = new_pseudonym()
            line = {"pseudonym": pseudonym, "secret": new_secret(), "group": "states", "region": None}
            session.add(Voter(round_id=1, stakeholder_id=person.id, **line))
            for place, account in enumerate(accounts):
                session.add(
                    Account(
                        platform="telegram",
                        workspace="1",
                        user=self.user(account),
                        chat=self.user(account),
                        stakeholder_id=person.id,
                        language="en",
                        zone=ZONE,
                        preferred=place == 0 if len(accounts) > 1 else None,
                        created_at=NOW,
                    )
                )

    async def take(self, step: Step) -> None:
        self.clock.move_by(timedelta(seconds=1))
        self.office.house.now = self.clock.now()
        if isinstance(step, Announce):
            announcement = await self.office.announces()
            for model in self.models.values():
                model.announced(announcement)
            return
        self.switch.away, acts = step
        deliveries = [one for account, deed in acts if (one := self._update(account, deed)) is not None]
        await asyncio.gather(*(self._deliver(account, one) for account, one in deliveries))
        self.switch.away = False

    def _update(self, account: str, deed: Deed | Again) -> tuple[str, Sent] | None:
        earlier = self.sent[account]
        if isinstance(deed, Again):
            return (account, earlier[deed.place % len(earlier)]) if earlier else None
        text = f"line {len(earlier)} of {self.user(account)}"
        key = f"telegram:1:{self.user(account)}:{len(earlier)}"
        address = Address(Platform.TELEGRAM, "1", self.user(account))
        incoming = Incoming(key, address, self.user(account), self._intent(deed, text), language="en", zone=ZONE)
        earlier.append(Sent(incoming, deed, self.clock.now(), text))
        return account, earlier[-1]

    def _intent(self, deed: Deed, text: str) -> Intent:
        match deed:
            case Vote(item, value):
                return Pressed(f"v:1:{item}:1:{value}", "card")
            case Going(answer):
                return Pressed(f"e:1:{answer}", "card")
            case Remind(on):
                return Pressed("e:1:remind" if on else "e:1:hush", "card")
            case AskToComment(item):
                return Pressed(f"c:1:{item}", "card")
            case Say():
                return Said(text)
            case Word("block"):
                return Blocked()
            case Word("unblock"):
                return Unblocked()
            case Word("agree" | "decline" as word):
                return Pressed(word, "card")
            case Word("start"):
                return Commanded("start", self.code)
            case Word(word):
                return Commanded(word)

    async def _deliver(self, account: str, one: Sent) -> None:
        rows = await self._rows(account) if one.handled else -1
        try:
            answer = await self.chat.handle(one.incoming)
        except UNAVAILABLE:
            assert self.switch.away
            return
        assert not self.switch.away
        if one.handled:
            assert answer == Answer()
            assert await self._rows(account) == rows
        else:
            one.handled = True
            self.models[PEOPLE[account]].does(account, one.deed, one.received_at, one.text)

    async def _rows(self, account: str) -> int:
        async with self.office.house.database.read() as session:
            query = select(func.count(Delivery.id)).where(Delivery.chat == self.user(account))
            return int(await session.scalar(query) or 0)

    async def dropped_come_back(self) -> None:
        """The latest first."""
        for account, sent in self.sent.items():
            for one in reversed([one for one in sent if not one.handled]):
                await self._deliver(account, one)

    async def leave(self) -> None:
        """The next example's announcements are not for these people."""
        async with self.office.house.database.begin() as session:
            await session.execute(update(Stakeholder).values(stopped_at=self.clock.now()))

    async def check(self) -> None:
        async with self.office.house.database.read() as session:
            for name, model in self.models.items():
                account = next(account for account, owner in PEOPLE.items() if owner == name)
                query = select(Account).where(Account.user == self.user(account))
                found = (await session.scalars(query)).one_or_none()
                assert (found is not None) == (model.member or model.invited)
                if found is not None and model.member:
                    self.ids[name] = found.stakeholder_id or 0
            keys = {one.incoming.key for sent in self.sent.values() for one in sent if one.handled}
            assert set(await session.scalars(select(SeenUpdate.key).where(SeenUpdate.key.in_(keys)))) == keys
            assert list(await session.scalars(select(SetAside.error))) == []
        for name, model in self.models.items():
            if model.member:
                await self._check_person(self.ids[name], model)
                await self._check_reach(self.ids[name], model)

    async def _check_person(self, person: int, model: ModelPerson) -> None:
        async with self.office.house.database.read() as session:
            voted = select(VoteEvent.item, VoteEvent.value).join(Voter, VoteEvent.voter_id == Voter.id)
            theirs = voted.where(Voter.stakeholder_id == person).order_by(VoteEvent.sequence)
            assert [(item, value) for item, value in await session.execute(theirs)] == model.changes
            ballot = select(Ballot.answers).join(Voter, Ballot.voter_id == Voter.id)
            answers = await session.scalar(ballot.where(Voter.stakeholder_id == person))
            assert (answers or {}) == {str(item): value for item, value in model.answers.items() if value}
            kept = await session.get(EventAnswer, (1, person))
            assert (kept and kept.answer, kept and kept.remind) == (model.going, model.remind)
            said = select(Comment.text).where(Comment.stakeholder_id == person).order_by(Comment.id)
            assert list(await session.scalars(said)) == model.comments

    async def _check_reach(self, person: int, model: ModelPerson) -> None:
        async with self.office.house.database.read() as session:
            accounts = (await session.scalars(select(Account).where(Account.stakeholder_id == person))).all()
            assert {a.user.rsplit(" ", 1)[0]: a.unreachable is None for a in accounts} == model.reachable
            assert (await session.get_one(Stakeholder, person)).listens == (model.stopped_at is None)
            waiting = select(Delivery.announcement_id).where(
                Delivery.account_id.in_([account.id for account in accounts]),
                Delivery.announcement_id.is_not(None),
                Delivery.state == DeliveryState.PENDING,
            )
            found = list(await session.scalars(waiting))
        assert sorted(filter(None, found)) == sorted(model.unasked)


@pytest.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with office_at(url) as office:
        async with office.house.database.begin() as session:
            held = (await session.scalars(select(Round))).one()
            await open_round(session, held, NOW)
        yield office


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(script=st.lists(steps(), min_size=10, max_size=30))
async def test_the_house_does_what_the_model_says(office: Office, script: Sequence[Step]) -> None:
    database = office.house.database
    async with store_with_a_switch(database) as switch:
        world = await a_world(office, switch)
        for step in script:
            await world.take(step)
        await world.dropped_come_back()
        await world.check()
        await world.leave()
    await check_chain_of(database)


async def a_world(office: Office, switch: Switch) -> World:
    clock = StoppedClock(office.now)
    chat = Chat(office.house.database, TEXTS, clock, lambda _: None)
    async with office.house.database.begin() as session:
        workstream = await session.get_one(Workstream, 1)
        invitation = await invite(session, workstream, Invited(group="states"), office.now)
    world = World(office, chat, clock, switch, invitation.code, invitation.id)
    await world.settle()
    return world


async def check_chain_of(database: Database) -> None:
    async with database.read() as session:
        held = await session.get_one(Round, 1)
        links = [link async for link, _ in links_of(session, held.id)]
        assert check_chain(Chain(held.key, str(held.opening), held.votes, str(held.head)), links) is None
