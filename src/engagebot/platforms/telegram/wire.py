"""How requests reach the Bot API, and what their failures say about the message."""

from collections.abc import Mapping
from typing import Literal

import httpx
from pydantic import BaseModel, JsonValue, ValidationError
from telegram import Bot
from telegram.error import NetworkError, TelegramError
from telegram.request import BaseRequest, HTTPXRequest, RequestData

KEEP_ALIVE = 3.0
"""Seconds. Shorter than any server's own, so that no request is written on a connection just being closed."""

UNWRITTEN = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
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


class Wire(HTTPXRequest):
    """Tells "never written" from "perhaps taken", which decides whether a message may be sent again.

    Its errors carry neither a request nor a cause: those hold the address, and the address holds the token.
    """

    __slots__ = ()

    async def do_request(  # type: ignore[override]
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: float | None = BaseRequest.DEFAULT_NONE,  # type: ignore[assignment]
        write_timeout: float | None = BaseRequest.DEFAULT_NONE,  # type: ignore[assignment]
        connect_timeout: float | None = BaseRequest.DEFAULT_NONE,  # type: ignore[assignment]
        pool_timeout: float | None = BaseRequest.DEFAULT_NONE,  # type: ignore[assignment]
    ) -> tuple[int, bytes]:
        problem: TelegramError | None
        try:
            code, content = await super().do_request(
                url, method, request_data, read_timeout, write_timeout, connect_timeout, pool_timeout
            )
            problem = None if code < 300 else refusal(code, content)
        except NetworkError as error:
            problem = _lost(error)
        except httpx.InvalidURL:
            problem = NotWritten("the address of the Bot API is not a valid URL")
        if problem is not None:
            raise problem
        return code, content


def _lost(error: NetworkError) -> TelegramError:
    name = type(error.__cause__ or error).__name__
    return NotWritten(name) if isinstance(error.__cause__, UNWRITTEN) else MaybeWritten(name)


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


def connect(
    token: str, api_url: str, *, senders: int, answer_seconds: float, poll_seconds: float, use_proxy: bool
) -> RawBot:
    """One pool for long polls, another for everything else, so that neither waits for the other."""

    def wire(connections: int, read_timeout: float) -> Wire:
        limits = httpx.Limits(max_connections=connections, keepalive_expiry=KEEP_ALIVE)
        return Wire(
            connection_pool_size=connections,
            read_timeout=read_timeout,
            write_timeout=10.0,
            connect_timeout=10.0,
            pool_timeout=10.0,
            httpx_kwargs={"limits": limits, "trust_env": use_proxy},
        )

    base = api_url.rstrip("/")
    return RawBot(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=wire(senders, answer_seconds),
        get_updates_request=wire(2, poll_seconds + 15.0),
    )
