"""The Web API over HTTP: https://docs.slack.dev/apis/web-api"""

import hmac

from starlette.requests import Request
from starlette.responses import Response

from engagebot.sandbox.slack.answers import rate_limited, refusal, success
from engagebot.sandbox.slack.arguments import Arguments, read_arguments
from engagebot.sandbox.slack.methods.chat import CHAT
from engagebot.sandbox.slack.methods.conversations import CONVERSATIONS
from engagebot.sandbox.slack.methods.method import Method
from engagebot.sandbox.slack.methods.people import PEOPLE
from engagebot.sandbox.slack.methods.sharing import SHARING
from engagebot.sandbox.slack.methods.surfaces import SURFACES
from engagebot.sandbox.slack.misbehaving import misbehave
from engagebot.sandbox.slack.server import SlackServer
from engagebot.sandbox.slack.wire import SlackError

METHODS = {**CHAT, **CONVERSATIONS, **PEOPLE, **SURFACES, **SHARING}
_ADDRESSES = ("channel", "channel_id", "channels", "user", "users", "user_id")


class WebApi:
    def __init__(self, slack: SlackServer) -> None:
        self._slack = slack

    async def call(self, request: Request) -> Response:
        name = request.path_params["method"]
        try:
            method = METHODS.get(name)
            if method is None:
                raise SlackError("unknown_method", req_method=name)
            arguments = await read_arguments(request, takes_json=method.takes_json)
            self._admit(method, arguments.token)
            return await self._obey(request, name, method, arguments)
        except SlackError as error:
            return refusal(error)

    async def _obey(self, request: Request, name: str, method: Method, arguments: Arguments) -> Response:
        slack = self._slack
        wait = slack.rates.take(name, method.tier, arguments.text("channel")) if slack.rates else None
        if wait is not None:
            return rate_limited(wait)
        about = self._about(arguments)
        fault = slack.world.faults.take("slack", name, about[0] if about else None, *about[1:])

        def go() -> Response:
            try:
                return success(method.handle(slack, arguments), arguments.warnings, slack.app)
            except SlackError as error:
                return refusal(error)

        return go() if fault is None else await misbehave(fault, name, about, request, go)

    def _admit(self, method: Method, token: str | None) -> None:
        if method.open:
            return
        if not token:
            raise SlackError("not_authed")
        right, other = self._slack.bot_token, self._slack.app_token
        if method.app_level:
            right, other = other, right
        if hmac.compare_digest(token, other):
            raise SlackError("not_allowed_token_type")
        if not hmac.compare_digest(token, right):
            raise SlackError("invalid_auth")

    def _about(self, arguments: Arguments) -> tuple[str, ...]:
        """Whom or what the call concerns, under both names where it is a direct message."""
        name = next((arguments.text(key) for key in _ADDRESSES if arguments.text(key)), "")
        if not name:
            return ()
        channel = self._slack.workspace.channels.get(name) or self._slack.workspace.direct_channel(name)
        known = (channel.id, channel.person or channel.id) if channel else (name,)
        return tuple(dict.fromkeys((name, *known)))
