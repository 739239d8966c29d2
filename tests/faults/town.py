"""A village with `engagebot serve` running beside it, which stays up whatever becomes of its store."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from engagebot.domain.outbox import Delivery
from tests.faults.nursery import Child, nursery
from tests.faults.village import Village, village
from tests.stories.platforms import is_ready, platforms

PATIENCE = 180.0
FAST = "200"
GOING_ON = {"pending", "retry", "leased"}


@dataclass(slots=True)
class Town:
    folk: Village
    program: Child

    async def votes_go_on(self, number: int) -> None:
        """So many more are stored while people still vote."""
        await self.folk.has_voted(await self.folk.votes() + number)
        assert self.folk.goes_on

    def acknowledged(self) -> int:
        """How much the people on Slack were told that it was heard."""
        return sum(len(villager.done) for villager in self.folk.on_slack())

    async def states(self) -> Counter[str]:
        query = select(Delivery.state, func.count().label("number")).group_by(Delivery.state)
        async with self.folk.database.read() as session:
            return Counter({row.state: row.number for row in await session.execute(query)})

    async def all_is_well(self) -> None:
        """Everything done has had its effect once, everybody was answered, and the program ends as it should."""
        await self.folk.all_is_taken(PATIENCE)
        async with asyncio.timeout(PATIENCE):
            while GOING_ON & set(await self.states()):  # noqa: ASYNC110 - it is another process that works
                await asyncio.sleep(0.05)
        await self.folk.check_all()
        assert await self.program.code() is None
        assert "an update was set aside" not in self.program.log.read_text()
        assert await self.program.told_to_stop() == 0


@asynccontextmanager
async def town(
    url: str, folder: Path, seed: int, *, calls_us: bool, of_each: int = 2, deeds: int = 40
) -> AsyncIterator[Town]:
    async with (
        platforms(calls_us=calls_us, again_after=0.1) as place,
        nursery() as nest,
        village(place, url, seed, of_each, deeds) as folk,
    ):
        own = {"ENGAGEBOT_DATABASE_URL": url, "ENGAGEBOT_TELEGRAM_PER_SECOND": FAST, "ENGAGEBOT_SLACK_PER_SECOND": FAST}
        program = await nest.start("serve", folder / "program.log", variables=place.variables() | own)
        await is_ready(place)
        folk.begin()
        yield Town(folk, program)
