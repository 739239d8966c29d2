"""How requests reach Slack's Web API, and what their failures say about the message."""

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from contextlib import suppress
from typing import Any

import aiohttp
import orjson
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from engagebot.platforms.bodies import json_bytes
from engagebot.platforms.connecting import Connector

CONNECT = 10.0
CONNECTIONS = 300
"""More than a lane ever sends at once, and some for everything else."""

UNWRITTEN = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
    aiohttp.ServerFingerprintMismatch,
)

Answered = Mapping[str, Any]
"""Slack's JSON: `ok` is true in it."""


class NotWritten(Exception):
    """The request never left: {0}"""


class MaybeWritten(Exception):
    """The request left, and no answer was read: {0}"""


class Refused(Exception):
    """Slack, or something before it, answered with an error. `error` is Slack's code, empty on a gateway's page."""

    def __init__(
        self, error: str, status: int = 200, retry_after: float | None = None, needed: str | None = None
    ) -> None:
        super().__init__(error or f"HTTP {status}")
        self.error = error
        self.status = status
        self.retry_after = retry_after
        self.needed = needed

    def __str__(self) -> str:
        words = self.error or f"HTTP {self.status}"
        return f"{words}, needs {self.needed}" if self.needed else words


Trouble = NotWritten | MaybeWritten | Refused


class Wire:
    """Slack's Web API. Its errors carry no cause: that could hold a token or a signed address."""

    def __init__(
        self, token: str, api_url: str, *, answer_seconds: float, use_proxy: bool, logger: logging.Logger
    ) -> None:
        timeout = aiohttp.ClientTimeout(total=answer_seconds, connect=CONNECT, sock_connect=CONNECT)
        self.session = aiohttp.ClientSession(
            connector=Connector(CONNECTIONS), cookie_jar=aiohttp.DummyCookieJar(), timeout=timeout
        )
        self.client = self._client(token, api_url, use_proxy, logger)
        self.tokenless = self._client(None, api_url, use_proxy, logger)
        self._headers = {"Content-Type": "application/json; charset=utf-8", "Authorization": f"Bearer {token}"}

    def _client(self, token: str | None, api_url: str, use_proxy: bool, logger: logging.Logger) -> AsyncWebClient:
        """Without the SDK's retries, which would post a message twice."""
        client = AsyncWebClient(token=token, base_url=api_url, session=self.session, logger=logger, retry_handlers=[])
        if not use_proxy:
            client.proxy = None
        return client

    async def call(self, method: str, values: Mapping[str, object]) -> Answered:
        """A method that takes JSON. Past the SDK, whose way for a message takes as long as the message itself.
        Raises `NotWritten`, `MaybeWritten` or `Refused`."""
        url, body = f"{self.client.base_url}{method}", json_bytes(values)
        problem: Trouble
        try:
            async with self.session.post(
                url, data=body, headers=self._headers, proxy=self.client.proxy, allow_redirects=False
            ) as answer:
                said = _object(await answer.read())
                if answer.status == 200 and said.get("ok") is True:
                    return said
                problem = _refused(answer.status, said, answer.headers)
        except (aiohttp.ClientError, OSError) as error:
            problem = lost(error)
        raise problem

    async def ask(self, request: Awaitable[AsyncSlackResponse]) -> Answered:
        """What the SDK knows how to ask. Raises as `call` does."""
        problem: Trouble
        try:
            response = await request
            return response.data if isinstance(response.data, dict) else {}
        except SlackApiError as error:
            problem = _refusal(error)
        except (aiohttp.ClientError, SlackClientError, OSError, ValueError, AttributeError) as error:
            problem = lost(error)
        raise problem

    async def close(self) -> None:
        await self.session.close()


def lost(error: Exception) -> NotWritten | MaybeWritten:
    name = type(error).__name__
    return NotWritten(name) if isinstance(error, UNWRITTEN) else MaybeWritten(name)


def _refusal(error: SlackApiError) -> Refused:
    response = error.response
    if not isinstance(response, AsyncSlackResponse):
        return Refused("", int(getattr(response, "status", 502)))
    return _refused(response.status_code, response.data if isinstance(response.data, dict) else {}, response.headers)


def _refused(status: int, said: Answered, headers: Mapping[str, str]) -> Refused:
    needed = said.get("needed")
    return Refused(str(said.get("error", "")), status, retry_after(headers), None if needed is None else str(needed))


def _object(content: bytes) -> Answered:
    """Empty for a gateway's page, and for anything else that is none of Slack's answers."""
    with suppress(ValueError):
        said = orjson.loads(content)
        if isinstance(said, dict):
            return said
    return {}


def retry_after(headers: Mapping[str, str]) -> float | None:
    with suppress(ValueError):
        return float(headers["Retry-After"]) if "Retry-After" in headers else None
    return None


async def within(seconds: float, request: Awaitable[Answered]) -> Answered | None:
    """None if it fails or takes too long: for what one can do without."""
    try:
        async with asyncio.timeout(seconds):
            return await request
    except (NotWritten, MaybeWritten, Refused, TimeoutError):
        return None
