"""Slack's events by HTTP: posted by a whole local Slack, and by strangers."""

import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from starlette.applications import Starlette

from engagebot.channel import Arrived, ChannelRefused, Commanded, Outgoing, Pressed, Said, Sent
from engagebot.domain.clock import MovableClock, SystemClock
from engagebot.platforms.slack import SlackChannel
from engagebot.platforms.slack.events import Receiver
from tests.platforms.hands import Hand, until
from tests.platforms.slack_stage import SIGNING_SECRET, SlackStage, slack_stage
from tests.platforms.slow import status_of_slow_post
from tests.serving import free_socket, serving, url_of

FORM = "application/x-www-form-urlencoded"
CARD: dict[str, Any] = {
    "text": "Item 4",
    "blocks": [
        {
            "type": "actions",
            "elements": [
                {"type": "button", "action_id": "a", "value": "v:1", "text": {"type": "plain_text", "text": "5"}}
            ],
        }
    ],
}


@dataclass
class Post:
    """Our side of the request URL, and somebody who can post to it."""

    stage: SlackStage
    channel: SlackChannel
    hand: Hand
    clock: MovableClock
    url: str

    async def post(self, body: bytes | str, *, kind: str = "application/json", **headers: str | None) -> httpx.Response:
        """Rightly signed, unless `stamp` or `signature` say otherwise."""
        content = body if isinstance(body, bytes) else body.encode()
        stamp = headers.get("stamp", str(int(time.time())))
        signed = {"X-Slack-Signature": headers.get("signature", sign(content, stamp or ""))}
        given = {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp, **signed}
        sent = {name: value for name, value in given.items() if value is not None}
        return await self.stage.http.post(self.url, content=content, headers=sent)


def sign(content: bytes, stamp: str, secret: str = SIGNING_SECRET) -> str:
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + content, hashlib.sha256)
    return f"v0={digest.hexdigest()}"


def said(words: str, event_id: str = "Ev1") -> str:
    event = {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "text": words, "ts": "1.2"}
    return json.dumps({"type": "event_callback", "team_id": "T1", "event_id": event_id, "event": event})


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    listener, hand, clock = free_socket(), Hand(), MovableClock(SystemClock().now())
    url = f"{url_of(listener)}/slack/events"
    async with slack_stage(events_url=url) as stage:
        channel = stage.channel(app_token=None, clock=clock)
        app = Starlette(routes=[channel.events_route(hand.handle)])
        async with serving(app, listener):
            await channel.start()
            yield Post(stage, channel, hand, clock, url)
            await channel.stop()


async def test_what_people_do_is_heard(post: Post) -> None:
    person = await post.stage.person()
    sent = await post.channel.send(Outgoing(person, CARD))
    assert isinstance(sent, Sent)

    await post.stage.play(person, "open")
    await until(lambda: len(post.hand.done) == 1, "the arrival")
    await post.stage.play(person, "say", text="hello")
    await until(lambda: len(post.hand.done) == 2, "the words")
    await post.stage.play(person, "command", command="/engagebot", text="events now")
    pressed = await post.stage.play(person, "press", message=sent.ref.partition(":")[2], row=0, column=0)

    assert pressed == {"answered": True}
    assert post.hand.intents == [Arrived(), Said("hello"), Commanded("events", "now"), Pressed("v:1", sent.ref)]
    assert {incoming.chat for incoming in post.hand.done} == {sent.chat}


async def test_what_was_not_stored_is_posted_again_with_the_same_key(post: Post) -> None:
    post.hand.fail = 2
    await post.stage.play(await post.stage.person(), "say", text="hello")
    await until(lambda: bool(post.hand.done), "it comes again")

    assert post.hand.begun[0] == post.hand.begun[1] == post.hand.begun[2]


async def test_an_unwritable_store_is_answered_503_and_a_replay_has_the_same_key(post: Post) -> None:
    post.hand.fail = 1

    answers = [(await post.post(said("hello"))).status_code for _ in range(3)]

    assert answers == [503, 200, 200]
    assert len({incoming.key for incoming in post.hand.begun}) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"signature": None},
        {"signature": "v0=00"},
        {"signature": "v1=" + "0" * 64},
        {"signature": sign(b"another body", str(int(time.time())))},
        {"stamp": None},
        {"stamp": "soon"},
        {"stamp": "-1"},
        {"stamp": "9" * 40},
        {"stamp": str(int(time.time()) - 301)},
        {"stamp": str(int(time.time()) + 36_000)},
    ],
)
async def test_who_cannot_sign_is_not_read(post: Post, headers: dict[str, Any]) -> None:
    assert (await post.post(said("hello"), **headers)).status_code == 403
    assert post.hand.begun == []


async def test_a_signature_grows_old(post: Post) -> None:
    post.clock.move_by(timedelta(minutes=5, seconds=2))

    assert (await post.post(said("hello"))).status_code == 403


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("", "application/json"),
        ("{", "application/json"),
        ("[]", "application/json"),
        ("null", "application/json"),
        ("[" * 50_000, "application/json"),
        (b"\xff\xfe", "application/json"),
        ("payload=", FORM),
        ("payload=%7B", FORM),
        ("payload=%5B%5D", FORM),
        ("payload=null", FORM),
    ],
)
async def test_signed_rubbish_is_refused_without_a_fuss(post: Post, body: str | bytes, kind: str) -> None:
    assert 400 <= (await post.post(body, kind=kind)).status_code < 500
    assert post.hand.begun == []


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "event_callback"},
        {"type": "event_callback", "event": None},
        {"type": "event_callback", "event": []},
        {"type": "event_callback", "event_id": "E", "event": {"type": 5}},
        {"type": "block_actions", "actions": "x"},
        {"type": "block_actions", "actions": [{}], "user": []},
        {"command": ["x"]},
        {"type": ["x"]},
        {},
    ],
)
async def test_signed_payloads_of_another_shape_never_end_in_a_traceback(post: Post, payload: dict[str, Any]) -> None:
    as_json = await post.post(json.dumps(payload))
    as_form = await post.post(urlencode({"payload": json.dumps(payload)}), kind=FORM)

    assert {as_json.status_code < 500, as_form.status_code < 500} == {True}
    assert post.hand.begun == []


async def test_too_much_is_refused(post: Post) -> None:
    assert (await post.post("x" * 1024 * 1025)).status_code == 413


async def test_the_challenge_is_answered(post: Post) -> None:
    answer = await post.post(json.dumps({"type": "url_verification", "challenge": "3eZbrw1a", "token": "z"}))

    assert answer.json() == {"challenge": "3eZbrw1a"}


async def test_before_the_start_slack_is_asked_to_come_again(post: Post) -> None:
    unstarted = post.stage.channel()
    app = Starlette(routes=[unstarted.events_route(post.hand.handle)])
    async with serving(app) as url:
        post.url = f"{url}/slack/events"
        answer = await post.post(said("hello"))

    assert answer.status_code == 503


def test_events_by_http_need_the_signing_secret() -> None:
    with pytest.raises(ChannelRefused, match="signing secret"):
        SlackChannel("xoxb-1").events_route(Hand().handle)


async def test_a_body_that_does_not_end_in_time_is_refused() -> None:
    receiver = Receiver(SIGNING_SECRET, SystemClock(), lambda: None, body_seconds=0.2)
    async with serving(Starlette(routes=[receiver.route()])) as url:
        headers = {"X-Slack-Request-Timestamp": str(int(time.time())), "X-Slack-Signature": "v0=0"}
        assert await status_of_slow_post(f"{url}/slack/events", headers) == 408


async def test_what_is_not_stored_in_time_is_refused_and_found_stored_when_it_comes_again() -> None:
    """Slack gives up after three seconds; the store may be held by somebody else for longer."""
    listener, hand = free_socket(), Hand()
    url = f"{url_of(listener)}/slack/events"
    async with slack_stage(events_url=url) as stage:
        channel = stage.channel(app_token=None, in_time=0.2)
        async with serving(Starlette(routes=[channel.events_route(hand.handle)]), listener):
            await channel.start()
            post = Post(stage, channel, hand, MovableClock(SystemClock().now()), url)
            hand.open.clear()
            assert (await post.post(said("hello"))).status_code == 503
            hand.open.set()
            assert (await post.post(said("hello"))).status_code == 200
            await channel.stop()
    assert len({incoming.key for incoming in hand.begun}) == 1
