"""Long polling that confirms an update only once its effects are committed."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable

import structlog
from pydantic import JsonValue, ValidationError
from telegram.error import TelegramError

from engagebot.channel import Report, unheard
from engagebot.platforms.pauses import pauses
from engagebot.platforms.telegram.hindrances import CONFLICT, Hindrances
from engagebot.platforms.telegram.incoming import Heard, Me, read
from engagebot.platforms.telegram.updates import WANTED
from engagebot.platforms.telegram.wire import RawBot, Refused
from engagebot.platforms.telling import Telling

log = structlog.get_logger(__name__)

Take = Callable[[Heard], Awaitable[None]]
BATCH = 100
GRACE = 10.0
CONFIRM = 3.0
"""Seconds, once we are told to stop, for what is being handled, and for confirming it."""


class Poller:
    """Telegram counts as confirmed everything below the `offset` of the next getUpdates."""

    def __init__(self, bot: RawBot, me: Me, take: Take, poll_seconds: float, report: Report = unheard) -> None:
        self._bot = bot
        self._me = me
        self._take = take
        self._poll_seconds = poll_seconds
        self._hindrances = Hindrances()
        self._telling = Telling(report)
        self._offset: int | None = None
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled: then what is being handled is finished and confirmed."""
        while True:
            batch = await self._next_batch()
            work = asyncio.ensure_future(self._work(batch))
            try:
                await asyncio.shield(work)
            except asyncio.CancelledError:
                self._stopping.set()
                await self._wind_up(work)
                raise

    async def _wind_up(self, work: "asyncio.Future[None]") -> None:
        try:
            async with asyncio.timeout(GRACE):
                await work
            async with asyncio.timeout(CONFIRM):
                await self._ask(timeout=0, limit=1)
        except (TelegramError, TimeoutError) as error:
            log.warning("last_updates_unconfirmed", error=type(error).__name__, note="they will come again")

    async def _work(self, batch: list[Heard]) -> None:
        """Side by side across chats, in order within each."""
        chats: dict[str, list[Heard]] = defaultdict(list)
        done = {heard.number for heard in batch if heard.incoming is None and heard.press is None}
        for heard in batch:
            if heard.number not in done:
                chats[heard.incoming.chat if heard.incoming else ""].append(heard)
        await asyncio.gather(*(self._work_through(queue, done) for queue in chats.values()))
        for heard in batch:
            if heard.number not in done:
                break
            self._offset = heard.number + 1

    async def _work_through(self, queue: list[Heard], done: set[int]) -> None:
        for heard in queue:
            if self._stopping.is_set() or not await self._insist(heard):
                return
            done.add(heard.number)

    async def _insist(self, heard: Heard) -> bool:
        """Tries until it is handled; False if we are told to stop before."""
        for pause in pauses():
            try:
                await self._take(heard)
                return True
            except Exception as error:
                log.error("update_not_handled", update=heard.number, retry_in=round(pause, 1), exc_info=error)
            if await self._told_to_stop(pause):
                break
        return False

    async def _told_to_stop(self, within: float) -> bool:
        try:
            async with asyncio.timeout(within):
                await self._stopping.wait()
        except TimeoutError:
            return False
        return True

    async def _next_batch(self) -> list[Heard]:
        waits = pauses(first=1.0)
        while True:
            try:
                batch = await self._ask(timeout=self._poll_seconds, limit=BATCH)
            except TelegramError as error:
                wait = wait_after(error, next(waits))
                await self._telling.tell(self._hindrances.failed(error))
            else:
                await self._telling.tell(self._hindrances.answered())
                return batch
            await asyncio.sleep(wait)

    async def _ask(self, timeout: float, limit: int) -> list[Heard]:
        values: dict[str, object] = {"timeout": int(timeout), "limit": limit, "allowed_updates": WANTED}
        if self._offset is not None:
            values["offset"] = self._offset
        updates = await self._bot.call("getUpdates", values)
        heard = [self._read(update) for update in (updates if isinstance(updates, list) else [])]
        return [update for update in heard if update is not None]

    def _read(self, update: JsonValue) -> Heard | None:
        try:
            return read(update, self._me)
        except ValidationError:
            log.error("update_without_number")
            return None


def wait_after(error: TelegramError, pause: float) -> float:
    """Seconds to wait after a failed getUpdates; says loudly what needs somebody's hand."""
    match error:
        case Refused(code=409):
            log.error("another_program_polls_this_bot", do=CONFLICT, why=error.message, retry_in=max(pause, 5.0))
            return max(pause, 5.0)
        case Refused(code=401 | 404):
            log.error("token_refused", do="take a new token from @BotFather", why=error.message)
            return max(pause, 30.0)
        case Refused(retry_after=float(seconds)):
            return seconds
        case _:
            log.warning("no_updates_from_telegram", why=str(error), retry_in=round(pause, 1))
            return pause
