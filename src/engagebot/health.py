"""The health check: whether this process does its part, and which part that is."""

import asyncio

from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from engagebot.app import Engagebot
from engagebot.storage.database import Database

DATABASE_SECONDS = 3.0
"""A database that takes longer to answer anything counts as away."""


class Health:
    def __init__(self, bot: Engagebot, ready: asyncio.Event) -> None:
        self._bot, self._ready = bot, ready

    def route(self) -> Route:
        return Route("/health", self._show, methods=["GET"])

    async def _show(self, _: Request) -> Response:
        """`state` is `ready` with 200; `starting` or `database unreachable` with 503. `leads`: the lanes in which
        this process sends, `receive` and a lane where it asks the platform, and `duties`."""
        state = await self._state()
        part = {"state": state, "role": self._bot.role, "leads": self._bot.leader.held()}
        return JSONResponse(part, 200 if state == "ready" else 503)

    async def _state(self) -> str:
        if not self._ready.is_set():
            return "starting"
        return "ready" if await answers(self._bot.database) else "database unreachable"


async def answers(database: Database) -> bool:
    try:
        async with asyncio.timeout(DATABASE_SECONDS), database.read() as session:
            await session.execute(select(1))
    except Exception:
        return False
    return True
