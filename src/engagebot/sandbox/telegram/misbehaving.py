"""Carries out the orders to misbehave (sandbox/faults.py) on calls of the Bot API."""

import asyncio
import contextlib
import math
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from engagebot.sandbox.cutting import cut
from engagebot.sandbox.faults import Fault, FaultKind
from engagebot.sandbox.telegram.errors import ApiError, bad_request, forbidden, too_many_requests

Go = Callable[[], Awaitable[Response]]
_NOTHING_FOUND = {
    "editMessageText": "message to edit not found",
    "editMessageCaption": "message to edit not found",
    "editMessageReplyMarkup": "message to edit not found",
    "deleteMessage": "message to delete not found",
    "answerCallbackQuery": "query is too old and response timeout expired or query ID is invalid",
    "getFile": "invalid file_id",
}


async def misbehave(fault: Fault, method: str, request: Request, go: Go) -> Response:
    """`go` does what the call asks for. A hang ends in it, unless the caller gave up before; then nothing is done."""
    match fault.kind:
        case FaultKind.RATE_LIMITED:
            raise too_many_requests(max(1, math.ceil(fault.seconds)))
        case FaultKind.SERVER_ERROR:
            raise ApiError(500, "Internal Server Error")
        case FaultKind.FORBIDDEN:
            raise forbidden("bot was blocked by the user")
        case FaultKind.NOT_FOUND:
            raise bad_request(_NOTHING_FOUND.get(method, "chat not found"))
        case FaultKind.HANG:
            return Response() if await _gave_up(request, fault.seconds) else await go()
        case FaultKind.CUT_BEFORE:
            await cut(request)
            return Response()
        case FaultKind.CUT_AFTER:
            with contextlib.suppress(ApiError):
                await go()
            await cut(request)
            return Response()


async def _gave_up(request: Request, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await left(request)
    except TimeoutError:
        return False
    return True


async def left(request: Request) -> None:
    """Waits until the caller closes the connection; the request's body must have been read."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
