"""A Slack on a real port, and the two ends of it: an app's owner with curl in hand, and the people."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import websockets
from starlette.applications import Starlette

from engagebot.sandbox.bell import Bell
from engagebot.sandbox.faults import Faults
from engagebot.sandbox.shelf import Shelf
from engagebot.sandbox.slack import SlackServer, slack_play_routes, slack_routes
from engagebot.sandbox.world import World
from tests.serving import free_socket, serving, url_of

BOT_TOKEN = "xoxb-1-2-sandbox"
APP_TOKEN = "xapp-1-A1-2-sandbox"
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
Json = dict[str, Any]


@dataclass
class Clock:
    instant: datetime = datetime(2023, 3, 20, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.instant

    def pass_by(self, **span: float) -> None:
        self.instant += timedelta(**span)


class Socket:
    """The app's end of one Socket Mode connection."""

    def __init__(self, connection: websockets.ClientConnection) -> None:
        self._connection = connection

    async def next(self) -> Json:
        message: Json = json.loads(await asyncio.wait_for(self._connection.recv(), 5))
        return message

    async def ack(self, envelope: Json, payload: Json | None = None) -> None:
        body = {"envelope_id": envelope["envelope_id"], **({"payload": payload} if payload is not None else {})}
        await self._connection.send(json.dumps(body))

    async def acked(self, payload: Json | None = None) -> Json:
        """The next envelope, acknowledged at once."""
        envelope = await self.next()
        await self.ack(envelope, payload)
        return envelope

    async def closed(self) -> None:
        await asyncio.wait_for(self._connection.wait_closed(), 5)


@dataclass
class Stage:
    url: str
    http: httpx.AsyncClient
    slack: SlackServer
    clock: Clock

    async def api(self, method: str, token: str = BOT_TOKEN, **arguments: Any) -> Json:
        """A form, with structures as JSON texts, as every method takes it."""
        form = {name: value if isinstance(value, str) else json.dumps(value) for name, value in arguments.items()}
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = await self.http.post(f"/api/{method}", data=form, headers=headers)
        assert answer.status_code == 200, answer.text
        content: Json = answer.json()
        return content

    async def ok(self, method: str, **arguments: Any) -> Json:
        answer = await self.api(method, **arguments)
        assert answer["ok"], answer
        return answer

    async def refused(self, method: str, **arguments: Any) -> str:
        answer = await self.api(method, **arguments)
        assert not answer["ok"], answer
        return str(answer["error"])

    async def person(self, name: str = "Amina Diallo", language: str = "fr", zone: str = "Africa/Dakar") -> str:
        answer = await self.http.post("/play/slack/people", json={"name": name, "language": language, "zone": zone})
        return str(answer.json()["id"])

    async def direct(self, person: str) -> str:
        """The id of the app's direct messages with the person."""
        return str((await self.ok("conversations.open", users=person))["channel"]["id"])

    async def play(self, person: str, deed: str, **given: Any) -> Json:
        answer = await self.http.post(f"/play/slack/people/{person}/{deed}", json=given)
        content: Json = answer.json()
        return content

    async def chat(self, person: str) -> Json:
        content: Json = (await self.http.get(f"/play/slack/people/{person}/chat")).json()
        return content

    async def chat_when(self, person: str, ready: Callable[[Json], bool]) -> Json:
        """The person's chat, once it is as expected."""
        async with asyncio.timeout(5):
            while True:
                chat = await self.chat(person)
                if ready(chat):
                    return chat
                await asyncio.sleep(0.01)

    @asynccontextmanager
    async def socket(self) -> AsyncIterator[Socket]:
        """Connected, with its hello behind it."""
        url = (await self.ok("apps.connections.open", token=APP_TOKEN))["url"]
        async with websockets.connect(url) as connection:
            socket = Socket(connection)
            assert (await socket.next())["type"] == "hello"
            await until(lambda: self.slack.sockets.connected > 0)
            yield socket


@asynccontextmanager
async def slack_stage(shelf: Path | None = None, clock: Clock | None = None, **settings: Any) -> AsyncIterator[Stage]:
    clock = clock or Clock()
    listener = free_socket()
    world = World(Shelf(shelf), Faults(), Bell(), clock.now, url_of(listener))
    slack = SlackServer(world, bot_token=BOT_TOKEN, app_token=APP_TOKEN, signing_secret=SECRET, **settings)
    app = Starlette(routes=[*slack_routes(slack), *slack_play_routes(slack)])
    http = httpx.AsyncClient(base_url=world.url, timeout=10, trust_env=False)
    async with serving(app, listener) as url, slack.running(), http:
        yield Stage(url, http, slack, clock)
    world.shelf.close()


async def until(true: Callable[[], bool], seconds: float = 5.0) -> None:
    """Waits for a condition."""
    async with asyncio.timeout(seconds):
        while True:
            if true():
                return
            await asyncio.sleep(0.005)


def section(text: str = "Hello") -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(label: str = "Yes", action: str = "yes", **more: Any) -> Json:
    return {"type": "button", "text": {"type": "plain_text", "text": label}, "action_id": action, **more}


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": {"type": "plain_text", "text": "A form"}, "blocks": list(blocks), **more}
