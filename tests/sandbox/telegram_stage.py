"""A Telegram on a real port, and the two ends of it: a bot's owner with curl in hand, and the people."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette

from engagebot.sandbox.bell import Bell
from engagebot.sandbox.faults import Faults
from engagebot.sandbox.shelf import Shelf
from engagebot.sandbox.telegram import (
    BotIdentity,
    TelegramServer,
    telegram_play_routes,
    telegram_routes,
)
from engagebot.sandbox.world import World
from tests.serving import free_socket, serving, url_of

TOKEN = "700001:AAsandboxsandboxsandbox"
BOT = BotIdentity(700001, TOKEN, "gcm_bot", "GCM Consultations")
SECOND = BotIdentity(700002, "700002:AAsecondsecondsecond", "other_bot", "Other")


@dataclass
class Clock:
    instant: datetime = datetime(2023, 3, 20, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.instant

    def pass_by(self, **span: float) -> None:
        self.instant += timedelta(**span)


@dataclass
class Stage:
    url: str
    http: httpx.AsyncClient
    telegram: TelegramServer
    clock: Clock
    names: dict[str, str] = field(default_factory=dict)

    async def api(self, method: str, token: str = TOKEN, **parameters: Any) -> dict[str, Any]:
        """The whole envelope; checks that the HTTP status agrees with it."""
        response = await self.http.post(f"/bot{token}/{method}", json=parameters)
        envelope: dict[str, Any] = response.json()
        assert response.status_code == (200 if envelope["ok"] else envelope["error_code"])
        return envelope

    async def ok(self, method: str, **parameters: Any) -> Any:
        envelope = await self.api(method, **parameters)
        assert envelope["ok"], envelope
        return envelope["result"]

    async def refused(self, method: str, **parameters: Any) -> str:
        """The description, behind the status."""
        envelope = await self.api(method, **parameters)
        assert not envelope["ok"], envelope
        return str(envelope["description"])

    async def person(self, name: str = "Amina Diallo", language: str = "fr", *, started: bool = True) -> str:
        answer = await self.http.post("/play/telegram/people", json={"name": name, "language": language})
        person = str(answer.json()["id"])
        if started:
            await self.play(person, "start", payload="")
        return person

    async def play(self, person: str, deed: str, **given: Any) -> dict[str, Any]:
        answer = await self.http.post(f"/play/telegram/people/{person}/{deed}", json=given)
        content: dict[str, Any] = answer.json()
        return content

    async def chat(self, person: str) -> dict[str, Any]:
        content: dict[str, Any] = (await self.http.get(f"/play/telegram/people/{person}/chat")).json()
        return content

    async def updates(self, **parameters: Any) -> list[dict[str, Any]]:
        updates: list[dict[str, Any]] = await self.ok("getUpdates", **parameters)
        return updates


@contextlib.asynccontextmanager
async def telegram_stage(path: Path | None = None, **options: Any) -> AsyncIterator[Stage]:
    listener, clock = free_socket(), Clock()
    url = url_of(listener)
    shelf = Shelf(path)
    world = World(shelf, Faults(), Bell(), clock.now, url)
    telegram = TelegramServer(world, [BOT, SECOND], **options)
    app = Starlette(routes=[*telegram_routes(telegram), *telegram_play_routes(telegram)])
    try:
        async with serving(app, listener), httpx.AsyncClient(base_url=url, timeout=10) as http:
            yield Stage(url, http, telegram, clock)
    finally:
        await telegram.close()
        shelf.close()
