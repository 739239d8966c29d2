"""What time brings: done by the one process that leads in it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from engagebot.alarms import Alarms
from engagebot.delivery.lead import Lead
from engagebot.domain.consultation import SEAL_AFTER
from engagebot.domain.people import RETENTION_DAYS
from engagebot.storage.awaiting import is_awaited
from engagebot.storage.database import UNAVAILABLE, Database
from engagebot.storage.due import Due, DueKind, due_by, next_due
from engagebot.texts.texts import Texts
from engagebot.use_cases.clean_up import clean_up
from engagebot.use_cases.do_due import do_due
from engagebot.use_cases.retention import forget_some

log = structlog.get_logger(__name__)

CLEANED_EVERY = timedelta(hours=6)


class Duties:
    """Does what is due, each thing in a transaction of its own, and cleans up now and then. `on_done` hears that
    there may be something to send. `awaits` tells whether something that came before an instant, and could not be
    stored, may still be brought again: until then no round is sealed that closed after it. What other processes await
    they write down as soon as the store is back: this one gives them a moment, where it had been away."""

    def __init__(
        self,
        database: Database,
        texts: Texts,
        on_done: Callable[[], None],
        alarms: Alarms,
        lead: Lead,
        retention: timedelta = timedelta(days=RETENTION_DAYS),
        awaits: Callable[[datetime], bool] = lambda _: False,
    ) -> None:
        self._database = database
        self._texts = texts
        self._on_done = on_done
        self._alarms = alarms
        self._lead = lead
        self._retention = retention
        self._awaits = awaits
        self._cleaned_at: datetime | None = None
        self._terms = lead.terms
        self._away = False
        self._back_at: datetime | None = None

    async def do(self, now: datetime) -> datetime | None:
        """Everything due at `now`; when the next thing will be. What fails is logged, and blocks nothing else."""
        try:
            return await self._do(now)
        except UNAVAILABLE:
            self._away = True
            raise

    async def _do(self, now: datetime) -> datetime | None:
        await self._alarms.write()
        if not self._lead.held():
            return None
        self._notice(now)
        tried: set[Due] = set()
        while waiting := await self._waiting(now, tried):
            for due in waiting:
                if self._lead.held() and not (due.kind is DueKind.CLOSING and await self._holds(due, now)):
                    await self._try(due, now)
            tried.update(waiting)
            self._on_done()
        await self._clean_up(now)
        await self._alarms.look()
        async with self._database.read() as session:
            return await next_due(session)

    def _notice(self, now: datetime) -> None:
        """Whether the store had been away, or another process led until now."""
        if not self._database.one_writer and (self._away or self._lead.terms != self._terms):
            self._back_at = now
        self._away, self._terms = False, self._lead.terms

    async def _holds(self, closing: Due, now: datetime) -> bool:
        """Whether a round is not to be sealed yet."""
        closes_at = closing.at - SEAL_AFTER
        if self._back_at is not None and self._back_at <= now < self._back_at + SEAL_AFTER:
            return True
        async with self._database.read() as session:
            return self._awaits(closes_at) or await is_awaited(session, closes_at, now)

    async def _waiting(self, now: datetime, tried: set[Due]) -> list[Due]:
        """What one thing brings with it, such as the announcement of an opening, comes in the next turn."""
        async with self._database.read() as session:
            return [due for due in await due_by(session, now) if due not in tried]

    async def _try(self, due: Due, now: datetime) -> None:
        try:
            await self._database.in_snapshot(lambda session: do_due(session, self._texts, due, now))
        except Exception:
            log.exception("could not do what is due", kind=due.kind, id=due.id)

    async def _clean_up(self, now: datetime) -> None:
        if self._cleaned_at is None or now >= self._cleaned_at + CLEANED_EVERY:
            async with self._database.begin() as session:
                await clean_up(session, now)
            await self._forget_people(now)
            self._cleaned_at = now

    async def _forget_people(self, now: datetime) -> None:
        """Those whose time is over, so many in a transaction that nobody waits long."""
        while self._lead.held():
            async with self._database.begin() as session:
                forgotten = await forget_some(session, self._retention, now)
            for workstream, people in forgotten.items():
                log.info("people were forgotten, their time was over", workstream=workstream, people=people)
            if not forgotten:
                return
