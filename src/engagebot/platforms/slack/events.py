"""Slack's events, presses and commands by HTTP, answered 200 only once their effects are committed."""

import hmac
from collections.abc import Callable

import structlog
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from yarl import URL

from engagebot.domain.clock import Clock
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
from engagebot.platforms.slack.incoming import Payload
from engagebot.platforms.slack.reception import NotInTime, Take

log = structlog.get_logger(__name__)

LARGEST = 1024 * 1024
OLDEST = 300.0
"""Seconds. Source: https://docs.slack.dev/authentication/verifying-requests-from-slack"""

FORM = b"application/x-www-form-urlencoded"


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
        return Route(self._path, self, methods=["POST"])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answered = await self._receive(headers_of(scope), receive)
        await answered.through(send)

    async def _receive(self, headers: Headers, receive: Receive) -> Answered:
        stamp = headers.get(b"x-slack-request-timestamp", b"")
        if not self._recent(stamp):
            return Answered(403, b"no or old timestamp")
        try:
            body = await read_body(headers, receive, LARGEST, self._body_seconds)
        except BodyRefused as refused:
            return Answered(refused.status, b"body refused")
        if not self._signed(body, stamp, headers.get(b"x-slack-signature", b"")):
            return Answered(403, b"wrong signature")
        return await self._hand_over(body, headers.get(b"content-type", b""))

    def _recent(self, stamp: bytes) -> bool:
        if not stamp.isdigit() or len(stamp) > 12:
            return False
        return abs(self._clock.now().timestamp() - int(stamp)) <= OLDEST

    def _signed(self, body: bytes, stamp: bytes, signature: bytes) -> bool:
        right = hmac.digest(self._secret, b"v0:" + stamp + b":" + body, "sha256").hex()
        return hmac.compare_digest(f"v0={right}".encode(), signature)

    async def _hand_over(self, body: bytes, content_type: bytes) -> Answered:
        """Slack sends again whatever is not answered with 2xx."""
        try:
            payload = payload_of(body, content_type)
        except (ValueError, RecursionError):
            return Answered(400, b"not a payload")
        if payload.get("type") == "url_verification":
            return Answered(200, json_bytes({"challenge": payload.get("challenge")}), JSON_TYPE)
        take = self._take()
        if take is None:
            return Answered(503, b"not started yet")
        try:
            await take(payload)
        except NotInTime:
            log.warning("update_not_stored_in_time", kind=str(payload.get("type")))
            return Answered(503, b"not stored yet, send it again")
        except Exception as error:
            log.error("update_not_handled", kind=str(payload.get("type")), exc_info=error)
            return Answered(503, b"not stored, send it again")
        return Answered(200)


def payload_of(body: bytes, content_type: bytes) -> Payload:
    """Events come as JSON, presses as JSON within a form, commands as a form. Raises `ValueError` for all else."""
    text = body.decode()
    if content_type.startswith(FORM):
        # The standard library takes ten times as long for it, which is as long as storing a vote.
        form = URL.build(query_string=text, encoded=True).query
        if "payload" not in form:
            return {name: form[name] for name in form}
        text = form["payload"]
    payload = json_value(text)
    if not isinstance(payload, dict):
        raise ValueError("a payload is a JSON object")
    return payload
