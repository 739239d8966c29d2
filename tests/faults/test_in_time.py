"""A press that came in time counts, though the store was away at that moment and over the closing of the round."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from engagebot.alarms import Alarms
from engagebot.channel import Address, Incoming, Platform, Pressed
from engagebot.chat.awaiting import Awaiting
from engagebot.chat.handler import Chat
from engagebot.delivery.lead import always
from engagebot.delivery.timing import SystemStopwatch
from engagebot.domain.clock import StoppedClock
from engagebot.domain.consultation import Ballot, Round, RoundState
from engagebot.domain.inbox import Awaited
from engagebot.duties import Duties
from engagebot.storage.database import UNAVAILABLE
from engagebot.use_cases.open_round import open_round
from tests.faults.away import Switch, store_with_a_switch
from tests.use_cases.sent import NOW, TEXTS, Office, office_at

CLOSING = datetime(2023, 4, 10, 16, 0, tzinfo=UTC)
FOUR = Incoming("telegram:1:7", Address(Platform.TELEGRAM, "1", "amina"), "chat of amina", Pressed("v:1:1:1:4", "m1"))


@dataclass(slots=True)
class Poll:
    """Amina may vote; the clock stands a second before the closing, and the store can be switched off."""

    office: Office
    clock: StoppedClock
    switch: Switch
    chat: Chat
    duties: Duties

    async def time_goes_by(self, **step: int) -> None:
        """And what is due then is done."""
        self.clock.move_by(timedelta(**step))
        await self.duties.do(self.clock.now())

    async def state(self) -> tuple[RoundState, dict[str, int] | None]:
        """Of the round, and Amina's ballot."""
        async with self.office.house.database.read() as session:
            state = RoundState((await session.scalars(select(Round.state))).one())
            return state, await session.scalar(select(Ballot.answers))


@pytest.fixture
async def poll(url: str) -> AsyncIterator[Poll]:
    async with office_at(url) as office, _poll(office) as poll:
        yield poll


@asynccontextmanager
async def _poll(office: Office) -> AsyncIterator[Poll]:
    database, clock = office.house.database, StoppedClock(CLOSING - timedelta(seconds=1))
    await office.joins("amina")
    async with database.begin() as session:
        await open_round(session, (await session.scalars(select(Round))).one(), NOW)
    chat = Chat(database, TEXTS, clock, lambda _: None)
    lead, alarms = always("duties", SystemStopwatch()), Alarms(database, clock)
    duties = Duties(database, TEXTS, lambda: None, alarms, lead, awaits=chat.first_seen.awaits)
    async with store_with_a_switch(database) as switch:
        yield Poll(office, clock, switch, chat, duties)


async def fails(poll: Poll) -> None:
    poll.switch.away = True
    with pytest.raises(UNAVAILABLE):
        await poll.chat.handle(FOUR)
    poll.switch.away = False


async def test_it_counts_when_it_is_brought_again_after_the_closing(poll: Poll) -> None:
    await fails(poll)
    await poll.time_goes_by(seconds=40)
    assert await poll.state() == (RoundState.OPEN, None)
    await poll.chat.handle(FOUR)
    await poll.time_goes_by(seconds=1)
    assert await poll.state() == (RoundState.CLOSED, {"1": 4})


async def test_the_round_does_not_wait_for_ever_for_what_nobody_brings_again(poll: Poll) -> None:
    await fails(poll)
    await poll.time_goes_by(seconds=59)
    assert await poll.state() == (RoundState.OPEN, None)
    await poll.time_goes_by(seconds=1)
    assert await poll.state() == (RoundState.CLOSED, None)
    await poll.chat.handle(FOUR)
    assert await poll.state() == (RoundState.CLOSED, None)


def another(poll: Poll) -> Duties:
    """Of a process that seals rounds, and hears of no presses itself."""
    database = poll.office.house.database
    return Duties(database, TEXTS, lambda: None, Alarms(database, poll.clock), always("duties", SystemStopwatch()))


async def test_another_process_waits_with_its_sealing_for_what_is_brought_to_this_one(poll: Poll) -> None:
    database = poll.office.house.database
    poll.duties = another(poll)
    telling = asyncio.create_task(Awaiting(database, poll.chat.first_seen, "web:1:a").run())
    await fails(poll)
    await until(lambda: poll.office.house.all(Awaited))
    await poll.time_goes_by(seconds=40)
    assert await poll.state() == (RoundState.OPEN, None)
    await poll.chat.handle(FOUR)
    await until(lambda: nothing_in(poll.office.house.all(Awaited)))
    telling.cancel()
    await poll.time_goes_by(seconds=1)
    assert await poll.state() == (RoundState.CLOSED, {"1": 4})


@pytest.mark.only_on("postgresql")
async def test_after_the_store_was_away_others_get_a_moment_to_tell_what_they_await(poll: Poll) -> None:
    poll.duties = another(poll)
    poll.switch.away = True
    with pytest.raises(UNAVAILABLE):
        await poll.time_goes_by(seconds=7)
    poll.switch.away = False
    await poll.time_goes_by(seconds=1)
    assert await poll.state() == (RoundState.OPEN, None)
    await poll.time_goes_by(seconds=5)
    assert await poll.state() == (RoundState.CLOSED, None)


async def nothing_in(found: Awaitable[Sequence[object]]) -> bool:
    return not await found


async def until(condition: Callable[[], Awaitable[object]]) -> None:
    async with asyncio.timeout(10):
        while not await condition():  # noqa: ASYNC110 - the database rings no bell
            await asyncio.sleep(0.01)


async def test_what_first_came_after_the_closing_neither_counts_nor_holds_it_up(poll: Poll) -> None:
    poll.clock.move_by(timedelta(seconds=2))
    await fails(poll)
    await poll.time_goes_by(seconds=4)
    assert await poll.state() == (RoundState.CLOSED, None)
    await poll.chat.handle(FOUR)
    assert await poll.state() == (RoundState.CLOSED, None)
