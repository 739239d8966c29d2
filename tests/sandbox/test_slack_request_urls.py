"""Events, presses and commands over signed HTTP posts, for an app without sockets."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from engagebot.sandbox.slack import RequestUrls
from tests.sandbox.slack_stage import APP_TOKEN, SECRET, Json, Stage, actions, button, slack_stage, until
from tests.serving import serving


@dataclass
class Ear:
    """An app's request URL: keeps what it hears, answers what it is told to answer."""

    heard: list[tuple[dict[str, str], str]] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)
    silence: float = 0.0

    async def hear(self, request: Request) -> Response:
        body = (await request.body()).decode()
        if '"url_verification"' in body:
            return JSONResponse({"challenge": json.loads(body)["challenge"]})
        self.heard.append((dict(request.headers), body))
        await asyncio.sleep(self.silence)
        return self.answers.pop(0) if self.answers else Response()


@asynccontextmanager
async def listening(**settings: Any) -> AsyncIterator[tuple[Stage, Ear]]:
    ear = Ear()
    async with serving(Starlette(routes=[Route("/slack", ear.hear, methods=["POST"])])) as url:
        urls = RequestUrls(*[f"{url}/slack"] * 3)
        async with slack_stage(socket_mode=False, request_urls=urls, **settings) as stage:
            yield stage, ear


def signed(headers: dict[str, str], body: str) -> bool:
    """As Slack's documentation tells an app to check."""
    base = f"v0:{headers['x-slack-request-timestamp']}:{body}"
    expected = "v0=" + hmac.new(SECRET.encode(), base.encode(), hashlib.sha256).hexdigest()
    fresh = abs(time.time() - int(headers["x-slack-request-timestamp"])) < 300
    return fresh and hmac.compare_digest(expected, headers["x-slack-signature"])


async def test_an_event_is_posted_and_signed() -> None:
    async with listening() as (stage, ear):
        await stage.play(await stage.person(), "say", text="Grüße")
        await until(lambda: len(ear.heard) == 1)
        headers, body = ear.heard[0]
        assert signed(headers, body)
        assert not signed(headers, body + " ")
        assert json.loads(body)["event"]["text"] == "Grüße"
        assert "x-slack-retry-num" not in headers
        await until(lambda: stage.slack.events.undelivered == [])


async def test_a_refused_event_comes_again_with_number_and_reason() -> None:
    async with listening(retry_waits=(0.0, 0.05)) as (stage, ear):
        ear.answers = [PlainTextResponse("no", 500), PlainTextResponse("no", 500)]
        await stage.play(await stage.person(), "say", text="x")
        await until(lambda: len(ear.heard) == 3)
        retries = [(h.get("x-slack-retry-num"), h.get("x-slack-retry-reason")) for h, _ in ear.heard]
        assert retries == [(None, None), ("1", "http_error"), ("2", "http_error")]
        assert len({json.loads(body)["event_id"] for _, body in ear.heard}) == 1


async def test_a_slow_answer_is_none() -> None:
    async with listening(retry_waits=(0.0,), ack_seconds=0.1) as (stage, ear):
        ear.silence = 0.3
        await stage.play(await stage.person(), "say", text="x")
        await until(lambda: len(ear.heard) == 2)
        assert ear.heard[1][0]["x-slack-retry-reason"] == "http_timeout"


async def test_the_app_can_refuse_to_be_asked_again() -> None:
    async with listening(retry_waits=(0.0,)) as (stage, ear):
        ear.answers = [PlainTextResponse("no", 500, headers={"X-Slack-No-Retry": "1"})]
        await stage.play(await stage.person(), "say", text="x")
        await until(lambda: bool(stage.slack.events.lost))
        assert len(ear.heard) == 1


async def test_a_press_is_a_form_with_a_payload() -> None:
    async with listening(events=frozenset()) as (stage, ear):
        person = await stage.person()
        posted = await stage.ok("chat.postMessage", channel=person, text="x", blocks=[actions(button())])
        assert await stage.play(person, "press", message=posted["ts"], row=0, column=0) == {"answered": True}
        headers, body = ear.heard[0]
        assert signed(headers, body)
        payload: Json = json.loads(parse_qs(body)["payload"][0])
        assert payload["actions"][0]["action_id"] == "yes"


async def test_a_command_is_a_form_answered_by_a_text() -> None:
    async with listening() as (stage, ear):
        ear.answers = [PlainTextResponse("Here you are")]
        person = await stage.person()
        assert await stage.play(person, "command", command="/help", text="") == {"answer": "Here you are"}
        headers, body = ear.heard[0]
        assert signed(headers, body)
        form = parse_qs(body, keep_blank_values=True)
        assert (form["command"], form["text"], form["user_id"]) == (["/help"], [""], [person])


async def test_without_socket_mode_no_socket_can_be_opened() -> None:
    async with listening() as (stage, _):
        assert await stage.refused("apps.connections.open", token=APP_TOKEN) == "socket_mode_not_enabled"
