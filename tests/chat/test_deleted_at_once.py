"""Somebody is deleted while they still press and write, on both of their accounts and in several processes."""

from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import select

from engagebot.channel import Address, Commanded, Incoming, Intent, Platform, Pressed, Said
from engagebot.domain.consultation import Round, Voter
from engagebot.domain.event import EventAnswer
from engagebot.domain.inbox import SetAside
from engagebot.domain.people import Account, Stakeholder
from engagebot.use_cases.count_round import count_round
from engagebot.use_cases.open_round import open_round
from tests.chat.test_at_once import at_once, processes
from tests.use_cases.sent import NOW, Office, office_at

DELETE = Pressed("delete:all", "m2")


@pytest.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with office_at(url) as office:
        await office.joins("amina", "telegram")
        await office.joins_too("amina", "slack")
        await office.joins("bruno", "telegram")
        async with office.house.database.begin() as session:
            await open_round(session, (await session.scalars(select(Round))).one(), NOW)
        yield office


def updates(office: Office, name: str, *intents: Intent, key: str = "update") -> Iterator[Incoming]:
    account = office.people[name]
    for number, intent in enumerate(intents):
        address = Address(Platform(account.platform), "1", account.user)
        yield Incoming(f"{key}:{name}:{number}", address, account.chat, intent)


@pytest.mark.parametrize("turn", [1, 4, 7])
async def test_deleted_from_one_account_while_both_are_busy(office: Office, url: str, turn: int) -> None:
    busy: list[Intent] = [
        *(Pressed("v:1:1:1:4", "m1"), Pressed("e:1:going", "m3"), Pressed("c:1:1", "m1"), Said("A comment.")),
        *(Pressed("v:1:2:1:2", "m1"), Commanded("mydata"), Commanded("events"), Pressed("v:1:1:1:5", "m1")),
    ]
    here = list(updates(office, "amina", *busy[:turn], DELETE, *busy[turn:]))
    there = list(updates(office, "amina too", *busy[:turn], *busy[turn:]))
    async with processes(url) as chats:
        arriving = [update for pair in zip(here, there, strict=False) for update in pair]
        await at_once(chats, iter([*arriving, here[-1]]))
        await at_once(chats[:1], updates(office, "amina", DELETE, key="once more"))
    assert await office.house.all(SetAside) == []
    assert [account.user for account in await office.house.all(Account)] == ["bruno"]
    assert len(await office.house.all(Stakeholder)) == 1
    assert await office.house.all(EventAnswer) == []
    told = [row for row in await office.rows() if row.what == "deleted"]
    assert sorted(row.chat for row in told) == ["chat of amina", "chat of amina too"]
    assert {row.account_id for row in await office.rows()} <= {None, office.people["bruno"].id}
    async with office.house.database.begin() as session:
        count = await count_round(session, (await session.scalars(select(Round))).one())
        lines = set(await session.scalars(select(Voter.stakeholder_id)))
    assert count.invited == 2
    assert lines == {None, office.people["bruno"].stakeholder_id}
