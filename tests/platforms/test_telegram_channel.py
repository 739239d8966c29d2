"""The Telegram channel against a whole local Telegram, over real HTTP."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest

from engagebot.channel import (
    Answer,
    Blocked,
    ChannelRefused,
    Commanded,
    Document,
    GiveUp,
    Outcome,
    Outgoing,
    Pressed,
    Retry,
    Said,
    Sent,
    StopLane,
    Unblocked,
    Unknown,
)
from engagebot.platforms.telegram import TelegramChannel
from engagebot.platforms.telegram.hindrances import CONFLICT
from engagebot.platforms.telegram.polling import wait_after
from engagebot.platforms.telegram.wire import Refused
from engagebot.sandbox.faults import Fault, FaultKind
from tests.platforms.hands import Hand, cancelled, eventually, until
from tests.sandbox.telegram_stage import TOKEN, Stage, telegram_stage

COMMANDS = [(None, [("events", "Coming events")]), ("fr", [("events", "Les rencontres")])]
BUTTON = {"inline_keyboard": [[{"text": "5", "callback_data": "v:3:4:1:5"}]]}


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with telegram_stage() as stage:
        yield stage


@pytest.fixture
async def channel(stage: Stage) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel(TOKEN, stage.url, poll_seconds=2, answer_seconds=0.5, commands=COMMANDS)
    await channel.start()
    yield channel
    await channel.stop()


@asynccontextmanager
async def receiving(channel: TelegramChannel, hand: Hand) -> AsyncIterator["asyncio.Task[None]"]:
    task = asyncio.create_task(channel.receive(hand.handle))
    try:
        yield task
    finally:
        hand.open.set()
        await cancelled(task)


async def pending(stage: Stage) -> int:
    return int((await stage.ok("getWebhookInfo"))["pending_update_count"])


async def all_acknowledged(stage: Stage) -> None:
    async def none_left() -> bool:
        return await pending(stage) == 0

    await eventually(none_left, "everything is acknowledged")


def order(stage: Stage, kind: FaultKind, method: str, **more: Any) -> None:
    stage.telegram.world.faults.order(Fault("telegram", kind, method, **more))


def text(words: str, **more: Any) -> Mapping[str, Any]:
    return {"text": words, **more}


async def shown(stage: Stage, person: str) -> list[str]:
    """What the bot's messages in the person's chat say."""
    return [part["text"] for part in (await stage.chat(person))["messages"] if not part["mine"]]


async def send(channel: TelegramChannel, chat: str, words: str = "Dialogue", **more: Any) -> Outcome:
    return await channel.send(Outgoing(chat, text(words), **more))


async def test_at_the_start_the_bot_learns_its_name_and_sets_its_commands(
    stage: Stage, channel: TelegramChannel
) -> None:
    person = await stage.person(language="fr")

    assert (channel.lane, channel.username) == ("telegram:700001", "gcm_bot")
    commands = (await stage.chat(person))["commands"]
    assert commands == [{"command": "events", "description": "Les rencontres"}]


@pytest.mark.parametrize("token", ["700001:AAwrong-secret", "nonsense"])
async def test_a_wrong_token_is_refused_in_words_that_do_not_repeat_it(stage: Stage, token: str) -> None:
    channel = TelegramChannel(token, stage.url)

    with pytest.raises(ChannelRefused, match="@BotFather") as refused:
        await channel.start()

    assert token not in "".join(map(repr, (refused.value, refused.value.__cause__, refused.value.__context__)))


async def test_a_message_arrives_with_its_buttons_and_can_be_edited(stage: Stage, channel: TelegramChannel) -> None:
    person = await stage.person()
    body = text("<b>Dialogue</b>", parse_mode="HTML", reply_markup=BUTTON)

    sent = await channel.send(Outgoing(person, body))
    assert isinstance(sent, Sent)
    assert sent.chat == person
    edited = await channel.send(Outgoing(person, text("Dialogue, moved"), replaces=sent.ref))

    assert edited == sent
    assert await shown(stage, person) == ["Dialogue, moved"]


async def test_an_edit_that_changes_nothing_counts_as_sent(stage: Stage, channel: TelegramChannel) -> None:
    person = await stage.person()
    sent = await send(channel, person)
    assert isinstance(sent, Sent)

    assert await send(channel, person, replaces=sent.ref) == sent


@pytest.mark.parametrize("ref", ["999999", "no number"])
async def test_a_card_that_is_gone_is_sent_anew(stage: Stage, channel: TelegramChannel, ref: str) -> None:
    person = await stage.person()

    sent = await send(channel, person, replaces=ref)

    assert isinstance(sent, Sent)
    assert sent.ref != ref
    assert await shown(stage, person) == ["Dialogue"]


async def test_a_document_comes_with_its_caption(stage: Stage, channel: TelegramChannel) -> None:
    person = await stage.person()
    calendar = Document("dialogue.ics", "text/calendar", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    body = text("For your <i>calendar</i>", parse_mode="HTML", link_preview_options={"is_disabled": True})

    sent = await channel.send(Outgoing(person, body, document=calendar))

    assert isinstance(sent, Sent)
    message = (await stage.chat(person))["messages"][-1]
    assert message["text"] == "For your calendar"
    assert message["document"]["name"] == "dialogue.ics"
    content = await stage.http.get(message["document"]["url"])
    assert content.text == calendar.content


async def test_a_limit_is_waited_for(stage: Stage, channel: TelegramChannel) -> None:
    person = await stage.person()
    order(stage, FaultKind.RATE_LIMITED, "sendMessage", seconds=3)

    limited = await send(channel, person)

    assert limited == Retry(3.0, "Too Many Requests: retry after 3")
    assert isinstance(await send(channel, person), Sent)


async def test_telegrams_own_trouble_is_tried_again(stage: Stage, channel: TelegramChannel) -> None:
    person = await stage.person()
    order(stage, FaultKind.SERVER_ERROR, "sendMessage")

    assert isinstance(await send(channel, person), Retry)
    assert await shown(stage, person) == []


@pytest.mark.parametrize("kind", [FaultKind.CUT_BEFORE, FaultKind.CUT_AFTER, FaultKind.HANG])
async def test_a_lost_answer_leaves_it_unknown_and_nothing_is_sent_twice(
    stage: Stage, channel: TelegramChannel, kind: FaultKind
) -> None:
    person = await stage.person()
    order(stage, kind, "sendMessage", seconds=5)

    assert isinstance(await send(channel, person), Unknown)
    assert len(await shown(stage, person)) == (1 if kind is FaultKind.CUT_AFTER else 0)


async def test_a_lost_answer_to_an_edit_is_tried_again(stage: Stage, channel: TelegramChannel) -> None:
    person = await stage.person()
    sent = await send(channel, person)
    assert isinstance(sent, Sent)
    order(stage, FaultKind.CUT_AFTER, "editMessageText")

    assert isinstance(await send(channel, person, "later", replaces=sent.ref), Retry)
    assert await send(channel, person, "later", replaces=sent.ref) == sent


async def test_a_person_who_blocked_the_bot_is_unreachable(stage: Stage, channel: TelegramChannel) -> None:
    person = await stage.person()
    await stage.play(person, "block")

    assert await send(channel, person) == GiveUp("Forbidden: bot was blocked by the user", unreachable=True)


async def test_an_unknown_chat_is_unreachable(stage: Stage, channel: TelegramChannel) -> None:
    unknown = await send(channel, "424242424242")

    assert isinstance(unknown, GiveUp)
    assert unknown.unreachable


async def test_a_message_that_telegram_cannot_take_is_given_up(stage: Stage, channel: TelegramChannel) -> None:
    person = await stage.person()

    assert await send(channel, person, "x" * 5000) == GiveUp("Bad Request: message is too long")


async def test_without_a_server_nothing_is_written_and_it_is_tried_again() -> None:
    async with telegram_stage() as stage:
        channel = TelegramChannel(TOKEN, stage.url)
        await channel.start()

    assert isinstance(await send(channel, "1001"), Retry)
    await channel.stop()


async def test_an_update_is_confirmed_only_once_it_is_handled(stage: Stage, channel: TelegramChannel) -> None:
    person, hand = await stage.person(started=False), Hand()
    hand.open.clear()
    await stage.play(person, "start", payload="GENEVA-7")

    async with receiving(channel, hand):
        await until(lambda: len(hand.begun) == 1, "the handler is called")
        assert await pending(stage) == 1
        hand.open.set()
        await all_acknowledged(stage)

    assert hand.intents == [Commanded("start", "GENEVA-7")]
    assert hand.done[0].language == "fr"


async def test_a_handler_that_fails_is_asked_again_with_the_same_key(stage: Stage, channel: TelegramChannel) -> None:
    person, hand = await stage.person(started=False), Hand(fail=1)
    await stage.play(person, "start", payload="")
    await stage.play(person, "say", text="hello")

    async with receiving(channel, hand):
        await until(lambda: len(hand.done) == 2, "both are handled")
        await all_acknowledged(stage)

    assert hand.intents == [Commanded("start"), Said("hello")]
    assert hand.begun[0] == hand.begun[1]


async def test_what_was_never_stored_comes_again_to_the_next_process(stage: Stage, channel: TelegramChannel) -> None:
    person, failing, next_one = await stage.person(started=False), Hand(fail=1000), Hand()
    await stage.play(person, "start", payload="")

    async with receiving(channel, failing):
        await until(lambda: len(failing.begun) == 1, "the handler is called")
    assert await pending(stage) == 1
    async with receiving(channel, next_one):
        await until(lambda: len(next_one.done) == 1, "it comes again")

    assert next_one.done == failing.begun[:1]


async def test_chats_do_not_wait_for_each_other(stage: Stage, channel: TelegramChannel) -> None:
    slow, quick = await stage.person("Slow"), await stage.person("Quick")
    await stage.play(slow, "say", text="one")
    await stage.play(slow, "say", text="two")
    await stage.play(quick, "say", text="three")
    hand = Hand()
    hand.open.clear()

    async with receiving(channel, hand):
        await until(lambda: len(hand.begun) == 2, "both chats are begun")
        assert {incoming.chat for incoming in hand.begun} == {slow, quick}
        hand.open.set()
        await all_acknowledged(stage)

    said = [incoming.intent for incoming in hand.done if incoming.chat == slow]
    assert said == [Commanded("start"), Said("one"), Said("two")]


async def test_cancelled_in_the_middle_it_finishes_and_confirms_what_it_was_at(
    stage: Stage, channel: TelegramChannel
) -> None:
    person, hand = await stage.person(started=False), Hand()
    hand.open.clear()
    await stage.play(person, "start", payload="")
    await stage.play(person, "say", text="not begun yet")

    task = asyncio.create_task(channel.receive(hand.handle))
    await until(lambda: len(hand.begun) == 1, "the handler is called")
    task.cancel()
    hand.open.set()
    await asyncio.wait([task], timeout=5)

    assert task.cancelled()
    assert hand.intents == [Commanded("start")]
    assert await pending(stage) == 1


async def test_an_idle_poll_ends_at_once_when_cancelled(channel: TelegramChannel) -> None:
    task = asyncio.create_task(channel.receive(Hand().handle))
    await asyncio.sleep(0.05)

    await cancelled(task, seconds=0.5)


async def test_a_press_is_answered_with_the_notice(stage: Stage, channel: TelegramChannel) -> None:
    person, hand = await stage.person(), Hand(answer=Answer("Counted: 5 " + "x" * 300, alert=True))
    sent = await channel.send(Outgoing(person, text("Item 4", reply_markup=BUTTON)))
    assert isinstance(sent, Sent)

    async with receiving(channel, hand):
        answered = await stage.play(person, "press", message=sent.ref, row=0, column=0)

    assert answered["answered"]
    assert answered["alert"]
    assert answered["notice"].startswith("Counted: 5")
    assert len(answered["notice"]) == 200
    assert Pressed("v:3:4:1:5", sent.ref) in hand.intents


async def test_a_press_without_a_notice_is_answered_too(stage: Stage, channel: TelegramChannel) -> None:
    person = await stage.person()
    sent = await channel.send(Outgoing(person, text("Item 4", reply_markup=BUTTON)))
    assert isinstance(sent, Sent)

    async with receiving(channel, Hand()):
        answered = await stage.play(person, "press", message=sent.ref, data="anything at all")

    assert (answered["answered"], answered["notice"]) == (True, None)


async def test_who_shuts_the_bot_out_and_lets_it_in_again_is_heard(stage: Stage, channel: TelegramChannel) -> None:
    person, hand = await stage.person(), Hand()
    await stage.play(person, "block")
    await stage.play(person, "unblock")

    async with receiving(channel, hand):
        await until(lambda: Unblocked() in hand.intents, "both are heard")

    assert Blocked() in hand.intents


async def test_trouble_while_polling_passes(stage: Stage, channel: TelegramChannel) -> None:
    person, hand = await stage.person(), Hand()
    order(stage, FaultKind.CUT_AFTER, "getUpdates")

    async with receiving(channel, hand):
        await until(lambda: Commanded("start") in hand.intents, f"{person} is heard after the cut")


def test_a_second_poller_is_waited_out() -> None:
    assert wait_after(Refused(409, "Conflict: terminated by other getUpdates request"), 0.5) >= 5
    assert wait_after(Refused(429, "Too Many Requests", retry_after=7.0), 0.5) == 7


async def test_a_stranger_who_polls_the_same_bot_again_and_again_is_reported(
    stage: Stage, channel: TelegramChannel
) -> None:
    told: list[str | None] = []

    async def report(reason: str | None) -> None:
        told.append(reason)

    async def stranger() -> None:
        while True:
            await stage.api("getUpdates", timeout=30)

    receiving = asyncio.create_task(channel.receive(Hand().handle, report))
    strange = asyncio.create_task(stranger())
    await until(lambda: CONFLICT in told, "somebody is told", seconds=40)
    await cancelled(strange)
    await cancelled(receiving)
    assert told == [None, CONFLICT]


async def test_the_token_is_in_no_log_and_no_representation(
    stage: Stage, channel: TelegramChannel, caplog: pytest.LogCaptureFixture
) -> None:
    person = await stage.person()
    caplog.set_level(logging.DEBUG)
    noisy = TelegramChannel(TOKEN, stage.url, poll_seconds=1, answer_seconds=0.5)
    await noisy.start()
    order(stage, FaultKind.HANG, "sendMessage", seconds=5)
    outcomes = [await send(noisy, person), await send(noisy, person)]
    await noisy.stop()

    assert any(record.name == "telegram.Bot" for record in caplog.records)
    assert TOKEN.partition(":")[2] not in caplog.text
    assert TOKEN not in repr(noisy) + repr(outcomes)


async def test_a_revoked_token_stops_the_lane(stage: Stage) -> None:
    channel = TelegramChannel(TOKEN, stage.url)
    await channel.start()
    stage.telegram.bots = ()

    assert isinstance(await send(channel, "1001"), StopLane)
    await channel.stop()
