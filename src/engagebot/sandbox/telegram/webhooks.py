"""Brings updates to bots' webhooks, one after the other, each until it is taken."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from typing import Any

import httpx

from engagebot.sandbox.telegram.books import Books
from engagebot.sandbox.telegram.bots import BotIdentity
from engagebot.sandbox.telegram.drawer import Drawer, Thing
from engagebot.sandbox.telegram.parameters import from_object

Execute = Callable[[BotIdentity, str, dict[str, str]], Awaitable[None]]
LONGEST_PAUSE = 30.0


@dataclass(frozen=True, slots=True)
class Webhook:
    """`url` is called for each update with `secret` in X-Telegram-Bot-Api-Secret-Token, if it is not empty."""

    url: str
    secret: str = ""
    max_connections: int = 40


@dataclass(slots=True)
class _Line:
    """A bot's delivery under way, and how it went wrong last."""

    task: asyncio.Task[None]
    error: Thing = field(default_factory=dict)


class Webhooks:
    """`retry`: the seconds before the second try; doubled for every further one, up to half a minute."""

    def __init__(self, books: Books, bots: list[BotIdentity], execute: Execute, retry: float) -> None:
        self._books = books
        self._bots = bots
        self._execute = execute
        self._retry = retry
        self._drawer = Drawer(books.world.shelf, "webhooks")
        self._lines: dict[int, _Line] = {}

    def of(self, bot: int) -> Webhook | None:
        kept = self._drawer.get(str(bot))
        return Webhook(**kept) if kept else None

    async def set(self, bot: BotIdentity, webhook: Webhook) -> bool:
        """False if it was set just so before."""
        if self.of(bot.id) == webhook:
            return False
        await self._stop(bot.id)
        self._drawer.put(str(bot.id), asdict(webhook))
        self._begin(bot, webhook)
        return True

    async def delete(self, bot: BotIdentity) -> bool:
        """False if there was none."""
        existed = self.of(bot.id) is not None
        self._drawer.drop(str(bot.id))
        await self._stop(bot.id)
        return existed

    def info(self, bot: int) -> Thing:
        """The WebhookInfo object, but for what the updates know."""
        webhook = self.of(bot)
        if webhook is None:
            return {"url": "", "has_custom_certificate": False}
        line = self._lines.get(bot)
        shown = {"url": webhook.url, "has_custom_certificate": False, "max_connections": webhook.max_connections}
        return {**shown, **(line.error if line else {})}

    def resume(self) -> None:
        """Takes up delivery for the webhooks that were set before a restart; needs a running loop."""
        for bot in self._bots:
            webhook = self.of(bot.id)
            if webhook is not None and bot.id not in self._lines:
                self._begin(bot, webhook)

    async def close(self) -> None:
        for bot in list(self._lines):
            await self._stop(bot)

    def _begin(self, bot: BotIdentity, webhook: Webhook) -> None:
        self._lines[bot.id] = _Line(asyncio.create_task(self._deliver(bot, webhook)))

    async def _stop(self, bot: int) -> None:
        """A delivery that stops itself (its answer said deleteWebhook) is not waited for."""
        line = self._lines.pop(bot, None)
        if line is not None and line.task is not asyncio.current_task():
            line.task.cancel()
            await asyncio.wait([line.task])

    async def _deliver(self, bot: BotIdentity, webhook: Webhook) -> None:
        async with httpx.AsyncClient(timeout=60.0, trust_env=False) as client:
            while self.of(bot.id) == webhook:
                update = await self._books.updates.first(bot.id)
                answer = await self._until_taken(client, bot, webhook, update)
                self._books.updates.forget(bot.id, update["update_id"] + 1)
                await self._do_as_answered(bot, answer)

    async def _until_taken(
        self, client: httpx.AsyncClient, bot: BotIdentity, webhook: Webhook, update: Thing
    ) -> httpx.Response:
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        pause = self._retry
        while True:
            try:
                response = await client.post(webhook.url, json=update, headers=headers)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                self._note(bot.id, f"Connection failed: {type(error).__name__}")
            else:
                if response.is_success:
                    return response
                self._note(bot.id, f"Wrong response from the webhook: {_status(response.status_code)}")
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _note(self, bot: int, reason: str) -> None:
        line = self._lines.get(bot)
        if line is not None:
            line.error = {"last_error_date": self._books.now(), "last_error_message": reason}

    async def _do_as_answered(self, bot: BotIdentity, response: httpx.Response) -> None:
        """A reply in JSON that names a method is a call, whose result nobody learns."""
        content: Any = None
        if response.headers.get("content-type", "").startswith("application/json"):
            try:
                content = response.json()
            except ValueError:
                return
        if isinstance(content, dict) and isinstance(content.get("method"), str):
            values = from_object(content)
            await self._execute(bot, values.pop("method"), values)


def _status(code: int) -> str:
    try:
        return f"{code} {HTTPStatus(code).phrase}"
    except ValueError:
        return str(code)
