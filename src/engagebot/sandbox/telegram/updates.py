"""What waits for a bot until it has confirmed it, and the long polls that wait for that."""

import asyncio
from collections import defaultdict

from engagebot.sandbox.shelf import Shelf
from engagebot.sandbox.telegram.drawer import Counter, Drawer, Thing
from engagebot.sandbox.telegram.errors import conflict

FIRST_UPDATE = 100_000_001
ON_REQUEST_ONLY = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class Updates:
    """Kept until confirmed, without the 24 hours' limit, as the sandbox's clock may leap."""

    def __init__(self, shelf: Shelf, counters: Drawer) -> None:
        self._counters = counters
        self._numbers: dict[int, Counter] = {}
        self._drawer = Drawer(shelf, "updates")
        self._wanted = Drawer(shelf, "allowed_updates")
        self._polls: dict[int, asyncio.Future[str]] = {}
        self._arrivals: dict[int, asyncio.Event] = defaultdict(asyncio.Event)
        self._pending: dict[int, dict[int, Thing]] = defaultdict(dict)
        for key, update in self._drawer.items():
            bot, number = map(int, key.split("/"))
            self._pending[bot][number] = update

    def add(self, bot: int, kind: str, content: Thing) -> None:
        """Queues an update of a kind (message, callback_query...) unless the bot does not want that kind."""
        wanted = self.wanted(bot)
        if (kind not in wanted) if wanted else (kind in ON_REQUEST_ONLY):
            return
        if bot not in self._numbers:
            self._numbers[bot] = Counter(self._counters, f"update/{bot}", FIRST_UPDATE)
        number = self._numbers[bot].take()
        self._pending[bot][number] = {"update_id": number, kind: content}
        self._drawer.put(f"{bot}/{number}", self._pending[bot][number])
        self._arrivals[bot].set()
        self._end_poll(bot, "")

    def wanted(self, bot: int) -> list[str]:
        """allowed_updates as last set; empty means all but those that come on request only."""
        kept = self._wanted.get(str(bot))
        return list(kept["kinds"]) if kept else []

    def want(self, bot: int, kinds: list[str]) -> None:
        if kinds != self.wanted(bot):
            self._wanted.put(str(bot), {"kinds": kinds})

    def waiting(self, bot: int) -> list[Thing]:
        return list(self._pending[bot].values())

    def forget(self, bot: int, below: int | None = None) -> None:
        """Confirms every update with a lower id, or every one."""
        for number in [number for number in self._pending[bot] if below is None or number < below]:
            del self._pending[bot][number]
            self._drawer.drop(f"{bot}/{number}")

    def forget_from_offset(self, bot: int, offset: int) -> None:
        """As getUpdates understands `offset`: a negative one keeps that many from the end."""
        if offset < 0:
            kept = list(self._pending[bot])[offset:]
            self.forget(bot, kept[0] if kept else None)
        elif offset > 0:
            self.forget(bot, offset)

    def is_polled(self, bot: int) -> bool:
        """Whether a long poll waits now."""
        return bot in self._polls

    async def poll(self, bot: int, limit: int, timeout: float) -> list[Thing]:
        """Up to `limit` updates, waiting up to `timeout` seconds for one; raises 409 if another call takes over."""
        self.end_polls(bot, "terminated by other getUpdates request; make sure that only one bot instance is running")
        if not self._pending[bot] and timeout > 0:
            poll = self._polls[bot] = asyncio.get_running_loop().create_future()
            try:
                async with asyncio.timeout(timeout):
                    reason = await poll
            except TimeoutError:
                reason = ""
            finally:
                if self._polls.get(bot) is poll:
                    del self._polls[bot]
            if reason:
                raise conflict(reason)
        return self.waiting(bot)[:limit]

    def end_polls(self, bot: int, reason: str) -> None:
        """Lets a waiting getUpdates answer 409 with the reason."""
        self._end_poll(bot, reason)

    def _end_poll(self, bot: int, reason: str) -> None:
        poll = self._polls.pop(bot, None)
        if poll is not None and not poll.done():
            poll.set_result(reason)

    async def first(self, bot: int) -> Thing:
        """The oldest waiting update, as soon as there is one."""
        while not self._pending[bot]:
            self._arrivals[bot].clear()
            await self._arrivals[bot].wait()
        return next(iter(self._pending[bot].values()))
