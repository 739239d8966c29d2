"""Reading what strangers post to us, and writing what we post to them."""

import asyncio
import json

import orjson
from starlette.requests import ClientDisconnect, Request


class BodyRefused(Exception):
    """The request's body is not read: HTTP status {0}"""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


IN_TIME = 10.0
"""Seconds for a body, however it trickles in."""


async def read_body(request: Request, limit: int, seconds: float = IN_TIME) -> bytes:
    """At most `limit` bytes, without ever holding more. Raises `BodyRefused`."""
    announced = request.headers.get("content-length", "0")
    if not announced.isdigit():
        raise BodyRefused(400)
    if int(announced) > limit:
        raise BodyRefused(413)
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit:
                    raise BodyRefused(413)
    except ClientDisconnect:
        raise BodyRefused(400) from None
    except TimeoutError:
        raise BodyRefused(408) from None
    return bytes(body)


def json_bytes(value: object) -> bytes:
    """Compact, in UTF-8. Half of a surrogate pair, which somebody may have typed, has no UTF-8: it goes escaped."""
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:
        return json.dumps(value).encode()
