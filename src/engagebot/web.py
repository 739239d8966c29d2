"""A web server within a running program: it is told where to listen and when to stop, and leaves signals alone."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Sequence

import uvicorn
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from engagebot.patience import HEAD_SECONDS, impatient


class Straight:
    """Hands what is posted to the given routes straight to them, and all else to `app`: Starlette's own way there takes
    longer than reading the request."""

    def __init__(self, app: ASGIApp, routes: Sequence[Route]) -> None:
        self._app = app
        self._posted = {route.path: route.app for route in routes}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        posted = scope["type"] == "http" and scope["method"] == "POST"
        app = self._posted.get(scope["path"], self._app) if posted else self._app
        await app(scope, receive, send)


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def web_server(
    app: ASGIApp,
    listener: socket.socket,
    *,
    grace_seconds: int = 5,
    hang_up: Callable[[], None] | None = None,
    head_seconds: float = HEAD_SECONDS,
) -> AsyncIterator[asyncio.Task[None]]:
    """Serves `app` on a bound socket while the block runs; requests under way then have `grace_seconds` to end.
    What it yields is done when the server has ended by itself, which it should not.

    With `hang_up`, which is called first, every open connection is cut instead of waited for.
    """
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=grace_seconds,
        http=impatient(head_seconds),
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]), name="the web server")
    try:
        while not server.started:
            if task.done():
                task.result()
                raise RuntimeError("The web server stopped before it had started.")
            await asyncio.sleep(0.005)
        yield task
    finally:
        server.should_exit = True
        if hang_up is not None:
            hang_up()
            for connection in list(server.server_state.connections):
                connection.transport.abort()
        await asyncio.wait([task])
        listener.close()
        if not task.cancelled():
            task.result()
