"""A real HTTP server for an ASGI app within the test process, on a free loopback port."""

import contextlib
import socket
from collections.abc import AsyncIterator
from typing import Any

from engagebot.web import web_server


def free_socket() -> socket.socket:
    """A bound loopback socket; its port is known before anything is served on it."""
    # asyncio sets TCP_NODELAY only on sockets that say they are TCP; without it each answer waits 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", 0))
    return listener


def url_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()
    return f"http://{host}:{port}"


@contextlib.asynccontextmanager
async def serving(app: Any, listener: socket.socket | None = None) -> AsyncIterator[str]:
    """Serves `app`, yields its base URL without a final slash, and stops it, cutting what is still open.

    Give a `free_socket()` where the app has to know its own URL (`url_of`) before it is served.
    """
    listener = listener or free_socket()
    async with web_server(app, listener, grace_seconds=1, hang_up=lambda: None):
        yield url_of(listener)
