"""Breaks a connection the way a failing network does: nothing more is answered on it."""

import asyncio

from starlette.requests import Request


class CannotCut(Exception):
    """The connection cannot be cut from here; serve the sandbox with uvicorn, without middleware that wraps receive."""


async def cut(request: Request) -> None:
    """Closes the request's TCP connection under uvicorn; whatever is answered afterwards goes nowhere.

    ASGI has no word for this. Under uvicorn the `receive` callable is a method of the object that holds the
    transport; `abort` drops what is unsent, and one turn of the loop lets uvicorn notice that nobody is there.
    """
    transport = getattr(getattr(request.receive, "__self__", None), "transport", None)
    if not isinstance(transport, asyncio.Transport):
        raise CannotCut(CannotCut.__doc__)
    transport.abort()
    await asyncio.sleep(0)
