"""HTTP instead of sockets: signed posts to the app's request URLs.

https://docs.slack.dev/apis/events-api/using-http-request-urls
https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx

from engagebot.sandbox.slack.courier import NotTaken
from engagebot.sandbox.slack.ids import new_secret
from engagebot.sandbox.slack.wire import Payload

_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class RequestUrls:
    """Where the app listens; all three may be the same."""

    events: str = ""
    interactivity: str = ""
    commands: str = ""


class RequestUrlCourier:
    """`wall` gives Unix seconds for signatures: real time, since whoever checks them has no other."""

    def __init__(
        self, urls: RequestUrls, secret: str, ack_seconds: float, wall: Callable[[], float], again: float = 1.0
    ) -> None:
        self._urls = urls
        self._secret = secret
        self._ack_seconds = ack_seconds
        self._wall = wall
        self._again = again
        self._tls = httpx.create_ssl_context()
        """Made once: it takes longer than all the rest of a request."""
        self._verified = False
        self._verifying = asyncio.Lock()

    async def ready(self) -> None:
        """Once the events URL has answered the challenge; asks again every `again` seconds until then."""
        async with self._verifying:
            while not self._verified:
                self._verified = await self._verify()
                if not self._verified:
                    await asyncio.sleep(self._again)

    async def event(self, payload: Payload, person: str, tries: int, reason: str) -> None:
        retry = {"X-Slack-Retry-Num": str(tries), "X-Slack-Retry-Reason": reason} if tries else {}
        await self._post(self._urls.events, json.dumps(payload), "application/json", retry)

    async def interaction(self, payload: Payload, person: str) -> Payload:
        body = urlencode({"payload": json.dumps(payload)})
        return _body(await self._post(self._urls.interactivity, body, _FORM, {}))

    async def command(self, payload: Payload, person: str) -> Payload:
        return _body(await self._post(self._urls.commands, urlencode(payload), _FORM, {}))

    async def _verify(self) -> bool:
        challenge = new_secret(52)
        question = {"token": "sandbox-verification-token", "challenge": challenge, "type": "url_verification"}
        try:
            answer = await self._post(self._urls.events, json.dumps(question), "application/json", {})
        except NotTaken:
            return False
        return answer.text.strip() == challenge or _body(answer).get("challenge") == challenge

    async def _post(self, url: str, body: str, kind: str, extra: dict[str, str]) -> httpx.Response:
        stamp = str(int(self._wall()))
        headers = {
            "Content-Type": kind,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature(self._secret, stamp, body),
            **extra,
        }
        try:
            async with httpx.AsyncClient(timeout=self._ack_seconds, trust_env=False, verify=self._tls) as client:
                answer = await client.post(url, content=body.encode(), headers=headers)
        except httpx.TimeoutException:
            raise NotTaken("http_timeout") from None
        except (httpx.HTTPError, httpx.InvalidURL):
            raise NotTaken("connection_failed") from None
        if not answer.is_success:
            raise NotTaken("http_error", final=answer.headers.get("x-slack-no-retry") == "1")
        return answer


def signature(secret: str, stamp: str, body: str) -> str:
    """The v0 signature over the version, the timestamp and the raw body."""
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256)
    return f"v0={digest.hexdigest()}"


def _body(answer: httpx.Response) -> Payload:
    """The acknowledgement's JSON; plain text counts as a message's text."""
    if not answer.text.strip():
        return {}
    try:
        body = answer.json()
    except ValueError:
        return {"text": answer.text}
    return body if isinstance(body, dict) else {}
