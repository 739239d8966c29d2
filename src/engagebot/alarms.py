"""Alarms that outlive the process: a lane that its platform refuses is written down until it goes again."""

from collections.abc import Iterable
from functools import partial

import structlog

from engagebot.channel import Channel, Report
from engagebot.domain.alarm import INCOMING
from engagebot.domain.clock import Clock
from engagebot.storage.alarms import alarms, clear_alarm, goes_again, raise_alarm
from engagebot.storage.database import Database

log = structlog.get_logger(__name__)


class Alarms:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._unwritten: dict[str, str | None] = {}
        """Reasons by name; None for an alarm that is over."""

    async def lane_stopped(self, lane: str, reason: str) -> None:
        """What the courier calls. Whatever the database does, the lane is not disturbed."""
        await self._note(lane, reason)

    def of_receiving(self, lane: str) -> Report:
        """What is told while nothing is received for the lane's sender, and when it goes again."""
        return partial(self._note, f"{INCOMING}{lane}")

    async def _note(self, name: str, reason: str | None) -> None:
        self._unwritten[name] = reason
        try:
            await self.write()
        except Exception as error:
            log.warning("the alarm waits to be written down", name=name, error=str(error))

    async def answered(self, channels: Iterable[Channel]) -> None:
        """The platforms have just let these senders in."""
        async with self._database.begin() as session:
            for channel in channels:
                await clear_alarm(session, channel.lane)
                if not channel.pulls:
                    await clear_alarm(session, f"{INCOMING}{channel.lane}")

    async def look(self) -> None:
        """Now and then: clear what is over."""
        async with self._database.read() as session:
            over = [alarm.lane for alarm in await alarms(session) if await goes_again(session, alarm)]
        if over:
            async with self._database.begin() as session:
                for lane in over:
                    await clear_alarm(session, lane)

    async def write(self) -> None:
        """Now and then: what could not be written when it was told."""
        noted = dict(self._unwritten)
        if not noted:
            return
        now = self._clock.now()
        async with self._database.begin() as session:
            for name, reason in noted.items():
                if reason is None:
                    await clear_alarm(session, name)
                else:
                    await raise_alarm(session, name, reason, now)
        self._unwritten = {name: why for name, why in self._unwritten.items() if noted.get(name, ...) != why}
