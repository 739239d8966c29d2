"""What the outward way is measured against: the same messages, sent as one would without an outbox.

Each function returns messages a second of this process's processor time.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

import aiohttp
import orjson
import uvloop
from slack_sdk.web.async_client import AsyncWebClient
from telegram import Bot, InlineKeyboardMarkup

from engagebot.channel import Body

TOKEN = "1:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"  # noqa: S105 - nobody's
SLACK_TOKEN = "xoxb-bench"  # noqa: S105 - nobody's
AT_ONCE = 32
"""With so many under way, bare aiohttp takes the least processor time a message: the loop is woken less often."""

Post = Callable[[str], Awaitable[object]]


def telegram_sdk(url: str, body: Body, chats: Sequence[str]) -> float:
    """python-telegram-bot as it comes."""
    markup = InlineKeyboardMarkup.de_json(body["reply_markup"], None)  # type: ignore[arg-type]

    async def run() -> float:
        async with Bot(TOKEN, base_url=f"{url}/bot") as bot:

            async def post(chat: str) -> object:
                return await bot.send_message(
                    chat, str(body["text"]), parse_mode="HTML", reply_markup=markup, disable_web_page_preview=True
                )

            return await _rate(post, chats, at_once=1)

    return asyncio.run(run())


def slack_sdk(url: str, body: Body, chats: Sequence[str]) -> float:
    """slack_sdk as it comes."""

    async def run() -> float:
        client = AsyncWebClient(SLACK_TOKEN, base_url=f"{url}/api/")

        async def post(chat: str) -> object:
            return await client.chat_postMessage(channel=chat, **body)  # type: ignore[arg-type]

        return await _rate(post, chats, at_once=1)

    return asyncio.run(run())


def telegram_bare(url: str, body: Body, chats: Sequence[str], at_once: int) -> float:
    return uvloop.run(_bare(f"{url}/bot{TOKEN}/sendMessage", "chat_id", {}, body, chats, at_once))


def slack_bare(url: str, body: Body, chats: Sequence[str], at_once: int) -> float:
    headers = {"Authorization": f"Bearer {SLACK_TOKEN}"}
    return uvloop.run(_bare(f"{url}/api/chat.postMessage", "channel", headers, body, chats, at_once))


async def _bare(
    address: str, to: str, headers: dict[str, str], body: Body, chats: Sequence[str], at_once: int
) -> float:
    """aiohttp and orjson, one session."""
    headers = {"Content-Type": "application/json", **headers}
    async with aiohttp.ClientSession(headers=headers) as session:

        async def post(chat: str) -> object:
            async with session.post(address, data=orjson.dumps({to: chat, **body})) as answer:
                return orjson.loads(await answer.read())

        return await _rate(post, chats, at_once)


async def _rate(post: Post, chats: Sequence[str], at_once: int) -> float:
    left = iter(chats)

    async def worker() -> None:
        for chat in left:
            await post(chat)

    await post(chats[0])
    began = time.process_time()
    await asyncio.gather(*(worker() for _ in range(at_once)))
    return len(chats) / (time.process_time() - began)
