"""Keeps this process's leaderships: takes those that are free, renews its own, and says when one is gone."""

import asyncio
import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.delivery.lead import Lead
from engagebot.delivery.timing import Stopwatch, SystemStopwatch
from engagebot.delivery.worker import surely_dead
from engagebot.storage import leaderships
from engagebot.storage.database import Database
from engagebot.storage.leaderships import Term

log = structlog.get_logger(__name__)

SECONDS_TO_GIVE_UP = 2.0


@dataclass(frozen=True, slots=True)
class Tenure:
    """In seconds. After a kill -9 another process leads within `lease` and `look` together."""

    lease: float = 20
    look: float = 5
    """So often ours are renewed, and others' are looked at."""
    margin: float = 2
    """So much earlier than others we take our own for lost: to end what we do before they begin."""


class Leader:
    """`changed` hears the name of each leadership that was gained or lost."""

    def __init__(
        self,
        database: Database,
        worker: str,
        changed: Callable[[str], None],
        stopwatch: Stopwatch | None = None,
        tenure: Tenure | None = None,
    ) -> None:
        self._database, self._worker, self._changed = database, worker, changed
        self._stopwatch = stopwatch or SystemStopwatch()
        self._tenure = tenure or Tenure()
        self._leads: dict[str, Lead] = {}
        self._rung, self._renewed = asyncio.Event(), asyncio.Event()
        self._troubled = False

    def lead(self, name: str) -> Lead:
        """The same one at every call; from the first on, it is sought."""
        if name not in self._leads:
            self._leads[name] = Lead(name, self._stopwatch)
            self._leads[name].on_silence = self._rung.set
        return self._leads[name]

    def held(self) -> list[str]:
        return sorted(lead.name for lead in self._leads.values() if lead.held())

    def look(self) -> None:
        """At once: somebody gave up theirs."""
        self._rung.set()

    async def run(self) -> None:
        """Until cancelled, whatever the database does."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep_taking())
            group.create_task(self._watch())

    async def _keep_taking(self) -> None:
        while True:
            await self._stopwatch.wait(self._rung, self._tenure.look)
            self._rung.clear()
            await self._try()

    async def _try(self) -> None:
        try:
            await self.take()
        except Exception as error:
            if not self._troubled:
                log.warning("cannot ask who leads", error=str(error))
            self._troubled = True
        else:
            self._troubled = False

    async def take(self) -> None:
        """What may be had. Raises what the database raises."""
        asked_at = self._stopwatch.seconds()
        async with self._database.begin() as session:
            terms = await leaderships.take(
                session, self._leads, self._worker, self._tenure.lease, partial(surely_dead, own=self._worker)
            )
            for name in terms:
                await self._write_silences(session, self._leads[name])
        for lead in list(self._leads.values()):
            self._settle(lead, terms.get(lead.name), asked_at + self._tenure.lease - self._tenure.margin)
        self._renewed.set()

    async def _write_silences(self, session: AsyncSession, lead: Lead) -> None:
        now = self._stopwatch.seconds()
        seconds = {chat: until - now for chat, until in lead.silences.items() if until > now}
        if seconds:
            await leaderships.keep_silences(session, self._worker, lead.name, seconds)

    def _settle(self, lead: Lead, term: Term | None, until: float) -> None:
        if term is None:
            self._lose(lead, "another process has it")
        elif lead.hold(until, term):
            log.info("leads", what=lead.name)
            self._changed(lead.name)

    def _lose(self, lead: Lead, why: str) -> None:
        if lead.lose():
            log.warning("leads no longer", what=lead.name, why=why)
            self._changed(lead.name)

    async def _watch(self) -> None:
        """Ours is over when its time is, also while the database does not answer."""
        while True:
            for lead in self._leads.values():
                if not lead.held():
                    self._lose(lead, "it could not be renewed in time")
            ends = [lead.held_until for lead in self._leads.values() if lead.held()]
            seconds = min(ends, default=math.inf) - self._stopwatch.seconds()
            self._renewed.clear()
            await self._stopwatch.wait(self._renewed, min(seconds, self._tenure.lease))

    async def give_up(self) -> None:
        """At the end, when nothing of what they allow goes on any more: the next process need not wait."""
        for lead in self._leads.values():
            lead.lose()
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_TO_GIVE_UP):
                await self._give_up()

    async def _give_up(self) -> None:
        try:
            async with self._database.begin() as session:
                await leaderships.give_up(session, self._worker)
        except Exception as error:
            log.warning("could not give up what this process leads", error=str(error))
