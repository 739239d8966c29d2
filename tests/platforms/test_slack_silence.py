"""A socket that is open and says nothing, as Slack's have been seen to do, is replaced."""

import asyncio
import base64
import contextlib
import gc
import hashlib
from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from engagebot.platforms.slack import SlackChannel
from tests.platforms.hands import Hand, cancelled, until
from tests.serving import serving

ACCEPT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Mute:
    """Accepts WebSockets and never says a word, not even pong."""

    def __init__(self) -> None:
        self.accepted = 0

    async def welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        [key] = [line.split(": ")[1] for line in head.splitlines() if line.lower().startswith("sec-websocket-key")]
        proof = base64.b64encode(hashlib.sha1(f"{key}{ACCEPT}".encode()).digest()).decode()  # noqa: S324
        lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"]
        writer.write("\r\n".join([*lines, f"Sec-WebSocket-Accept: {proof}", "", ""]).encode())
        self.accepted += 1
        while await reader.read(1024):
            pass
        writer.close()


@contextlib.asynccontextmanager
async def mute_slack(mute: Mute) -> AsyncIterator[str]:
    server = await asyncio.start_server(mute.welcome, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]

    async def who(_: Request) -> Response:
        return JSONResponse({"ok": True, "team_id": "T1", "user_id": "U0", "bot_id": "B0"})

    async def where(_: Request) -> Response:
        return JSONResponse({"ok": True, "url": f"ws://127.0.0.1:{port}/link/?ticket=1"})

    app = Starlette(
        routes=[
            Route("/api/auth.test", who, methods=["POST"]),
            Route("/api/apps.connections.open", where, methods=["POST"]),
        ]
    )
    async with serving(app) as url, server:
        yield f"{url}/api/"


async def test_a_silent_line_is_replaced() -> None:
    mute = Mute()
    async with mute_slack(mute) as api_url:
        channel = SlackChannel("xoxb-1", "xapp-1", api_url=api_url, silence=0.3)
        await channel.start()
        task = asyncio.create_task(channel.receive(Hand().handle))
        await until(lambda: mute.accepted >= 4, "both lines are replaced")
        await cancelled(task)
        await channel.stop()


@pytest.mark.parametrize("turns", [0, 1, 3])
async def test_cancelled_and_cancelled_again_nothing_is_left_open(turns: int) -> None:
    """Somebody stops the bot, loses patience and stops it again, while it lets go of its lines."""
    mute = Mute()
    async with mute_slack(mute) as api_url:
        channel = SlackChannel("xoxb-1", "xapp-1", api_url=api_url)
        await channel.start()
        task = asyncio.create_task(channel.receive(Hand().handle))
        await until(lambda: mute.accepted == 2, "both lines are open")
        task.cancel()
        for _ in range(turns):
            await asyncio.sleep(0)
        await cancelled(task)
        await channel.stop()
    del channel, task
    gc.collect()  # what was left open would say so, which fails the test


async def test_a_start_that_is_cancelled_leaves_nothing_open() -> None:
    async def never(_: Request) -> Response:
        await asyncio.Event().wait()
        raise AssertionError("it never answers")

    async with serving(Starlette(routes=[Route("/api/auth.test", never, methods=["POST"])])) as url:
        channel = SlackChannel("xoxb-1", api_url=f"{url}/api/")
        starting = asyncio.create_task(channel.start())
        await asyncio.sleep(0.05)
        await cancelled(starting)
    del channel, starting
    gc.collect()
