"""A Telegram of the test's own: fast, strict, and it remembers each message that reached it."""

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tests.faults.jobs import TOKEN
from tests.serving import free_socket, url_of

LONGEST_ANSWER = 0.004
"""Seconds; long enough that some messages are always on their way."""


class StrictTelegram:
    """A message counts as arrived as soon as it was read in full, whether or not its sender still hears the answer."""

    def __init__(self, chance: random.Random) -> None:
        self.url = ""
        self.arrived: dict[str, list[str]] = defaultdict(list)
        """Texts by chat, in the order of their arrival."""
        self.total = 0
        self.moments: list[float] = []
        """When each arrived, in seconds of one monotonic clock."""
        self.most_polls = 0
        """How many processes have asked for updates at the same time, at most."""
        self._polls = 0
        self._chance = chance
        self._numbers = 0
        self._news = asyncio.Event()

    async def has_heard(self, total: int) -> None:
        """Until so many messages have arrived."""
        while self.total < total:
            self._news.clear()
            await self._news.wait()

    def copies(self, words: str) -> dict[str, int]:
        """How many messages with these words in them each chat got."""
        return {chat: sum(words in text for text in texts) for chat, texts in self.arrived.items()}

    async def answer(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != TOKEN:
            return _refusal(401, "Unauthorized")
        given = await _given(request)
        match request.match_info["method"]:
            case "getMe":
                return _result({"id": 77, "is_bot": True, "first_name": "bot", "username": "story_bot"})
            case "getUpdates":
                return await self._poll(float(given.get("timeout", "0")))
            case "sendMessage":
                return await self._take(given)
            case "deleteWebhook" | "setMyCommands":
                return _result(True)
            case method:
                return _refusal(404, f"Not Found: {method}")

    async def _poll(self, seconds: float) -> web.Response:
        self._polls += 1
        self.most_polls = max(self.most_polls, self._polls)
        try:
            await asyncio.sleep(seconds)
        finally:
            self._polls -= 1
        return _result([])

    async def _take(self, given: dict[str, str]) -> web.Response:
        chat, text = given.get("chat_id", ""), given.get("text", "")
        if not chat.isdecimal() or not text:
            return _refusal(400, "Bad Request: chat_id and text are wanted")
        self._numbers += 1
        number = self._numbers
        self.arrived[chat].append(text)
        self.total += 1
        self.moments.append(time.monotonic())
        self._news.set()
        await asyncio.sleep(self._chance.uniform(0, LONGEST_ANSWER))
        return _result({"message_id": number, "date": 0, "chat": {"id": int(chat), "type": "private"}, "text": text})


async def _given(request: web.Request) -> dict[str, str]:
    """As JSON or as a form, as the Bot API takes them."""
    values = await request.json() if request.content_type == "application/json" else await request.post()
    return {name: str(value) for name, value in values.items()}


def _result(value: object) -> web.Response:
    return web.json_response({"ok": True, "result": value})


def _refusal(code: int, description: str) -> web.Response:
    return web.json_response({"ok": False, "error_code": code, "description": description}, status=code)


@asynccontextmanager
async def strict_telegram(chance: random.Random) -> AsyncIterator[StrictTelegram]:
    telegram = StrictTelegram(chance)
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", telegram.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0, handler_cancellation=True)
    await runner.setup()
    listener = free_socket()
    telegram.url = url_of(listener)
    await web.SockSite(runner, listener).start()
    try:
        yield telegram
    finally:
        await runner.cleanup()
