"""Whoever sends a request's head slowly, or without an end, is cut off."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from engagebot.patience import HEAD_SECONDS, LARGEST_HEAD
from engagebot.web import web_server
from tests.serving import free_socket

PATIENCE = 0.3
REQUEST = b"POST /echo HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\nhello"


class Line:
    """A connection, by hand."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    def say(self, words: bytes) -> None:
        self._writer.write(words)

    async def hears(self, words: bytes) -> None:
        async with asyncio.timeout(10):
            await self._reader.readuntil(words)

    async def is_cut(self) -> None:
        """Fails if it stays open."""
        async with asyncio.timeout(10):
            with contextlib.suppress(ConnectionResetError):
                assert await self._reader.read() == b""

    async def trickles(self, words: bytes) -> None:
        try:
            for sign in words:
                self._writer.write(bytes([sign]))
                await self._writer.drain()
                await asyncio.sleep(PATIENCE / 10)
        except ConnectionError:
            return


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with line_to_server(PATIENCE) as line:
        yield line


@contextlib.asynccontextmanager
async def line_to_server(head_seconds: float) -> AsyncIterator[Line]:
    async def echo(request: Request) -> Response:
        return PlainTextResponse(await request.body())

    listener = free_socket()
    app = Starlette(routes=[Route("/echo", echo, methods=["POST"])])
    async with web_server(app, listener, grace_seconds=1, hang_up=lambda: None, head_seconds=head_seconds):
        reader, writer = await asyncio.open_connection(*listener.getsockname())
        yield Line(reader, writer)
        writer.close()


async def test_who_says_nothing(line: Line) -> None:
    await line.is_cut()


async def test_who_stops_in_the_middle(line: Line) -> None:
    line.say(REQUEST[:20])
    await line.is_cut()


async def test_who_trickles(line: Line) -> None:
    trickling = asyncio.create_task(line.trickles(REQUEST[:12] + b"x" * 1000))
    await line.is_cut()
    await trickling


async def test_who_never_ends(line: Line) -> None:
    line.say(REQUEST[:30] + b"X-Long: " + b"x" * (LARGEST_HEAD + 300_000))
    await line.is_cut()


async def test_who_stops_in_a_later_request(line: Line) -> None:
    line.say(REQUEST)
    await line.hears(b"hello")
    line.say(REQUEST[:20])
    await line.is_cut()


async def test_whoever_is_quick_is_served_again_and_again() -> None:
    async with line_to_server(HEAD_SECONDS) as line:
        for _ in range(5):
            line.say(REQUEST)
            await line.hears(b"hello")
        line.say(REQUEST + REQUEST)
        await line.hears(b"hello")
        await line.hears(b"hello")
