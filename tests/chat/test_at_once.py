"""What people do at the same instant, in several processes on one database, happens one after the other."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import func, select

from engagebot.channel import Address, Commanded, Incoming, Intent, Platform, Pressed, Said
from engagebot.chat.handler import Chat
from engagebot.domain.chain import check_chain
from engagebot.domain.clock import StoppedClock
from engagebot.domain.comment import Comment
from engagebot.domain.consultation import Ballot, Round, VoteEvent
from engagebot.domain.inbox import SeenUpdate, SetAside
from engagebot.domain.outbox import Delivery
from engagebot.domain.people import Account, Invitation, Stakeholder
from engagebot.domain.workstream import Workstream
from engagebot.storage.database import Database
from engagebot.use_cases.export_round import export_round
from engagebot.use_cases.invite import Invited, invite
from engagebot.use_cases.open_round import open_round
from tests.use_cases.sent import NOW, TEXTS, Office, office_at

PROCESSES = 3


@pytest.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with office_at(url) as office:
        yield office


@asynccontextmanager
async def processes(url: str) -> AsyncIterator[Sequence[Chat]]:
    """Each with connections of its own, as `engagebot serve` several times."""
    databases = [Database(url) for _ in range(PROCESSES)]
    yield [Chat(database, TEXTS, StoppedClock(NOW), lambda _: None) for database in databases]
    for database in databases:
        await database.close()


def updates(*intents: Intent, user: str = "amina", key: str = "update") -> Iterator[Incoming]:
    for number, intent in enumerate(intents):
        yield Incoming(f"{key}:{user}:{number}", Address(Platform.TELEGRAM, "1", user), f"chat of {user}", intent)


async def at_once(chats: Sequence[Chat], arriving: Iterator[Incoming]) -> None:
    await asyncio.gather(*(chats[n % len(chats)].handle(incoming) for n, incoming in enumerate(arriving)))


async def an_invitation(office: Office, people: int | None = None) -> str:
    async with office.house.database.begin() as session:
        workstream = (await session.scalars(select(Workstream))).one()
        return (await invite(session, workstream, Invited(group="states", people=people), NOW)).code


async def test_first_words_and_consent_many_times_at_once_make_one_stakeholder(office: Office, url: str) -> None:
    code = await an_invitation(office)
    async with processes(url) as chats:
        await at_once(chats, updates(*[Commanded("start", code)] * 6))
        assert len(await office.house.all(Account)) == 1
        await at_once(chats, updates(*[Pressed("agree", "7")] * 6, key="agrees"))
    assert len(await office.house.all(Stakeholder)) == 1
    assert (await office.house.one(Invitation)).taken == 1
    assert await office.house.all(SetAside) == []
    said = sorted(row.what for row in await office.rows())
    assert said == sorted([*["consent"] * 6, "zone_asked", *["already_joined"] * 5])


async def test_the_last_place_of_an_invitation_goes_to_one_person(office: Office, url: str) -> None:
    code, names = await an_invitation(office, people=1), [f"person {n}" for n in range(6)]
    async with processes(url) as chats:
        for name in names:
            await at_once(chats, updates(Commanded("start", code), user=name))
        await at_once(chats, (next(updates(Pressed("agree", "7"), key="agrees", user=name)) for name in names))
    assert len(await office.house.all(Stakeholder)) == 1
    assert (await office.house.one(Invitation)).taken == 1


async def test_an_update_delivered_many_times_at_once_has_one_effect(office: Office, url: str) -> None:
    await office.joins("amina")
    await office.house.set(await office.house.one(Account), expects={"what": "feedback", "event": 1})
    async with processes(url) as chats:
        await at_once(chats, iter([next(updates(Said("It was good.")))] * 6))
    assert len(await office.house.all(SeenUpdate)) == 1
    assert [comment.text for comment in await office.house.all(Comment)] == ["It was good."]
    assert len(await office.house.all(Delivery)) == 1


@pytest.mark.parametrize("voters", [1, 4])
async def test_presses_at_once_join_one_unbroken_chain_and_each_voter_has_one_ballot(
    office: Office, url: str, voters: int
) -> None:
    names = [f"voter {n}" for n in range(voters)]
    for name in names:
        await office.joins(name)
    async with office.house.database.begin() as session:
        await open_round(session, (await session.scalars(select(Round))).one(), NOW)
    presses = [Pressed(f"v:1:{1 + n % 2}:1:{1 + n % 5}", "m1") for n in range(24)]
    async with processes(url) as chats:
        arriving = [update for name in names for update in updates(*presses, user=name)]
        await at_once(chats, iter(sorted(arriving, key=lambda update: int(update.key.rpartition(":")[2]))))
    assert await office.house.all(SetAside) == []
    ballots = await office.house.all(Ballot)
    assert [set(ballot.answers) for ballot in ballots] == [{"1", "2"}] * voters
    async with office.house.database.begin() as session:
        data = await export_round(session, await session.get_one(Workstream, 1), "first")
        links = list(data.votes)
        assert len(links) == await session.scalar(select(func.count(VoteEvent.id)))
    assert links
    assert check_chain(data.chain, links) is None
    for ballot in ballots:
        votes = [vote for vote in await office.house.all(VoteEvent) if vote.voter_id == ballot.voter_id]
        last = {str(vote.item): vote.value for vote in sorted(votes, key=lambda vote: vote.sequence)}
        assert ballot.answers == last
