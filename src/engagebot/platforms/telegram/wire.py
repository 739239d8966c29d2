"""How requests reach the Bot API, and what their failures say about the message."""

from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlencode

import aiohttp
import orjson
from pydantic import BaseModel, JsonValue, ValidationError
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import BaseRequest, RequestData

from engagebot.platforms.bodies import json_bytes
from engagebot.platforms.connecting import Connector

CONNECT = 10.0
PLACE = 10.0
WRITE = 10.0
"""Seconds for connecting, for a free connection of the pool, and for writing the request."""
MOST_CONNECTIONS = 300
"""More than a lane ever sends at once, and some for answers to presses."""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}

UNWRITTEN = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
    aiohttp.ServerFingerprintMismatch,
)


class NotWritten(TelegramError):
    """The request never left: {0}"""


class MaybeWritten(TelegramError):
    """The request left, and no answer was read: {0}"""


class Refused(TelegramError):
    """Telegram, or something before it, answered with an error.

    `spoken`: the answer is Telegram's own JSON, and no gateway's page."""

    def __init__(
        self,
        code: int,
        description: str,
        *,
        spoken: bool = True,
        retry_after: float | None = None,
        moved_to: str | None = None,
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.spoken = spoken
        self.retry_after = retry_after
        self.moved_to = moved_to


class _Parameters(BaseModel):
    retry_after: float | None = None
    migrate_to_chat_id: int | None = None


class _Refusal(BaseModel):
    ok: Literal[False]
    description: str = ""
    parameters: _Parameters = _Parameters()


def refusal(code: int, content: bytes) -> Refused:
    """https://core.telegram.org/bots/api#making-requests and #responseparameters"""
    try:
        said = _Refusal.model_validate_json(content)
    except ValidationError:
        return Refused(code, f"HTTP {code}", spoken=False)
    moved = said.parameters.migrate_to_chat_id
    return Refused(
        code,
        said.description or f"HTTP {code}",
        retry_after=said.parameters.retry_after,
        moved_to=None if moved is None else str(moved),
    )


class Wire(BaseRequest):
    """PTB's requests by aiohttp, which takes a third of the time that PTB's own take with httpx.

    Tells "never written" from "perhaps taken", which decides whether a message may be sent again. Its errors carry
    neither a request nor a cause: those hold the address, and the address holds the token. The timeouts are those
    given here, whatever a single call asks for. `use_proxy`: as the environment says.
    """

    __slots__ = ("_connections", "_read_seconds", "_session", "_use_proxy")

    def __init__(self, connections: int, read_seconds: float, use_proxy: bool) -> None:
        self._connections = connections
        self._read_seconds = read_seconds
        self._use_proxy = use_proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._read_seconds

    async def initialize(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=Connector(self._connections),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                timeout=aiohttp.ClientTimeout(
                    total=PLACE + CONNECT + WRITE + self._read_seconds,
                    connect=PLACE + CONNECT,
                    sock_connect=CONNECT,
                    sock_read=self._read_seconds,
                ),
                trust_env=self._use_proxy,
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Raises `NotWritten`, `MaybeWritten` or `Refused`."""
        body, headers = _form(request_data)
        return await self._request(url, method, body, headers)

    async def post_json(self, url: str, body: bytes) -> bytes:
        """The answer. Raises as `do_request` does."""
        _, content = await self._request(url, "POST", body, JSON)
        return content

    async def _request(
        self, url: str, method: str, body: bytes | aiohttp.FormData | None, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise RuntimeError("initialize() comes before the first request.")
        problem: TelegramError | None
        try:
            async with self._session.request(method, url, data=body, headers=headers, allow_redirects=False) as answer:
                code, content = answer.status, await answer.read()
            problem = None if code < 300 else refusal(code, content)
        except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError):
            problem = NotWritten("the address of the Bot API is not a valid URL")
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            name = type(error).__name__
            problem = NotWritten(name) if isinstance(error, UNWRITTEN) else MaybeWritten(name)
        if problem is not None:
            raise problem
        return code, content


def _form(data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, Mapping[str, str]]:
    """The body and its headers; a form in parts where there are files."""
    if data is None:
        return None, {}
    files = data.multipart_data
    if not files:
        return urlencode(data.json_parameters).encode(), FORM
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, media_type) in files.items():
        form.add_field(name, content, filename=file_name, content_type=media_type)
    return form, {}


class RawBot(Bot):
    """PTB's bot, with messages and updates as plain JSON.

    Texts arrive as finished JSON; and an update that PTB cannot read would make its `get_updates` fail for
    the whole batch, again and again, and block all behind it.
    """

    __slots__ = ()

    async def call(self, method: str, values: Mapping[str, object]) -> JsonValue:
        try:
            result: JsonValue = await self._post(method, dict(values))
        except (KeyError, TypeError):
            raise MaybeWritten("an answer without a result") from None
        return result

    async def post(self, method: str, values: Mapping[str, JsonValue]) -> JsonValue:
        """The same without files, and without PTB's encoding: a form of JSON in percent signs takes longer than
        everything else about a message."""
        wire = self.request
        assert isinstance(wire, Wire)  # noqa: S101 - see `connect`
        content = await wire.post_json(f"{self.base_url}/{method}", json_bytes(values))
        try:
            result: JsonValue = orjson.loads(content)["result"]
        except (ValueError, KeyError, TypeError):
            raise MaybeWritten("an answer without a result") from None
        return result


def connect(
    token: str, api_url: str, *, senders: int, answer_seconds: float, poll_seconds: float, use_proxy: bool
) -> RawBot:
    """One pool for long polls, another for everything else, so that neither waits for the other."""
    base = api_url.rstrip("/")
    return RawBot(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=Wire(min(senders, MOST_CONNECTIONS), answer_seconds, use_proxy),
        get_updates_request=Wire(2, poll_seconds + 15.0, use_proxy),
    )
