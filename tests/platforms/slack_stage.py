"""A whole local Slack on a real port, and the people in it."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
from starlette.applications import Starlette

from engagebot.platforms.slack import SlackChannel
from engagebot.sandbox.bell import Bell
from engagebot.sandbox.faults import Fault, FaultKind, Faults
from engagebot.sandbox.shelf import Shelf
from engagebot.sandbox.slack import RequestUrls, SlackServer, slack_play_routes, slack_routes
from engagebot.sandbox.world import World
from tests.serving import free_socket, serving, url_of

BOT_TOKEN = "xoxb-sandbox-bot-secret"
APP_TOKEN = "xapp-sandbox-app-secret"
SIGNING_SECRET = "sandbox-signing-secret"
QUICK_RETRIES = (0.05, 0.05, 0.05)


@dataclass
class SlackStage:
    url: str
    http: httpx.AsyncClient
    slack: SlackServer

    def channel(self, **options: Any) -> SlackChannel:
        given = {"bot_token": BOT_TOKEN, "app_token": APP_TOKEN, "signing_secret": SIGNING_SECRET, **options}
        return SlackChannel(api_url=f"{self.url}/api/", **given)

    async def person(self, name: str = "Amina Diallo", language: str = "fr", zone: str = "Africa/Dakar") -> str:
        given = {"name": name, "language": language, "zone": zone}
        return str((await self.http.post("/play/slack/people", json=given)).json()["id"])

    async def play(self, person: str, deed: str, **given: Any) -> dict[str, Any]:
        answer = await self.http.post(f"/play/slack/people/{person}/{deed}", json=given)
        content: dict[str, Any] = answer.json()
        return content

    async def messages(self, person: str) -> list[dict[str, Any]]:
        """The app's messages in the person's chat."""
        chat = (await self.http.get(f"/play/slack/people/{person}/chat")).json()
        return [message for message in chat["messages"] if not message["mine"]]

    async def texts(self, person: str) -> list[str]:
        return [message["text"] for message in await self.messages(person)]

    def order(self, kind: FaultKind, method: str, **more: Any) -> None:
        self.slack.world.faults.order(Fault("slack", kind, method, **more))


@contextlib.asynccontextmanager
async def slack_stage(events_url: str | None = None, **options: Any) -> AsyncIterator[SlackStage]:
    """With `events_url` Slack posts there, otherwise it speaks over sockets."""
    listener = free_socket()
    url = url_of(listener)
    shelf = Shelf(None)
    world = World(shelf, Faults(), Bell(), lambda: datetime.now(UTC), url)
    if events_url is not None:
        urls = RequestUrls(events_url, events_url, events_url)
        options |= {"socket_mode": False, "request_urls": urls}
    slack = SlackServer(
        world,
        bot_token=BOT_TOKEN,
        app_token=APP_TOKEN,
        signing_secret=SIGNING_SECRET,
        **{"retry_waits": QUICK_RETRIES, **options},
    )
    app = Starlette(routes=[*slack_routes(slack), *slack_play_routes(slack)])
    try:
        async with (
            serving(app, listener),
            slack.running(),
            httpx.AsyncClient(base_url=url, timeout=10, trust_env=False) as http,
        ):
            yield SlackStage(url, http, slack)
    finally:
        shelf.close()
