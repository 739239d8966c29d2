"""Telegram's updates by webhook, answered 200 only once their effects are committed."""

import hmac
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import structlog
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from engagebot.channel import Handle
from engagebot.platforms.bodies import IN_TIME, BodyRefused, json_bytes, read_body
from engagebot.platforms.telegram.incoming import Heard, Me, read
from engagebot.platforms.telegram.presses import answer_to
from engagebot.platforms.turns import Turns

log = structlog.get_logger(__name__)

LARGEST = 1024 * 1024
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105


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
        self._webhook = webhook
        self._me = me
        self._handle = handle
        self._turns = Turns()

    def route(self) -> Route:
        return Route(self._webhook.path, self._receive, methods=["POST"])

    async def _receive(self, request: Request) -> Response:
        """Telegram sends again whatever is not answered with 2xx."""
        if not self._proven(request):
            return PlainTextResponse("wrong secret", 403)
        me = self._me()
        if me is None:
            return PlainTextResponse("not started yet", 503)
        try:
            heard = read(json.loads(await read_body(request, LARGEST, self._body_seconds)), me)
        except BodyRefused as refused:
            return PlainTextResponse("body refused", refused.status)
        except (ValueError, RecursionError, ValidationError):
            return PlainTextResponse("not an update", 400)
        return await self._hand_over(heard)

    def _proven(self, request: Request) -> bool:
        given = request.headers.get(SECRET_HEADER, "")
        return hmac.compare_digest(given.encode(), self._webhook.secret.encode())

    async def _hand_over(self, heard: Heard) -> Response:
        chat = heard.incoming.chat if heard.incoming else ""
        try:
            async with self._turns.of(chat):
                answer = await answer_to(heard, self._handle)
        except Exception as error:
            log.error("update_not_handled", update=heard.number, exc_info=error)
            return PlainTextResponse("not stored, send it again", 503)
        if answer is None:
            return PlainTextResponse("ok")
        return Response(json_bytes({"method": "answerCallbackQuery", **answer}), media_type="application/json")
