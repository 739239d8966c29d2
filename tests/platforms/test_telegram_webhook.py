"""Telegram's updates by webhook: posted by a whole local Telegram, and by strangers."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from starlette.applications import Starlette

from engagebot.channel import Answer, ChannelRefused, Commanded, Pressed, Said
from engagebot.platforms.telegram import TelegramChannel, Webhook
from engagebot.platforms.telegram.incoming import Me
from engagebot.platforms.telegram.webhook import Receiver
from tests.platforms.hands import Hand, eventually, until
from tests.platforms.slow import status_of_slow_post
from tests.sandbox.telegram_stage import TOKEN, Stage, telegram_stage
from tests.serving import free_socket, serving, url_of

SECRET = "right-secret"
UPDATE = {"update_id": 1}


@dataclass
class Post:
    """Our side of the webhook, and a stranger who can post to it."""

    stage: Stage
    channel: TelegramChannel
    hand: Hand
    url: str

    async def post(self, content: bytes | str, secret: str | None = SECRET) -> httpx.Response:
        headers = [] if secret is None else [(b"X-Telegram-Bot-Api-Secret-Token", secret.encode())]
        return await self.stage.http.post(self.url, content=content, headers=headers)


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    listener, hand = free_socket(), Hand()
    webhook = Webhook(f"{url_of(listener)}/telegram/webhook", SECRET)
    async with telegram_stage(webhook_retry=0.02) as stage:
        channel = TelegramChannel(TOKEN, stage.url, webhook=webhook)
        app = Starlette(routes=[channel.webhook_route(hand.handle)])
        async with serving(app, listener):
            await channel.start()
            yield Post(stage, channel, hand, webhook.url)
            await channel.stop()


async def pending(stage: Stage) -> int:
    return int((await stage.ok("getWebhookInfo"))["pending_update_count"])


async def nothing_pending(stage: Stage) -> bool:
    return await pending(stage) == 0


async def test_an_update_is_answered_only_once_it_is_handled(post: Post) -> None:
    post.hand.open.clear()
    person = await post.stage.person(started=False)
    await post.stage.play(person, "start", payload="GENEVA-7")
    await until(lambda: len(post.hand.begun) == 1, "the handler is called")
    assert await pending(post.stage) == 1

    post.hand.open.set()
    await until(lambda: bool(post.hand.done), "it is handled")
    await eventually(lambda: nothing_pending(post.stage), "it is acknowledged")

    assert post.hand.intents == [Commanded("start", "GENEVA-7")]


async def test_what_was_not_stored_is_posted_again(post: Post) -> None:
    hand = post.hand
    hand.fail = 2
    person = await post.stage.person(started=False)
    await post.stage.play(person, "start", payload="")
    await post.stage.play(person, "say", text="hello")
    await until(lambda: len(hand.done) == 2, "both are handled")

    assert hand.intents == [Commanded("start"), Said("hello")]
    assert hand.begun[0] == hand.begun[1] == hand.begun[2]


async def test_a_press_is_answered_with_the_notice(post: Post) -> None:
    post.hand.answer = Answer("Counted")
    person = await post.stage.person()
    markup = {"inline_keyboard": [[{"text": "5", "callback_data": "v:3:4:1:5"}]]}
    message = await post.stage.ok("sendMessage", chat_id=person, text="Item 4", reply_markup=markup)

    answered = await post.stage.play(person, "press", message=str(message["message_id"]), row=0, column=0)

    assert answered["notice"] == "Counted"
    assert Pressed("v:3:4:1:5", str(message["message_id"])) in post.hand.intents


@pytest.mark.parametrize("secret", [None, "", "wrong-secret", "right-secret-and-more", "s\u00e9cret"])
async def test_who_does_not_know_the_secret_is_not_read(post: Post, secret: str | None) -> None:
    answer = await post.post("x" * 10, secret)

    assert answer.status_code == 403


@pytest.mark.parametrize(
    "rubbish", ["", "{", "[]", "null", '"x"', "{}", '{"update_id": "x"}', "\udcff", "[" * 50_000, b"\xff\xfe"]
)
async def test_rubbish_is_refused_without_a_fuss(post: Post, rubbish: str | bytes) -> None:
    content = rubbish if isinstance(rubbish, bytes) else rubbish.encode("utf-8", "surrogateescape")

    assert (await post.post(content)).status_code == 400
    assert post.hand.begun == []


async def test_too_much_is_refused(post: Post) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(1100):
            yield b"x" * 1024

    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    assert (await post.post("x" * 1024 * 1025)).status_code == 413
    assert (await post.stage.http.post(post.url, content=endless(), headers=headers)).status_code == 413


async def test_what_means_nothing_to_us_is_acknowledged(post: Post) -> None:
    assert (await post.post('{"update_id": 1, "poll": {"id": "1"}}')).status_code == 200
    assert post.hand.begun == []


async def test_before_the_start_telegram_is_asked_to_come_again(post: Post) -> None:
    unstarted = TelegramChannel(TOKEN, post.stage.url, webhook=Webhook("https://example.org/hook", SECRET))
    app = Starlette(routes=[unstarted.webhook_route(post.hand.handle)])

    async with serving(app) as url:
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        answer = await post.stage.http.post(f"{url}/hook", content='{"update_id": 1}', headers=headers)

    assert answer.status_code == 503


def test_a_webhook_needs_a_secret() -> None:
    with pytest.raises(ValueError, match="1 to 256"):
        Webhook("https://example.org/hook", "")
    with pytest.raises(ChannelRefused, match="webhook"):
        TelegramChannel(TOKEN).webhook_route(Hand().handle)


async def test_a_body_that_does_not_end_in_time_is_refused() -> None:
    hand = Hand()
    receiver = Receiver(Webhook("https://example.org/hook", SECRET), lambda: Me("1", "bot"), hand.handle, 0.2)
    async with serving(Starlette(routes=[receiver.route()])) as url:
        status = await status_of_slow_post(f"{url}/hook", {"X-Telegram-Bot-Api-Secret-Token": SECRET})
    assert status == 408
    assert hand.begun == []
