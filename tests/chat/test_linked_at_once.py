"""Two accounts are linked while both vote, in several processes: nothing is lost, and the chain holds."""

import re
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import select

from engagebot.channel import Address, Commanded, Incoming, Intent, Platform, Pressed, Said
from engagebot.chat.handler import Chat
from engagebot.domain.clock import StoppedClock
from engagebot.domain.consultation import Ballot, Round, Voter
from engagebot.domain.inbox import SetAside
from engagebot.domain.linking import LinkRequest
from engagebot.domain.people import Account, Stakeholder
from engagebot.storage.database import Database
from engagebot.use_cases.count_round import count_round
from engagebot.use_cases.open_round import open_round
from tests.chat.crowd import statements_of
from tests.chat.test_at_once import at_once, processes
from tests.use_cases.sent import NOW, TEXTS, Office, office_at


@pytest.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with office_at(url) as office:
        await office.joins("amina", "telegram")
        await office.joins("amina there", "slack")
        await office.joins("bruno", "telegram")
        async with office.house.database.begin() as session:
            await open_round(session, (await session.scalars(select(Round))).one(), NOW)
        yield office


def updates(office: Office, user: str, *intents: Intent, key: str = "update") -> Iterator[Incoming]:
    account = office.people[user]
    for number, intent in enumerate(intents):
        address = Address(Platform(account.platform), "1", user)
        yield Incoming(f"{key}:{user}:{number}", address, account.chat, intent)


async def asked_both(office: Office, chat: Chat) -> LinkRequest:
    """Up to the last word, which is amina's."""
    await at_once([chat], updates(office, "amina", Commanded("link"), key="asks"))
    code = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", str([row.body for row in await office.rows("amina")]))
    assert code is not None
    await at_once([chat], updates(office, "amina there", Said(code[0]), key="writes"))
    request = await office.house.one(LinkRequest)
    await at_once([chat], updates(office, "amina there", Pressed(f"link:{request.id}:yes", "m1"), key="agrees"))
    return request


@pytest.mark.parametrize("turn", [1, 6, 11])
async def test_votes_from_both_accounts_while_they_are_linked(office: Office, url: str, turn: int) -> None:
    async with processes(url) as chats:
        request = await asked_both(office, chats[0])
        presses = [Pressed(f"v:1:{1 + n % 2}:1:{1 + n % 5}", "m1") for n in range(12)]
        here, there = list(updates(office, "amina", *presses)), list(updates(office, "amina there", *presses[::-1]))
        yes = list(updates(office, "amina", *[Pressed(f"link:{request.id}:yes", "m2")] * 2, key="confirms"))
        arriving = [update for pair in zip(here, there, strict=True) for update in pair]
        await at_once(chats, iter([*arriving[:turn], *yes, *arriving[turn:]]))
    assert await office.house.all(SetAside) == []
    people = {account.stakeholder_id for account in await office.house.all(Account) if "amina" in account.user}
    assert people == {office.people["amina"].stakeholder_id}
    assert len(await office.house.all(Stakeholder)) == 2
    assert "not_on_roll" not in [row.what for row in await office.rows()]
    assert [row.what for row in await office.rows()].count("linked") == 2
    async with office.house.database.begin() as session:
        count = await count_round(session, (await session.scalars(select(Round))).one())
        line = await session.scalar(select(Voter).where(Voter.stakeholder_id.in_(people)))
        assert line is not None
        answers = (await session.get_one(Ballot, line.id)).answers
    assert (count.invited, count.voted) == (2, 1)
    last = {str(vote.item): vote.value for vote in count.votes if vote.pseudonym == line.pseudonym}
    assert answers == {item: value for item, value in last.items() if value is not None}
    assert set(answers) == {"1", "2"}


async def test_nobody_but_the_two_accounts_can_answer(office: Office, url: str) -> None:
    async with processes(url) as chats:
        request = await asked_both(office, chats[0])
        forged = [f"link:{request.id}:yes", f"link:{request.id}:no", "link:999:yes", "link:x:yes", "link"]
        await at_once(chats[:1], updates(office, "bruno", *[Pressed(action, "m1") for action in forged]))
        again = Pressed(f"link:{request.id}:yes", "m1")
        await at_once(chats[:1], updates(office, "amina there", again, key="agrees once more"))
        theirs = [f"{verb}:{office.people['amina'].id}" for verb in ("unlink", "prefer")]
        await at_once(chats[:1], updates(office, "bruno", *[Pressed(one, "m1") for one in theirs], key="meddles"))
    assert (await office.house.one(LinkRequest)).agreed
    assert len(await office.house.all(Stakeholder)) == 3
    assert len(await office.house.all(Account)) == 3
    assert await office.house.all(SetAside) == []


async def test_a_vote_of_somebody_with_one_account_asks_nothing_about_others(office: Office) -> None:
    database: Database = office.house.database
    chat = Chat(database, TEXTS, StoppedClock(NOW), lambda _: None)
    async with statements_of(database) as asked:
        await at_once([chat], updates(office, "bruno", Pressed("v:1:1:1:4", "m1")))
    assert any("vote_events" in statement for statement in asked)
    assert not [statement for statement in asked if "ballot_cards" in statement or "link_requests" in statement]
    assert len([statement for statement in asked if "accounts" in statement]) <= 2
