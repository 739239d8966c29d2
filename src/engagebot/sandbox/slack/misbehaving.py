"""Carries out the orders to misbehave (sandbox/faults.py) on calls of the Web API."""

import asyncio
import math
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from engagebot.sandbox.cutting import cut
from engagebot.sandbox.faults import Fault, FaultKind
from engagebot.sandbox.slack.answers import rate_limited
from engagebot.sandbox.slack.wire import SlackError


async def misbehave(
    fault: Fault, method: str, about: tuple[str, ...], request: Request, go: Callable[[], Response]
) -> Response:
    """`go` does what the call asks for. A hang ends in it, unless the caller gives up before: then nothing is done.

    `about`: whom or what the call concerns; empty if nobody in particular.
    """
    match fault.kind:
        case FaultKind.RATE_LIMITED:
            return rate_limited(max(1, math.ceil(fault.seconds)))
        case FaultKind.SERVER_ERROR:
            return HTMLResponse("<html><body><h1>Server Error</h1></body></html>", 500)
        case FaultKind.FORBIDDEN:
            raise SlackError(_forbidden(method, about))
        case FaultKind.NOT_FOUND:
            raise SlackError(_not_found(method))
        case FaultKind.HANG:
            return Response() if await _gave_up(request, fault.seconds) else go()
        case FaultKind.CUT_BEFORE:
            await cut(request)
            return Response()
        case FaultKind.CUT_AFTER:
            go()
            await cut(request)
            return Response()


def _forbidden(method: str, about: tuple[str, ...]) -> str:
    """Without anybody in particular it is the token that is refused."""
    if not about:
        return "account_inactive"
    return "user_disabled" if method == "conversations.open" else "restricted_action"


def _not_found(method: str) -> str:
    match method.partition(".")[0]:
        case "users":
            return "user_not_found"
        case "files":
            return "file_not_found"
        case "views":
            return "not_found"
    return "user_not_found" if method == "conversations.open" else "channel_not_found"


async def _gave_up(request: Request, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            while (await request.receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return False
    return True
