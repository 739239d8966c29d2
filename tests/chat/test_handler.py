"""What happens to an update when something in our own house is broken."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from engagebot.channel import Address, Blocked, Commanded, Incoming, Platform, Pressed, Said
from engagebot.chat.handler import Chat
from engagebot.domain.clock import StoppedClock
from engagebot.domain.comment import Comment
from engagebot.domain.event import Event, EventAnswer, EventRating
from engagebot.domain.inbox import SeenUpdate, SetAside
from engagebot.domain.outbox import Delivery
from engagebot.domain.people import Account, Stakeholder
from engagebot.domain.workstream import Workstream
from engagebot.places import messages_folder
from engagebot.storage.database import Database
from engagebot.texts.texts import Texts
from engagebot.use_cases.clean_up import clean_up
from engagebot.use_cases.invite import Invited, invite
from tests.use_cases.loaded import House, house_at
from tests.workfile.small import SMALL

NOON = datetime(2023, 3, 16, 12, 0, tzinfo=UTC)
AMINA = Address(Platform.TELEGRAM, "4242", "1001")


@pytest.fixture
async def house(url: str) -> AsyncIterator[House]:
    async with house_at(url, NOON) as house:
        await house.load(SMALL)
        yield house


def chat_of(database: Database, clock: StoppedClock, overrides: Path | None = None) -> Chat:
    return Chat(database, Texts(messages_folder(), overrides), clock, lambda _lane: None)


def update(number: int, intent: Commanded | Pressed | Said | Blocked) -> Incoming:
    return Incoming(f"telegram:4242:{number}", AMINA, "1001", intent, language="en")


async def said(house: House) -> list[str]:
    async with house.database.read() as session:
        return list(await session.scalars(select(Delivery.what).order_by(Delivery.id)))


async def joined(house: House, chat: Chat) -> None:
    async with house.database.begin() as session:
        workstream = (await session.scalars(select(Workstream))).one()
        code = (await invite(session, workstream, Invited(group="states"), NOON)).code
    await chat.handle(update(1, Commanded("start", code)))
    await chat.handle(update(2, Pressed("agree", "7")))


async def test_what_breaks_is_set_aside_and_the_person_told(house: House, tmp_path: Path) -> None:
    (tmp_path / "help.j2").write_text("{{ nothing_of_that_name }}")
    chat = chat_of(house.database, StoppedClock(NOON), tmp_path)
    await chat.handle(update(1, Commanded("help")))
    await chat.handle(update(2, Said("hello")))
    assert [kept.key for kept in await house.all(SetAside)] == ["telegram:4242:1"]
    assert await said(house) == ["something_wrong", "invitation_wanted"]


async def test_an_update_is_set_aside_even_if_nobody_can_be_told(house: House, tmp_path: Path) -> None:
    for name in ("help", "something_wrong"):
        (tmp_path / f"{name}.j2").write_text("{{ nothing_of_that_name }}")
    chat = chat_of(house.database, StoppedClock(NOON), tmp_path)
    await chat.handle(update(1, Commanded("help")))
    await chat.handle(update(1, Commanded("help")))
    assert len(await house.all(SetAside)) == 1
    assert await said(house) == []


async def test_while_the_store_is_away_nothing_is_acknowledged_and_the_first_arrival_counts(house: House) -> None:
    clock = StoppedClock(NOON)
    chat = chat_of(house.database, clock)
    async with house.database.begin() as session:
        await session.execute(text("alter table seen_updates rename to away"))
    for _ in range(3):
        with pytest.raises(OperationalError):
            await chat.handle(update(1, Commanded("help")))
        clock.move_by(timedelta(seconds=20))
    async with house.database.begin() as session:
        await session.execute(text("alter table away rename to seen_updates"))
    await chat.handle(update(1, Commanded("help")))
    assert [seen.at for seen in await house.all(SeenUpdate)] == [NOON]
    assert await house.all(SetAside) == []


async def test_what_no_database_takes_is_left_out_of_what_people_write(house: House) -> None:
    chat = chat_of(house.database, StoppedClock(NOON))
    await joined(house, chat)
    await house.set(await house.one(Account), expects={"what": "feedback", "event": 1})
    await chat.handle(update(3, Said("Good\0 and \ud83dclear.")))
    await chat.handle(update(4, Commanded("timezone", "Nai\0robi")))
    await chat.handle(update(5, Pressed("zone:\0", "7")))
    assert [comment.text for comment in await house.all(Comment)] == ["Good and clear."]
    assert await house.all(SetAside) == []


async def test_an_old_refusal_does_not_bring_back_who_had_stopped(house: House) -> None:
    chat = chat_of(house.database, StoppedClock(NOON))
    await joined(house, chat)
    await chat.handle(update(3, Commanded("stop")))
    presses: list[Pressed | Said] = [Pressed("decline", "7"), Said("Hello"), Said("hi!")]
    for number, intent in enumerate(presses, 4):
        await chat.handle(update(number, intent))
    assert (await house.one(Stakeholder)).stopped_at == NOON
    await chat.handle(update(9, Commanded("start")))
    assert (await house.one(Stakeholder)).stopped_at is None


async def test_who_never_answers_is_forgotten_after_a_week(house: House) -> None:
    chat = chat_of(house.database, StoppedClock(NOON))
    async with house.database.begin() as session:
        workstream = (await session.scalars(select(Workstream))).one()
        code = (await invite(session, workstream, Invited(group="states"), NOON)).code
    await chat.handle(update(1, Commanded("start", code)))
    assert len(await house.all(Account)) == 1
    async with house.database.begin() as session:
        await clean_up(session, NOON + timedelta(days=6))
    assert len(await house.all(Account)) == 1
    async with house.database.begin() as session:
        await clean_up(session, NOON + timedelta(days=8))
    assert await house.all(Account) == []


async def test_a_forged_press_opens_no_event_that_is_for_others(house: House) -> None:
    chat = chat_of(house.database, StoppedClock(NOON))
    await joined(house, chat)
    event = await house.one(Event, key="talk")
    await house.set(event, audience={"groups": ["media"]})
    before = await said(house)
    presses = (f"ev:{event.id}", f"e:{event.id}:going", f"e:{event.id}:remind", f"e:{event.id}:ics", f"f:{event.id}:5")
    for number, action in enumerate(presses, 3):
        answer = await chat.handle(update(number, Pressed(action, "7")))
        assert answer.notice == "This button is no longer in use."
    assert await said(house) == before
    assert await house.all(EventAnswer) == []
    assert await house.all(EventRating) == []
