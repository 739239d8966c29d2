"""Connections to the platforms."""

from typing import Any

import aiohttp
from aiohttp.connector import Connection

from engagebot.channel import UNDER_WAY

KEEP_ALIVE = 3.0
"""Seconds. Shorter than any server's own, so that no request is written on a connection just being closed."""


class Connector(aiohttp.TCPConnector):
    """Says when a request has its connection, and is about to be written: opening one may take long."""

    def __init__(self, connections: int) -> None:
        super().__init__(limit=connections, keepalive_timeout=KEEP_ALIVE)

    async def connect(self, *arguments: Any, **more: Any) -> Connection:
        connection = await super().connect(*arguments, **more)
        if (under_way := UNDER_WAY.get(None)) is not None:
            under_way()
        return connection
