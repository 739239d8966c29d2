"""The stand-in itself: `python -m benchmarks.loopback.server` prints its port and serves until its input ends.

It knows the paths of both platforms and a few of its own: `/bench/reset?limit=N` forgets, and from then on allows
so many messages in any one second; `/bench/arrivals` tells when messages arrived, in seconds of the monotonic clock.
"""

import asyncio
import json
import re
import sys
import time
from collections import deque
from collections.abc import Callable
from typing import cast
from urllib.parse import parse_qs, urlsplit

import uvloop

WINDOW = 1.0
NOBODY = b"0"
CHAT = re.compile(rb'(?:"chat_id":\s*"?|"channel":\s*"|(?:^|&)chat_id=|(?:^|&)channel=)(-?[A-Za-z0-9]+)')
LENGTH = re.compile(rb"content-length:\s*(\d+)", re.IGNORECASE)

TELEGRAM_SENT = (
    b'{"ok":true,"result":{"message_id":%d,"from":{"id":1,"is_bot":true,"first_name":"Bench","username":"bench_bot"},'
    b'"chat":{"id":%s,"first_name":"A","type":"private"},"date":1679562000,"text":"as it was sent"}}'
)
TELEGRAM_ME = b'{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"Bench","username":"bench_bot"}}'
TELEGRAM_TRUE = b'{"ok":true,"result":true}'
TELEGRAM_FLOOD = (
    b'{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1","parameters":{"retry_after":1}}'
)
SLACK_SENT = (
    b'{"ok":true,"channel":"%s","ts":"1679562000.%06d","message":{"type":"message","user":"U1","bot_id":"B1",'
    b'"text":"as it was sent","ts":"1679562000.%06d"}}'
)
SLACK_ME = b'{"ok":true,"team":"Bench","team_id":"T1","user":"bench","user_id":"U1","bot_id":"B1"}'
SLACK_OK = b'{"ok":true}'
SLACK_FLOOD = b'{"ok":false,"error":"ratelimited"}'


class Book:
    """What arrived."""

    def __init__(self) -> None:
        self.arrivals: list[float] = []
        self.refused = 0
        self._limit: int | None = None
        self._recent: deque[float] = deque()
        self._last = 0

    def reset(self, limit: int | None) -> None:
        self.arrivals, self.refused, self._limit = [], 0, limit
        self._recent.clear()

    def take(self) -> int | None:
        """The number of a message that arrives now; None if it is one too many."""
        now = time.monotonic()
        if self._limit is not None:
            while self._recent and self._recent[0] <= now - WINDOW:
                self._recent.popleft()
            if len(self._recent) >= self._limit:
                self.refused += 1
                return None
            self._recent.append(now)
        self.arrivals.append(now)
        self._last += 1
        return self._last


class Connection(asyncio.Protocol):
    def __init__(self, answer: Callable[[str, bytes], tuple[int, bytes] | None]) -> None:
        self._answer = answer
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            length = LENGTH.search(head)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._buffer) < whole:
                return
            body, self._buffer = self._buffer[end + 4 : whole], self._buffer[whole:]
            self._respond(self._answer(head.split(b" ", 2)[1].decode(), body))

    def _respond(self, answer: tuple[int, bytes] | None) -> None:
        """None: a long poll, to which nothing is said."""
        if answer is not None and self._transport is not None:
            status, body = answer
            retry = b"Retry-After: 1\r\n" if status == 429 else b""
            head = b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n"
            self._transport.write(head % (status, retry, len(body)) + body)


class Platforms:
    """The answers."""

    def __init__(self) -> None:
        self.book = Book()

    def answer(self, target: str, body: bytes) -> tuple[int, bytes] | None:
        method = target.rsplit("/", 1)[-1]
        if method == "sendMessage":
            number = self.book.take()
            return (429, TELEGRAM_FLOOD) if number is None else (200, TELEGRAM_SENT % (number, _chat(body)))
        if method == "chat.postMessage":
            number = self.book.take()
            return (429, SLACK_FLOOD) if number is None else (200, SLACK_SENT % (_chat(body), number, number))
        if method == "getUpdates":
            return None
        if target.startswith("/bench/"):
            return 200, self._control(target)
        if "/bot" in target:
            return 200, TELEGRAM_ME if method == "getMe" else TELEGRAM_TRUE
        return 200, SLACK_ME if method == "auth.test" else SLACK_OK

    def _control(self, target: str) -> bytes:
        address = urlsplit(target)
        if address.path == "/bench/reset":
            limit = parse_qs(address.query).get("limit")
            self.book.reset(int(limit[0]) if limit else None)
        return json.dumps({"refused": self.book.refused, "arrivals": self.book.arrivals}).encode()


def _chat(body: bytes) -> bytes:
    found = CHAT.search(body)
    return found[1] if found else NOBODY


async def _serve() -> None:
    platforms = Platforms()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(platforms.answer), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    uvloop.run(_serve())
