"""Votes that are taken together have the same effects as votes that are taken one by one."""

import random
import re
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest

from engagebot.channel import Answer, Incoming, Pressed
from engagebot.domain.consultation import Round, Voter
from engagebot.domain.inbox import SetAside
from engagebot.domain.people import Account
from engagebot.storage.database import Database
from engagebot.storage.leases import Claimed, claim
from engagebot.use_cases.write_cards import CardWriter
from tests.chat.crowd import Crowd, address_of, chat_of, crowd_in, statements_of
from tests.databases import Databases
from tests.workfile.small import spoiled

PEOPLE = 24
RECEIPT = re.compile(r"([0-9A-Z]{4}-){3}[0-9A-Z]{4}")
ODD = ["v:1:0:1:3", "v:1:3:1:3", "v:1:1:2:3", "v:1:1:1:6", "v:2:1:1:3", "v:1:1:1:3:4", "v:1:1:1:", "v:1:1:1:１"]
"""Presses of no meaning: no such item, version, value, round; and no vote at all."""


@pytest.fixture
async def crowd(database: Database) -> AsyncIterator[Crowd]:
    async with crowd_in(database, PEOPLE) as crowd:
        yield crowd


async def test_many_votes_take_few_statements(crowd: Crowd) -> None:
    votes = [crowd.vote(n, n, 1, 4) for n in range(1, PEOPLE + 1)]
    async with statements_of(crowd.house.database) as statements:
        answers = await crowd.at_once(votes)
    assert [answer.notice for answer in answers if isinstance(answer, Answer)].count(None) == 0
    assert len(await crowd.votes()) == PEOPLE
    reads = [statement for statement in statements if statement.lstrip().startswith("SELECT")]
    assert any("FROM rounds" in statement for statement in reads)
    assert len(reads) < PEOPLE / 3


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_together_or_one_by_one_comes_to_the_same(
    crowd: Crowd, databases: Databases, migrated: str, seed: int
) -> None:
    waves = [wave(random.Random(f"{seed}/{number}"), number) for number in range(6)]
    url = databases.copy_of(migrated)
    other = Database(url)
    try:
        async with crowd_in(other, PEOPLE) as alone:
            for house in (crowd, alone):
                await make_some_particular(house)
            for number, presses in enumerate(waves):
                together = await crowd.at_once(updates(crowd, presses))
                assert together == [await one_by_one(alone, update) for update in updates(alone, presses)]
                for house in (crowd, alone):
                    house.clock.move_by(timedelta(days=1) if number < 4 else timedelta(days=10))
            for house in (crowd, alone):
                assert await house.chain_fault() is None
            assert await effects(crowd) == await effects(alone)
    finally:
        await other.close()
        databases.drop(url)


def wave(chance: random.Random, number: int) -> list[tuple[int, int, str]]:
    """One press for each of many people: its number, who, and what."""
    people = chance.sample(range(1, PEOPLE + 3), PEOPLE - 3)
    return [(number * 100 + person, person, _action(chance)) for person in people]


def _action(chance: random.Random) -> str:
    if chance.random() < 0.2:
        return chance.choice(ODD)
    return f"v:1:{chance.randint(1, 2)}:1:{chance.randint(0, 5)}"


async def make_some_particular(crowd: Crowd) -> None:
    """Person 1 was not reachable, 2 is in a dialogue, 3 moved to another chat, 4 has two accounts, 5 is not on the
    roll; who is beyond the crowd has not joined."""
    house = crowd.house
    accounts = {account.stakeholder_id: account for account in await house.all(Account)}
    await house.set(accounts[1], unreachable="blocked")
    await house.set(accounts[2], expects={"what": "comment", "round": 1, "item": 1})
    await house.set(accounts[3], chat="another")
    await house.set(accounts[6], stakeholder_id=4, preferred=False)
    await house.set(accounts[4], preferred=True)
    await house.set(await house.one(Voter, stakeholder_id=5), stakeholder_id=None)


def updates(crowd: Crowd, presses: Sequence[tuple[int, int, str]]) -> list[Incoming]:
    return [crowd.press(number, person, action) for number, person, action in presses]


async def one_by_one(crowd: Crowd, update: Incoming) -> Answer:
    async with crowd.house.database.begin() as session:
        return await crowd.chat.do(session, update, crowd.clock.now())


async def effects(crowd: Crowd) -> object:
    """All that is left behind, but for the order in which different people's votes joined the chain, which the
    receipts tell."""
    votes = [(vote.voter_id, vote.at, vote.item, vote.version, vote.value) for vote in await crowd.votes()]
    voters = {voter.id: voter.stakeholder_id for voter in await crowd.house.all(Voter)}
    of_whom = sorted((voters[voter] or 0, *rest[:2], rest[3] or 0) for voter, *rest in votes)
    accounts = [
        (account.user, account.chat, account.expects, account.unreachable) for account in await crowd.house.all(Account)
    ]
    held = await crowd.house.one(Round)
    people = await crowd.answers(), of_whom, sorted(accounts, key=str), held.votes
    return *people, sorted(await going_out(crowd))


async def going_out(crowd: Crowd) -> list[tuple[str, str]]:
    """The messages that the platforms would get now, by chat."""
    database, now = crowd.house.database, crowd.clock.now()
    claimed: list[Claimed] = []
    async with database.begin() as session:
        for lane in (address_of(person).lane for person in (1, 2)):
            claimed += await claim(session, lane, "me", 500, now, lease_seconds=30)
    messages = await CardWriter(crowd.texts).write(database, claimed, now)
    return [(one.outgoing.chat, RECEIPT.sub("receipt", str(one.outgoing.body))) for one in messages]


async def test_an_older_press_that_comes_later_does_not_undo_a_newer_one(crowd: Crowd) -> None:
    """It could not be stored when it came, and comes again together with the one that was pressed after it."""
    early = crowd.vote(1, 1, 1, 2)
    async with crowd.house.database.engine.begin() as connection:
        await connection.exec_driver_sql("alter table seen_updates rename to away")
    assert not isinstance((await crowd.at_once([early]))[0], Answer)
    async with crowd.house.database.engine.begin() as connection:
        await connection.exec_driver_sql("alter table away rename to seen_updates")
    crowd.clock.move_by(timedelta(seconds=20))
    await crowd.at_once([crowd.vote(2, 1, 1, 5), early])
    assert await crowd.answers() == {1: {"1": 5}}


async def test_a_vote_that_breaks_does_not_take_the_others_along(crowd: Crowd) -> None:
    """No database takes half a letter for the name of a card."""
    votes = [crowd.vote(n, n, 1, 4) for n in range(1, PEOPLE + 1)]
    votes[6] = Incoming("broken", address_of(7), chat_of(7), Pressed("v:1:2:1:5", "\ud800"))
    answers = await crowd.at_once(votes)
    assert all(isinstance(answer, Answer) for answer in answers)
    assert len(await crowd.votes()) == PEOPLE - 1
    assert await crowd.chain_fault() is None
    assert [kept.key for kept in await crowd.house.all(SetAside)] == ["broken"]


async def test_of_presses_on_a_new_text_the_same_answer_counts_once_and_a_stale_one_not_at_all(crowd: Crowd) -> None:
    await crowd.at_once([crowd.press(n, n, "v:1:2:1:4") for n in range(1, 6)])
    crowd.clock.move_by(timedelta(minutes=1))
    crowd.house.now = crowd.clock.now()
    [new] = (await crowd.house.load(spoiled("en: Prevent.", "en: Prevent early."))).reworded
    assert (new.item, new.people) == (2, 5)
    for again in (10, 20):
        actions = {1: "v:1:2:1:5", 2: "v:1:2:2:4", 3: "v:1:2:2:4", 4: "v:1:2:2:5"}
        await crowd.at_once([crowd.press(again + n, n, action) for n, action in actions.items()])
        crowd.clock.move_by(timedelta(minutes=1))
    votes = sorted((vote.voter_id, vote.version, vote.value) for vote in await crowd.votes())
    assert votes == [(1, 1, 4), (2, 1, 4), (2, 2, 4), (3, 1, 4), (3, 2, 4), (4, 1, 4), (4, 2, 5), (5, 1, 4)]
    assert await crowd.chain_fault() is None
