"""Presses of callback buttons, until the bot answers them or it is too late."""

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from engagebot.sandbox.shelf import Shelf
from engagebot.sandbox.telegram.drawer import Drawer
from engagebot.sandbox.telegram.errors import bad_request


@dataclass(frozen=True, slots=True)
class Notice:
    """What the person sees after a press: a short notice, an alert to close, or a link that opens."""

    text: str | None = None
    alert: bool = False
    url: str | None = None


class Queries:
    """`lifetime`: the seconds of real time for which a query may be answered, once."""

    def __init__(self, shelf: Shelf, lifetime: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._drawer = Drawer(shelf, "queries")
        self._lifetime = lifetime
        self._clock = clock
        self._asked = {key: clock() for key, _ in self._drawer.items()}
        self._watchers: dict[str, asyncio.Future[Notice]] = {}

    def ask(self, bot: int) -> str:
        """A new query's id."""
        self._drop_old()
        query = str(10**17 + secrets.randbelow(9 * 10**17))
        self._asked[query] = self._clock()
        self._drawer.put(query, {"bot": bot})
        return query

    def answer(self, bot: int, query: str, notice: Notice) -> None:
        """Raises 400 if the query is none of the bot's, too old, or answered before."""
        self._drop_old()
        asked = self._drawer.get(query)
        if asked is None or asked["bot"] != bot:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        self._forget(query)
        watcher = self._watchers.pop(query, None)
        if watcher is not None and not watcher.done():
            watcher.set_result(notice)

    async def watch(self, query: str, seconds: float) -> Notice | None:
        """The bot's answer, or None if none came in time. Call it before the bot can have answered."""
        watcher: asyncio.Future[Notice] = asyncio.get_running_loop().create_future()
        self._watchers[query] = watcher
        try:
            async with asyncio.timeout(seconds):
                return await watcher
        except TimeoutError:
            return None
        finally:
            self._watchers.pop(query, None)

    def _drop_old(self) -> None:
        now = self._clock()
        for query in [query for query, asked in self._asked.items() if now - asked >= self._lifetime]:
            self._forget(query)

    def _forget(self, query: str) -> None:
        self._asked.pop(query, None)
        self._drawer.drop(query)
