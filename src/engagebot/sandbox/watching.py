"""A chat that is read again and again: sent whole only where it is not known already."""

import math
from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from engagebot.sandbox.bell import Bell, Ring

LONGEST_WAIT = 25.0
NOT_MODIFIED = 304


async def watched(request: Request, bell: Bell, person: Ring, show: Callable[[], Mapping[str, object]]) -> Response:
    """What `show` gives, with an ETag. To a request whose If-None-Match has the present one: 304 and no content.

    With `?wait=<seconds>` that answer takes its time: a change within so many seconds (25 at most) is sent at once.
    """
    known = request.headers.get("if-none-match", "").strip('"')
    wait = _seconds(request.query_params.get("wait", "0"))
    if wait and known == bell.state(person):
        await bell.changed(person, known, wait)
    state = bell.state(person)
    headers = {"ETag": f'"{state}"', "Cache-Control": "no-cache"}
    if known == state:
        return Response(status_code=NOT_MODIFIED, headers=headers)
    return JSONResponse(show(), headers=headers)


def _seconds(given: str) -> float:
    try:
        seconds = float(given)
    except ValueError:
        return 0.0
    return min(max(seconds, 0.0), LONGEST_WAIT) if math.isfinite(seconds) else 0.0
