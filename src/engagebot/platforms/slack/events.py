"""Slack's events, presses and commands by HTTP, answered 200 only once their effects are committed."""

import hashlib
import hmac
import json
from collections.abc import Callable
from urllib.parse import parse_qs

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from engagebot.domain.clock import Clock
from engagebot.platforms.bodies import IN_TIME, BodyRefused, read_body
from engagebot.platforms.slack.incoming import Payload
from engagebot.platforms.slack.reception import NotInTime, Take

log = structlog.get_logger(__name__)

LARGEST = 1024 * 1024
OLDEST = 300.0
"""Seconds. Source: https://docs.slack.dev/authentication/verifying-requests-from-slack"""

FORM = "application/x-www-form-urlencoded"


class Receiver:
    """Checks size, age and signature before anything in the body is looked at.

    Bolt does not see these payloads: it fails with a traceback on one of another shape than it expects.
    """

    def __init__(
        self,
        secret: str,
        clock: Clock,
        take: Callable[[], Take | None],
        path: str = "/slack/events",
        body_seconds: float = IN_TIME,
    ) -> None:
        self._body_seconds = body_seconds
        self._secret = secret.encode()
        self._clock = clock
        self._take = take
        self._path = path

    def route(self) -> Route:
        return Route(self._path, self._receive, methods=["POST"])

    async def _receive(self, request: Request) -> Response:
        stamp = request.headers.get("x-slack-request-timestamp", "")
        if not self._recent(stamp):
            return PlainTextResponse("no or old timestamp", 403)
        try:
            body = await read_body(request, LARGEST, self._body_seconds)
        except BodyRefused as refused:
            return PlainTextResponse("body refused", refused.status)
        if not self._signed(body, stamp, request.headers.get("x-slack-signature", "")):
            return PlainTextResponse("wrong signature", 403)
        return await self._hand_over(body, request.headers.get("content-type", ""))

    def _recent(self, stamp: str) -> bool:
        if not (stamp.isascii() and stamp.isdigit()) or len(stamp) > 12:
            return False
        return abs(self._clock.now().timestamp() - int(stamp)) <= OLDEST

    def _signed(self, body: bytes, stamp: str, signature: str) -> bool:
        right = hmac.new(self._secret, b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(f"v0={right}".encode(), signature.encode())

    async def _hand_over(self, body: bytes, content_type: str) -> Response:
        """Slack sends again whatever is not answered with 2xx."""
        try:
            payload = payload_of(body, content_type)
        except (ValueError, RecursionError):
            return PlainTextResponse("not a payload", 400)
        if payload.get("type") == "url_verification":
            return JSONResponse({"challenge": payload.get("challenge")})
        take = self._take()
        if take is None:
            return PlainTextResponse("not started yet", 503)
        try:
            await take(payload)
        except NotInTime:
            log.warning("update_not_stored_in_time", kind=str(payload.get("type")))
            return PlainTextResponse("not stored yet, send it again", 503)
        except Exception as error:
            log.error("update_not_handled", kind=str(payload.get("type")), exc_info=error)
            return PlainTextResponse("not stored, send it again", 503)
        return Response()


def payload_of(body: bytes, content_type: str) -> Payload:
    """Events come as JSON, presses as JSON within a form, commands as a form. Raises `ValueError` for all else."""
    text = body.decode()
    if content_type.startswith(FORM):
        form = {name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()}
        if "payload" not in form:
            return dict(form)
        text = form["payload"]
    payload = json.loads(text)
    if not isinstance(payload, dict):
        raise ValueError("a payload is a JSON object")
    return payload
