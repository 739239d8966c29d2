"""Telegram's updates by webhook, answered 200 only once their effects are committed."""

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import structlog
from pydantic import ValidationError
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from engagebot.channel import Handle
from engagebot.platforms.bodies import (
    IN_TIME,
    JSON_TYPE,
    Answered,
    BodyRefused,
    Headers,
    headers_of,
    json_bytes,
    json_value,
    read_body,
)
from engagebot.platforms.telegram.incoming import Heard, Me, read
from engagebot.platforms.telegram.presses import answer_to
from engagebot.platforms.turns import Turns

log = structlog.get_logger(__name__)

LARGEST = 1024 * 1024
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
SECRET_HEADER = b"x-telegram-bot-api-secret-token"


@dataclass(frozen=True, slots=True)
class Webhook:
    """`url`: public, https. `secret`: 1-256 of A-Z a-z 0-9 _ -; what Telegram proves itself by."""

    url: str
    secret: str
    connections: int = 40

    def __post_init__(self) -> None:
        if not SECRET.fullmatch(self.secret):
            raise ValueError("The webhook's secret needs 1 to 256 characters of A-Z a-z 0-9 _ and -.")

    @property
    def path(self) -> str:
        return urlsplit(self.url).path or "/"


class Receiver:
    """A press is answered by the very response, which spares a call.
    Source: https://core.telegram.org/bots/api#making-requests-when-getting-updates"""

    def __init__(
        self, webhook: Webhook, me: Callable[[], Me | None], handle: Handle, body_seconds: float = IN_TIME
    ) -> None:
        self._body_seconds = body_seconds
        self._webhook, self._secret = webhook, webhook.secret.encode()
        self._me = me
        self._handle = handle
        self._turns = Turns()

    def route(self) -> Route:
        return Route(self._webhook.path, self, methods=["POST"])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answered = await self._receive(headers_of(scope), receive)
        await answered.through(send)

    async def _receive(self, headers: Headers, receive: Receive) -> Answered:
        """Telegram sends again whatever is not answered with 2xx."""
        if not hmac.compare_digest(headers.get(SECRET_HEADER, b""), self._secret):
            return Answered(403, b"wrong secret")
        me = self._me()
        if me is None:
            return Answered(503, b"not started yet")
        try:
            heard = read(json_value(await read_body(headers, receive, LARGEST, self._body_seconds)), me)
        except BodyRefused as refused:
            return Answered(refused.status, b"body refused")
        except (ValueError, RecursionError, ValidationError):
            return Answered(400, b"not an update")
        return await self._hand_over(heard)

    async def _hand_over(self, heard: Heard) -> Answered:
        chat = heard.incoming.chat if heard.incoming else ""
        try:
            async with self._turns.of(chat):
                answer = await answer_to(heard, self._handle)
        except Exception as error:
            log.error("update_not_handled", update=heard.number, exc_info=error)
            return Answered(503, b"not stored, send it again")
        if answer is None:
            return Answered(200, b"ok")
        return Answered(200, json_bytes({"method": "answerCallbackQuery", **answer}), JSON_TYPE)
