"""Reading what strangers post to us, and writing what we post to them.

The receivers speak ASGI themselves: what Starlette does for a request takes longer than storing a vote.
"""

import asyncio
import json
from collections.abc import Mapping
from typing import NamedTuple

import orjson
from pydantic import JsonValue
from starlette.types import Receive, Scope, Send


class BodyRefused(Exception):
    """The request's body is not read: HTTP status {0}"""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


IN_TIME = 10.0
"""Seconds for a body, however it trickles in."""
PLAIN, JSON_TYPE = b"text/plain; charset=utf-8", b"application/json"

Headers = Mapping[bytes, bytes]


class Answered(NamedTuple):
    """What a request gets back."""

    status: int
    body: bytes = b""
    kind: bytes = PLAIN

    async def through(self, send: Send) -> None:
        length = str(len(self.body)).encode()
        headers = [(b"content-length", length), (b"content-type", self.kind)]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


def headers_of(scope: Scope) -> Headers:
    """By their names in small letters; of several with one name the first."""
    return dict(reversed(scope["headers"]))


async def read_body(headers: Headers, receive: Receive, limit: int, seconds: float = IN_TIME) -> bytes:
    """At most `limit` bytes, without ever holding more. Raises `BodyRefused`."""
    announced = headers.get(b"content-length", b"0")
    if not announced.isdigit():
        raise BodyRefused(400)
    if int(announced) > limit:
        raise BodyRefused(413)
    with _Cut(seconds) as cut:
        try:
            return await _all_of(receive, limit)
        except asyncio.CancelledError:
            if cut.was_late():
                raise BodyRefused(408) from None
            raise


async def _all_of(receive: Receive, limit: int) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BodyRefused(400)
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > limit:
            raise BodyRefused(413)
    return body


class _Cut:
    """As `asyncio.timeout`, which takes as long as all the rest of reading a body that is there already."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._late = False

    def __enter__(self) -> "_Cut":
        self._timer = asyncio.get_running_loop().call_later(self._seconds, self._cut, asyncio.current_task())
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def _cut(self, task: asyncio.Task[object] | None) -> None:
        if task is not None:
            self._late = task.cancel()

    def was_late(self) -> bool:
        """Whether it was cut, and by nobody else."""
        task = asyncio.current_task()
        return self._late and task is not None and task.uncancel() == 0


def json_value(text: bytes | str) -> JsonValue:
    """Half of a surrogate pair, which somebody may have typed, is read too. Raises ValueError, and RecursionError for
    what is too deep."""
    try:
        value: JsonValue = orjson.loads(text)
    except orjson.JSONDecodeError:
        value = json.loads(text)
    return value


def json_bytes(value: object) -> bytes:
    """Compact, in UTF-8. Half of a surrogate pair, which somebody may have typed, has no UTF-8: it goes escaped."""
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:
        return json.dumps(value).encode()
