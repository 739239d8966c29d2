"""The yardstick: `python -m benchmarks.acks.noop PORT PATH...` reads each body and answers 200, until its input ends.

Starlette under the very server that `engagebot serve` uses, and on the same event loop.
"""

import asyncio
import socket
import sys

import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from engagebot.web import web_server


async def noop(request: Request) -> Response:
    await request.body()
    return PlainTextResponse("ok")


async def serve(port: int, paths: list[str]) -> None:
    listener = socket.create_server(("127.0.0.1", port))
    app = Starlette(routes=[Route(path, noop, methods=["POST"]) for path in paths])
    async with web_server(app, listener, hang_up=lambda: None):
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), sys.argv[2:]))
