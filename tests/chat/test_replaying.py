"""What was set aside is played again once, and only what works goes from the list."""

import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import select

from engagebot.channel import (
    Address,
    Arrived,
    Blocked,
    Commanded,
    Incoming,
    Intent,
    Looked,
    Platform,
    Pressed,
    Said,
    Unblocked,
    Unread,
)
from engagebot.chat.handler import Chat
from engagebot.chat.replaying import Replaying
from engagebot.domain.clock import StoppedClock
from engagebot.domain.consultation import Ballot, Round, VoteEvent
from engagebot.domain.event import EventAnswer
from engagebot.domain.inbox import SetAside
from engagebot.domain.outbox import Delivery
from engagebot.places import messages_folder
from engagebot.platforms.reading_again import read_again
from engagebot.storage.inbox import first_time, set_aside
from engagebot.storage.set_aside import CannotBeRead, all_set_aside, incoming_of
from engagebot.texts.texts import Texts
from engagebot.use_cases.open_round import open_round
from tests.use_cases.sent import NOW, TEXTS, Office, office_at


@pytest_asyncio.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with office_at(url) as office:
        await office.joins("amina")
        yield office


def update(intent: Intent, key: str = "telegram:1:77", user: str = "amina") -> Incoming:
    return Incoming(key, Address(Platform.TELEGRAM, "1", user), f"chat of {user}", intent, "pt-BR", "Europe/Zurich")


async def is_set_aside(office: Office, incoming: Incoming, at: datetime = NOW) -> SetAside:
    """As the handler leaves it: its key is seen, and it is kept with its error."""
    async with office.house.database.begin() as session:
        assert await first_time(session, incoming.key, at)
        await set_aside(session, incoming, "KeyError: 'venue'", at)
    return (await kept(office))[-1]


async def kept(office: Office) -> list[SetAside]:
    async with office.house.database.read() as session:
        return await all_set_aside(session)


def replaying(office: Office) -> tuple[Replaying, Chat]:
    chat = Chat(office.house.database, TEXTS, StoppedClock(NOW + timedelta(days=1)), lambda _: None)
    return Replaying(office.house.database, chat, read_again), chat


INTENTS = [
    Said("/help me"),
    Commanded("start", "ABC"),
    Pressed("e:1:going", "m1"),
    Pressed("e:1:going", None),
    Arrived(),
    Looked(),
    Pressed("e:1:going", None, at_home=True),
    Blocked(),
    Unblocked(),
    Unread('{"text": "\\ud800"}', "message.text"),
]


@pytest.mark.parametrize("intent", INTENTS, ids=lambda intent: type(intent).__name__)
async def test_every_update_is_read_back_as_it_was(office: Office, intent: Intent) -> None:
    incoming = update(intent)
    assert incoming_of((await is_set_aside(office, incoming)).incoming) == incoming


@pytest.mark.parametrize(
    "spoiled",
    [
        {"kind": "Exploded"},
        {"kind": None},
        {"intent": {"texts": "x"}},
        {"intent": ["x"]},
        {"sender": {"platform": "fax", "workspace": "1", "user": "a"}},
        {"chat": None},
    ],
)
def test_what_cannot_be_read_says_so(spoiled: dict[str, object]) -> None:
    whole = asdict(update(Said("x"))) | {"kind": "Said"}
    with pytest.raises(CannotBeRead):
        incoming_of({**whole, **spoiled})


async def test_what_works_now_has_its_effect_and_goes_from_the_list(office: Office) -> None:
    one = await is_set_aside(office, update(Pressed("e:1:going", "m1")))
    done = await replaying(office)[0].replay(one)
    assert (done.error, done.gone) == (None, False)
    assert await kept(office) == []
    assert [answer.answer for answer in await office.house.all(EventAnswer)] == ["going"]
    [card] = await office.house.all(Delivery)
    assert (card.replaces, card.chat) == ("m1", "chat of amina")


async def test_twice_it_has_one_effect_and_so_has_a_redelivery(office: Office) -> None:
    incoming = update(Said("help"))
    one = await is_set_aside(office, incoming)
    again, chat = replaying(office)
    await again.replay(one)
    assert (await again.replay(one)).gone
    await chat.handle(incoming)
    assert len(await office.house.all(Delivery)) == 1


async def test_what_breaks_again_stays_with_its_new_error_and_no_effect(office: Office) -> None:
    one = await is_set_aside(office, update(Said("help")))
    await office.house.set(one, incoming={**one.incoming, "kind": "Exploded"})
    [broken] = await kept(office)
    done = await replaying(office)[0].replay(broken)
    assert done.error is not None
    assert "Exploded" in done.error
    [left] = await kept(office)
    assert left.error == done.error
    assert await office.house.all(Delivery) == []


async def test_what_breaks_half_way_leaves_nothing_behind(office: Office, tmp_path: Path) -> None:
    (tmp_path / "event.j2").write_text("{{ bold(nothing_of_the_kind) }}")
    one = await is_set_aside(office, update(Pressed("e:1:going", "m1")))
    broken = Texts(messages_folder(), tmp_path)
    chat = Chat(office.house.database, broken, StoppedClock(NOW), lambda _: None)
    done = await Replaying(office.house.database, chat, read_again).replay(one)
    assert done.error is not None
    assert "nothing_of_the_kind" in done.error
    assert len(await kept(office)) == 1
    assert await office.house.all(EventAnswer) == []


async def test_a_vote_that_came_in_time_counts_and_does_not_undo_a_later_one(office: Office) -> None:
    async with office.house.database.begin() as session:
        await open_round(session, (await session.scalars(select(Round))).one(), NOW)
    first, second, third = (NOW + timedelta(minutes=n) for n in (1, 2, 3))
    late = await is_set_aside(office, update(Pressed("v:1:1:1:2", "m1"), "k1"), first)
    other = await is_set_aside(office, update(Pressed("v:1:2:1:4", "m1"), "k2"), second)
    chat = Chat(office.house.database, TEXTS, StoppedClock(third), lambda _: None)
    await chat.handle(update(Pressed("v:1:1:1:5", "m1"), "k3"))
    again, _ = replaying(office)
    assert (await again.replay(late)).error is None
    assert (await again.replay(other)).error is None
    assert (await office.house.one(Ballot)).answers == {"1": 5, "2": 4}
    assert [(vote.item, vote.value) for vote in await office.house.all(VoteEvent)] == [(1, 5), (2, 4)]


async def test_an_answer_to_an_event_does_not_undo_a_later_one(office: Office) -> None:
    late = await is_set_aside(office, update(Pressed("e:1:no", "m1")), NOW)
    chat = Chat(office.house.database, TEXTS, StoppedClock(NOW + timedelta(minutes=1)), lambda _: None)
    await chat.handle(update(Pressed("e:1:going", "m1"), "later"))
    await replaying(office)[0].replay(late)
    assert [answer.answer for answer in await office.house.all(EventAnswer)] == ["going"]


async def test_an_answer_that_is_stored_after_a_later_word_about_reminders_counts_all_the_same(office: Office) -> None:
    late = await is_set_aside(office, update(Pressed("e:1:going", "m1")), NOW)
    chat = Chat(office.house.database, TEXTS, StoppedClock(NOW + timedelta(minutes=1)), lambda _: None)
    await chat.handle(update(Pressed("e:1:hush", "m1"), "later"))
    await replaying(office)[0].replay(late)
    [given] = await office.house.all(EventAnswer)
    assert (given.answer, given.remind) == ("going", False)


A_MESSAGE = {"message_id": 1, "from": {"id": 1001}, "chat": {"id": 1001, "type": "private"}, "text": "/help"}
AN_EVENT = {"type": "message", "user": "U1", "channel": "D1", "channel_type": "im", "text": "help"}


@pytest.mark.parametrize(
    ("platform", "key", "payload", "strange"),
    [
        (Platform.TELEGRAM, "telegram:1:77", {"update_id": 77, "message": A_MESSAGE}, {"message": "?"}),
        (
            Platform.SLACK,
            "slack:1:Ev1",
            {"type": "event_callback", "event_id": "Ev1", "event": AN_EVENT},
            {"event": {"type": "message", "user": 7}},
        ),
    ],
)
async def test_what_has_a_form_that_we_do_not_know_waits_until_we_do(
    office: Office, platform: Platform, key: str, payload: dict[str, object], strange: dict[str, object]
) -> None:
    again, chat = replaying(office)
    unread = Incoming(key, Address(platform, "1", ""), "", Unread(json.dumps(payload | strange), "its form"))
    for _ in range(2):
        await chat.handle(unread)
    [one] = await kept(office)
    assert one.error == "NotUnderstood: its form"
    assert (await again.replay(one)).error is not None
    assert await office.house.all(Delivery) == []
    await office.house.set(one, incoming={**one.incoming, "intent": {"raw": json.dumps(payload), "wrong": ""}})
    [one] = await kept(office)
    assert (await again.replay(one)).error is None
    assert await kept(office) == []
    assert [delivery.lane for delivery in await office.house.all(Delivery)] == [f"{platform}:1"]
