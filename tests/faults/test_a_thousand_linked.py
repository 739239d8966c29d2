"""A thousand people with accounts on both platforms press eight times each, all at once and with redeliveries."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence

import pytest
from sqlalchemy import select

from engagebot.channel import Address, Incoming, Platform, Pressed
from engagebot.chat.handler import Chat
from engagebot.domain.clock import StoppedClock
from engagebot.domain.consultation import Ballot, Round, Voter
from engagebot.domain.inbox import SetAside
from engagebot.domain.people import Account, Stakeholder
from engagebot.use_cases.count_round import Counted, count_round
from engagebot.use_cases.open_round import open_round
from tests.use_cases.sent import NOW, TEXTS, Office, office_at

PEOPLE = {"sqlite": 1000, "postgresql": 100}
"""The same statements take longer on a server."""
PRESSES = 8
REDELIVERED = 0.2
PLATFORMS = (Platform.TELEGRAM, Platform.SLACK)
Plan = Mapping[Platform, Sequence[tuple[int, int]]]
"""What one person presses on each platform, in this order: item and value."""


@pytest.fixture
async def office(url: str, database_kind: str) -> AsyncIterator[Office]:
    """Everybody has two accounts, linked, and the round is open."""
    async with office_at(url) as office:
        async with office.house.database.begin() as session:
            people = [
                Stakeholder(workstream_id=1, group="states", language="en", zone="Africa/Nairobi", consented_at=NOW)
                for _ in range(PEOPLE[database_kind])
            ]
            session.add_all(people)
            await session.flush()
            session.add_all(_account(person.id, platform) for person in people for platform in PLATFORMS)
            await open_round(session, (await session.scalars(select(Round))).one(), NOW)
        yield office


def _account(person: int, platform: Platform) -> Account:
    return Account(
        platform=platform,
        workspace="1",
        user=f"u{person}",
        chat=f"{platform} {person}",
        stakeholder_id=person,
        language="en",
        preferred=platform == Platform.TELEGRAM,
        created_at=NOW,
    )


def a_plan(chance: random.Random) -> Plan:
    presses = [(chance.choice(PLATFORMS), (chance.randint(1, 2), chance.randint(0, 5))) for _ in range(PRESSES)]
    return {platform: [press for where, press in presses if where == platform] for platform in PLATFORMS}


async def lives(chat: Chat, person: int, platform: Platform, presses: Sequence[tuple[int, int]], luck: int) -> None:
    """One press after the other on each platform; now and then one comes twice at the same moment, or later again."""
    chance, past = random.Random(luck), list[Incoming]()
    for number, (item, value) in enumerate(presses):
        address = Address(platform, "1", f"u{person}")
        pressed = Pressed(f"v:1:{item}:1:{value}", f"card {person}")
        update = Incoming(f"{address.lane}:{person}:{number}", address, f"{platform} {person}", pressed)
        past.append(update)
        twice = [update] if chance.random() < REDELIVERED else []
        again = [chance.choice(past)] if chance.random() < REDELIVERED else []
        await asyncio.gather(*map(chat.handle, [update, *twice, *again]))


async def test_each_has_one_ballot_with_the_last_accepted_answers(office: Office) -> None:
    everybody = [person.id for person in await office.house.all(Stakeholder)]
    chance = random.Random(20230410)
    plans = {person: a_plan(chance) for person in everybody}
    chat = Chat(office.house.database, TEXTS, StoppedClock(NOW), lambda _: None)
    await asyncio.gather(
        *(
            lives(chat, person, platform, presses, chance.randrange(10**9))
            for person, plan in plans.items()
            for platform, presses in plan.items()
        )
    )
    async with office.house.database.begin() as session:
        counted = await count_round(session, (await session.scalars(select(Round))).one())
        query = select(Voter.stakeholder_id, Ballot.answers).join(Ballot, Ballot.voter_id == Voter.id)
        ballots = [(int(person or 0), answers) for person, answers in await session.execute(query)]
    assert await office.house.all(SetAside) == []
    assert sorted(person for person, _ in ballots) == sorted(everybody)
    for person, answers in ballots:
        check_last(plans[person], {int(item): value for item, value in answers.items()})
    check_tally(counted, [answers for _, answers in ballots])


def check_last(plan: Plan, answers: Mapping[int, int]) -> None:
    """For each item one of the last presses counts: on one platform or the other, whichever was accepted later."""
    for item in (1, 2):
        lasts = {
            next((value for pressed, value in reversed(plan[where]) if pressed == item), None) for where in PLATFORMS
        }
        wanted = {0 if value is None else value for value in lasts if value is not None} or {0}
        assert answers.get(item, 0) in wanted


def check_tally(counted: Counted, ballots: Sequence[Mapping[str, int]]) -> None:
    """Counted once more, from the ballots themselves; that these follow from the chain was proved by counting."""
    assert counted.voted == sum(bool(ballot) for ballot in ballots)
    for item in counted.tally:
        given = Counter(ballot[str(item.number)] for ballot in ballots if str(item.number) in ballot)
        assert item.whole is not None
        assert item.whole.distribution == tuple(given[value] for value in range(1, 6))
