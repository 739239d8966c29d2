"""The Slack channel against a whole local Slack, over real HTTP and WebSockets."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from engagebot.channel import (
    Answer,
    Arrived,
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
    Unknown,
)
from engagebot.platforms.slack import SlackChannel
from engagebot.sandbox.faults import FaultKind
from tests.platforms.hands import Hand, cancelled, eventually, until
from tests.platforms.slack_stage import APP_TOKEN, BOT_TOKEN, SlackStage, slack_stage


def card(words: str = "Item 4") -> dict[str, Any]:
    button = {"type": "button", "action_id": "vote", "value": "v:3:4:1:5", "text": {"type": "plain_text", "text": "5"}}
    link = {**button, "action_id": "url:register", "url": "https://example.org"}
    section = {"type": "section", "text": {"type": "mrkdwn", "text": words}}
    return {"text": words, "blocks": [section, {"type": "actions", "elements": [button, link]}]}


@pytest.fixture
async def stage() -> AsyncIterator[SlackStage]:
    async with slack_stage() as stage:
        yield stage


@pytest.fixture
async def channel(stage: SlackStage) -> AsyncIterator[SlackChannel]:
    channel = stage.channel(answer_seconds=0.5)
    await channel.start()
    yield channel
    await channel.stop()


@asynccontextmanager
async def receiving(stage: SlackStage, channel: SlackChannel, hand: Hand) -> AsyncIterator["asyncio.Task[None]"]:
    task = asyncio.create_task(channel.receive(hand.handle))
    await until(lambda: stage.slack.sockets.connected == 2, "both lines are up")
    try:
        yield task
    finally:
        hand.open.set()
        await cancelled(task)


async def send(channel: SlackChannel, chat: str, words: str = "Dialogue", **more: Any) -> Outcome:
    return await channel.send(Outgoing(chat, {"text": words}, **more))


async def sent(channel: SlackChannel, chat: str, words: str = "Dialogue") -> Sent:
    outcome = await send(channel, chat, words)
    assert isinstance(outcome, Sent)
    return outcome


async def test_at_the_start_the_app_learns_its_workspace(stage: SlackStage, channel: SlackChannel) -> None:
    assert channel.lane == f"slack:{stage.slack.app.team}"


async def test_a_wrong_token_is_refused_in_words_that_do_not_repeat_it(stage: SlackStage) -> None:
    channel = stage.channel(bot_token="xoxb-wrong-secret")

    with pytest.raises(ChannelRefused, match="invalid_auth") as refused:
        await channel.start()

    assert "wrong-secret" not in "".join(map(repr, (refused.value, refused.value.__cause__, refused.value.__context__)))


async def test_a_message_to_a_person_opens_their_chat_and_can_be_updated(
    stage: SlackStage, channel: SlackChannel
) -> None:
    person = await stage.person()

    first = await channel.send(Outgoing(person, card("Item 4")))
    assert isinstance(first, Sent)
    assert first.chat.startswith("D")
    again = await channel.send(Outgoing(first.chat, card("Item 5"), replaces=first.ref))

    assert again == first
    assert len(await stage.messages(person)) == 1
    assert "Item 5" in (await stage.texts(person))[0]


async def test_an_update_without_blocks_leaves_no_old_buttons(stage: SlackStage, channel: SlackChannel) -> None:
    person = await stage.person()
    first = await channel.send(Outgoing(person, card()))
    assert isinstance(first, Sent)

    await send(channel, first.chat, "All done", replaces=first.ref)

    [message] = await stage.messages(person)
    assert (message["text"], message["buttons"]) == ("All done", [])


@pytest.mark.parametrize("stamp", ["1111111111.000100", "no stamp"])
async def test_a_card_that_is_gone_is_sent_anew(stage: SlackStage, channel: SlackChannel, stamp: str) -> None:
    person = await stage.person()
    chat = (await sent(channel, person, "first")).chat

    outcome = await send(channel, chat, "second", replaces=f"{chat}:{stamp}")

    assert isinstance(outcome, Sent)
    assert await stage.texts(person) == ["first", "second"]


async def test_a_document_comes_with_its_words(stage: SlackStage, channel: SlackChannel) -> None:
    person = await stage.person()
    calendar = Document("dialogue.ics", "text/calendar", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")

    outcome = await send(channel, person, "For your calendar", document=calendar)

    assert isinstance(outcome, Sent)
    [message] = await stage.messages(person)
    assert message["text"] == "For your calendar"
    assert message["document"]["name"] == "dialogue.ics"
    assert (await stage.http.get(message["document"]["url"])).text == calendar.content


async def test_a_limit_is_waited_for(stage: SlackStage, channel: SlackChannel) -> None:
    chat = (await sent(channel, await stage.person())).chat
    stage.order(FaultKind.RATE_LIMITED, "chat.postMessage", seconds=3)

    assert await send(channel, chat) == Retry(3.0, "Slack asks to slow down")
    assert isinstance(await send(channel, chat), Sent)


@pytest.mark.parametrize("kind", [FaultKind.SERVER_ERROR, FaultKind.CUT_BEFORE, FaultKind.CUT_AFTER, FaultKind.HANG])
async def test_a_lost_answer_leaves_it_unknown_and_nothing_is_sent_twice(
    stage: SlackStage, channel: SlackChannel, kind: FaultKind
) -> None:
    person = await stage.person()
    chat = (await sent(channel, person, "first")).chat
    stage.order(kind, "chat.postMessage", seconds=5)

    assert isinstance(await send(channel, chat, "second"), Unknown)
    taken = ["second"] if kind is FaultKind.CUT_AFTER else []
    assert await stage.texts(person) == ["first", *taken]


@pytest.mark.parametrize("kind", [FaultKind.SERVER_ERROR, FaultKind.CUT_AFTER])
async def test_a_lost_answer_to_an_update_is_tried_again(
    stage: SlackStage, channel: SlackChannel, kind: FaultKind
) -> None:
    first = await sent(channel, await stage.person())
    stage.order(kind, "chat.update")

    assert isinstance(await send(channel, first.chat, "later", replaces=first.ref), Retry)
    assert await send(channel, first.chat, "later", replaces=first.ref) == first


@pytest.mark.parametrize("method", ["conversations.open", "files.getUploadURLExternal"])
async def test_what_nobody_sees_yet_can_be_tried_again(stage: SlackStage, channel: SlackChannel, method: str) -> None:
    person = await stage.person()
    stage.order(FaultKind.CUT_AFTER, method)
    calendar = Document("dialogue.ics", "text/calendar", "BEGIN:VCALENDAR")

    assert isinstance(await send(channel, person, document=calendar), Retry)
    assert isinstance(await send(channel, person, document=calendar), Sent)
    assert len(await stage.messages(person)) == 1


async def test_a_document_whose_sharing_got_no_answer_is_unknown(stage: SlackStage, channel: SlackChannel) -> None:
    person = await stage.person()
    stage.order(FaultKind.CUT_AFTER, "files.completeUploadExternal")
    calendar = Document("dialogue.ics", "text/calendar", "BEGIN:VCALENDAR")

    assert isinstance(await send(channel, person, document=calendar), Unknown)
    assert len(await stage.messages(person)) == 1


async def test_a_person_who_left_is_unreachable(stage: SlackStage, channel: SlackChannel) -> None:
    person = await stage.person()
    await stage.play(person, "deactivate")

    assert await send(channel, person) == GiveUp("user_disabled", unreachable=True)


@pytest.mark.parametrize("chat", ["D0NOBODY", "U0NOBODY"])
async def test_an_unknown_chat_is_unreachable(channel: SlackChannel, chat: str) -> None:
    outcome = await send(channel, chat)

    assert isinstance(outcome, GiveUp)
    assert outcome.unreachable


async def test_a_message_that_slack_cannot_take_is_given_up(stage: SlackStage, channel: SlackChannel) -> None:
    chat = (await sent(channel, await stage.person())).chat

    assert isinstance(await channel.send(Outgoing(chat, {"text": "x", "blocks": [{"type": "no such"}]})), GiveUp)


async def test_without_a_server_nothing_is_written_and_it_is_tried_again() -> None:
    async with slack_stage() as stage:
        channel = stage.channel()
        await channel.start()

    assert isinstance(await send(channel, "D1"), Retry)
    await channel.stop()


async def test_a_revoked_token_stops_the_lane(stage: SlackStage, channel: SlackChannel) -> None:
    stage.slack.bot_token = "xoxb-another"

    assert isinstance(await send(channel, "D1"), StopLane)


async def test_what_people_do_is_heard_with_their_language_and_zone(stage: SlackStage, channel: SlackChannel) -> None:
    person, hand = await stage.person(), Hand()
    async with receiving(stage, channel, hand):
        await stage.play(person, "open")
        await until(lambda: len(hand.done) == 1, "the arrival")
        await stage.play(person, "say", text="a < b & c")
        await until(lambda: len(hand.done) == 2, "the words")
        await stage.play(person, "command", command="/engagebot", text="start GENEVA-7")

    assert hand.intents == [Arrived(), Said("a < b & c"), Commanded("start", "GENEVA-7")]
    assert {incoming.sender.user for incoming in hand.done} == {person}
    assert {incoming.chat for incoming in hand.done} == {(await sent(channel, person)).chat}
    assert {(incoming.language, incoming.zone) for incoming in hand.done} == {("fr-FR", "Africa/Dakar")}


async def test_a_press_is_acknowledged_and_its_notice_is_shown_to_the_person(
    stage: SlackStage, channel: SlackChannel
) -> None:
    person, hand = await stage.person(), Hand(answer=Answer("Counted: <5>"))

    async def noticed() -> bool:
        return len(await stage.messages(person)) == 2

    shown = await channel.send(Outgoing(person, card()))
    assert isinstance(shown, Sent)

    async with receiving(stage, channel, hand):
        answered = await stage.play(person, "press", message=shown.ref.partition(":")[2], row=0, column=0)
        await eventually(noticed, "the notice is shown")

    assert answered == {"answered": True}
    assert hand.intents == [Pressed("v:3:4:1:5", shown.ref)]
    notice = (await stage.messages(person))[-1]
    assert (notice["text"], notice["ephemeral"]) == ("Counted: <5>", True)


async def test_a_link_button_is_acknowledged_and_means_nothing(stage: SlackStage, channel: SlackChannel) -> None:
    person, hand = await stage.person(), Hand()
    shown = await channel.send(Outgoing(person, card()))
    assert isinstance(shown, Sent)

    async with receiving(stage, channel, hand):
        answered = await stage.play(person, "press", message=shown.ref.partition(":")[2], row=0, column=1)

    assert answered["url"] == "https://example.org"
    assert hand.begun == []


async def test_our_own_words_are_not_heard(stage: SlackStage, channel: SlackChannel) -> None:
    person, hand = await stage.person(), Hand()

    async with receiving(stage, channel, hand):
        await sent(channel, person)
        await stage.play(person, "say", text="mine")
        await until(lambda: bool(hand.done), "the person's words")

    assert hand.intents == [Said("mine")]


async def test_a_press_is_acknowledged_only_once_it_is_handled(stage: SlackStage, channel: SlackChannel) -> None:
    person, hand = await stage.person(), Hand()
    shown = await channel.send(Outgoing(person, card()))
    assert isinstance(shown, Sent)
    hand.open.clear()

    async with receiving(stage, channel, hand):
        press = asyncio.create_task(stage.play(person, "press", message=shown.ref.partition(":")[2], row=0, column=0))
        await until(lambda: len(hand.begun) == 1, "the handler is called")
        assert not (await asyncio.wait([press], timeout=0.1))[0]
        hand.open.set()
        assert await press == {"answered": True}


async def test_what_was_not_stored_comes_again_with_the_same_key() -> None:
    hand = Hand(fail=2)
    async with slack_stage(ack_seconds=0.2) as impatient:
        channel, person = impatient.channel(), await impatient.person()
        await channel.start()
        async with receiving(impatient, channel, hand):
            await impatient.play(person, "say", text="hello")
            await until(lambda: bool(hand.done), "it comes again")
        await channel.stop()

    assert hand.begun[0] == hand.begun[1] == hand.begun[2]


async def test_what_comes_by_both_lines_has_one_key(stage: SlackStage, channel: SlackChannel) -> None:
    """Slack sends an event anew by another line if the first did not acknowledge it."""
    person, hand = await stage.person(), Hand()
    stage.order(FaultKind.CUT_AFTER, "socket")

    async with receiving(stage, channel, hand):
        await stage.play(person, "say", text="hello")
        await until(lambda: len(hand.done) == 2, "it comes by both lines")

    assert hand.done[0] == hand.done[1]


async def test_a_line_that_ends_is_replaced(stage: SlackStage, channel: SlackChannel) -> None:
    hand = Hand()
    async with receiving(stage, channel, hand):
        await stage.slack.sockets.refresh()
        await until(lambda: stage.slack.sockets.connected == 2, "both lines are up again")
        await stage.play(await stage.person(), "say", text="hello")
        await until(lambda: bool(hand.done), "words are heard")


async def test_a_press_during_an_unwritable_store_is_not_acknowledged() -> None:
    async with slack_stage(ack_seconds=0.2) as impatient:
        person, hand = await impatient.person(), Hand(fail=1)
        channel = impatient.channel()
        await channel.start()
        shown = await channel.send(Outgoing(person, card()))
        assert isinstance(shown, Sent)
        async with receiving(impatient, channel, hand):
            answered = await impatient.play(person, "press", message=shown.ref.partition(":")[2], row=0, column=0)
        await channel.stop()

    assert not answered["answered"]


async def test_cancelled_in_the_middle_it_finishes_and_acknowledges_what_it_was_at(
    stage: SlackStage, channel: SlackChannel
) -> None:
    person, hand = await stage.person(), Hand()
    shown = await channel.send(Outgoing(person, card()))
    assert isinstance(shown, Sent)
    hand.open.clear()

    task = asyncio.create_task(channel.receive(hand.handle))
    await until(lambda: stage.slack.sockets.connected == 2, "both lines are up")
    press = asyncio.create_task(stage.play(person, "press", message=shown.ref.partition(":")[2], row=0, column=0))
    await until(lambda: len(hand.begun) == 1, "the handler is called")
    task.cancel()
    hand.open.set()
    await asyncio.wait([task], timeout=5)

    assert task.cancelled()
    assert await press == {"answered": True}
    assert hand.intents == [Pressed("v:3:4:1:5", shown.ref)]


@pytest.mark.parametrize("kind", [FaultKind.HANG, FaultKind.SERVER_ERROR])
async def test_an_unknown_profile_holds_nothing_up(stage: SlackStage, channel: SlackChannel, kind: FaultKind) -> None:
    person, hand = await stage.person(), Hand()
    stage.order(kind, "users.info", seconds=10)

    async with receiving(stage, channel, hand):
        await stage.play(person, "say", text="hello")
        await until(lambda: bool(hand.done), "words are heard", seconds=2.5)

    assert (hand.done[0].language, hand.done[0].zone) == (None, None)


async def test_the_tokens_are_in_no_log_and_no_representation(
    stage: SlackStage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    channel = stage.channel(answer_seconds=0.5)
    await channel.start()
    person = await stage.person()
    stage.order(FaultKind.HANG, "chat.postMessage", seconds=5)
    outcomes = [await send(channel, person), await send(channel, person)]
    async with receiving(stage, channel, Hand()):
        pass
    await channel.stop()

    written = caplog.text + repr(channel) + repr(outcomes)
    assert BOT_TOKEN not in written
    assert APP_TOKEN not in written


async def test_that_socket_mode_is_refused_is_reported_once(stage: SlackStage) -> None:
    told: list[str | None] = []

    async def report(reason: str | None) -> None:
        told.append(reason)

    channel = stage.channel(app_token="xapp-another-secret")
    await channel.start()
    receiving = asyncio.create_task(channel.receive(Hand().handle, report))
    await until(lambda: told != [], "somebody is told")
    await cancelled(receiving)
    await channel.stop()
    assert len(told) == 1
    assert "Slack refuses Socket Mode" in str(told[0])
    assert "another-secret" not in str(told[0])
