"""A web server within this process, on a port of the loopback."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.applications import Starlette


class _Server(uvicorn.Server):
    """Leaves the signals to the program around it, and hangs up on open pages when it is told to stop."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def loopback_socket(port: int) -> socket.socket:
    """Bound to `port`, or to any free one if that is 0 or taken."""
    # Named as TCP, since asyncio turns Nagle's algorithm off only where the protocol is told.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError:
        listener.bind(("127.0.0.1", 0))
    return listener


def url_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()
    return f"http://{host}:{port}"


@contextlib.asynccontextmanager
async def serving(app: Starlette, listener: socket.socket) -> AsyncIterator[None]:
    config = uvicorn.Config(app, access_log=False, timeout_graceful_shutdown=1, log_config=None)
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started:
            if task.done():
                task.result()
                raise RuntimeError("The web server stopped before it had started.")
            await asyncio.sleep(0.005)
        yield
    finally:
        server.should_exit = True
        app.state.rings.hang_up()
        for connection in list(server.server_state.connections):
            connection.transport.abort()
        await task
