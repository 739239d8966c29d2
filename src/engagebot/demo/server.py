"""Where a demo is served: on a port of the loopback."""

import socket


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
