"""Somebody who sends a body and never comes to its end."""

import asyncio
from collections.abc import Mapping
from urllib.parse import urlsplit


async def status_of_slow_post(url: str, headers: Mapping[str, str]) -> int:
    """What is answered to a body of which only the beginning comes."""
    address = urlsplit(url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    lines = [f"POST {address.path} HTTP/1.1", "Host: here", "Content-Length: 100"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join([*lines, "", '{"up']).encode())
    async with asyncio.timeout(10):
        answer = await reader.readline()
    writer.close()
    return int(answer.split()[1])
