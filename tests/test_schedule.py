"""The ticker asks what is due: at once, at the next instant it is told, and always again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from engagebot.domain.clock import MovableClock
from engagebot.schedule import Ticker
from tests.delivery.house import until

START = datetime(2023, 3, 16, 9, tzinfo=UTC)
SOON = timedelta(seconds=0.15)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(START)


class Diary:
    """Notes when it is asked, and says what it is told to say."""

    def __init__(self) -> None:
        self.asked: list[datetime] = []
        self.next_due: Callable[[datetime], datetime | None] = lambda _: None

    async def do(self, now: datetime) -> datetime | None:
        self.asked.append(now)
        return self.next_due(now)

    async def asked_times(self, number: int) -> None:
        await until(lambda: len(self.asked) >= number)


@asynccontextmanager
async def ticking(
    clock: MovableClock, do: Callable[[datetime], Awaitable[datetime | None]], every_seconds: float = 10
) -> AsyncIterator[Ticker]:
    ticker = Ticker(clock, do, every_seconds)
    task = asyncio.create_task(ticker.run())
    try:
        yield ticker
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_it_asks_at_once(clock: MovableClock) -> None:
    diary = Diary()
    async with ticking(clock, diary.do):
        await diary.asked_times(1)
    assert START <= diary.asked[0] < START + timedelta(seconds=5)


async def test_it_asks_again_at_the_instant_that_is_due_next(clock: MovableClock) -> None:
    diary = Diary()
    diary.next_due = lambda now: now + SOON if len(diary.asked) == 1 else None
    async with ticking(clock, diary.do):
        await diary.asked_times(2)
    assert diary.asked[1] - diary.asked[0] >= SOON


async def test_it_asks_every_so_often_even_if_nothing_is_known_to_be_due(clock: MovableClock) -> None:
    diary = Diary()
    async with ticking(clock, diary.do, every_seconds=0.1):
        await diary.asked_times(3)


async def test_a_poke_asks_at_once_with_the_moved_clock(clock: MovableClock) -> None:
    diary = Diary()
    async with ticking(clock, diary.do) as ticker:
        await diary.asked_times(1)
        clock.move_by(timedelta(days=3))
        ticker.poke()
        await diary.asked_times(2)
    assert diary.asked[1] - diary.asked[0] >= timedelta(days=3)


async def test_a_mistake_is_survived(clock: MovableClock) -> None:
    asked = 0

    async def broken(now: datetime) -> datetime | None:
        nonlocal asked
        asked += 1
        raise RuntimeError("the database is gone")

    async with ticking(clock, broken, every_seconds=0.1):
        await until(lambda: asked >= 3)


async def test_ticks_never_overlap_and_a_poke_meanwhile_is_not_lost(clock: MovableClock) -> None:
    begun, at_once, most_at_once = 0, 0, 0
    let_go = asyncio.Event()

    async def slow(now: datetime) -> datetime | None:
        nonlocal begun, at_once, most_at_once
        begun, at_once = begun + 1, at_once + 1
        most_at_once = max(at_once, most_at_once)
        await let_go.wait()
        at_once -= 1
        return None

    async with ticking(clock, slow) as ticker:
        await until(lambda: begun == 1)
        for _ in range(5):
            ticker.poke()
        let_go.set()
        await until(lambda: begun == 2)
    assert (begun, most_at_once) == (2, 1)


async def test_what_stays_due_does_not_make_it_run_hot(clock: MovableClock) -> None:
    diary = Diary()
    diary.next_due = lambda now: now - timedelta(minutes=1)
    async with ticking(clock, diary.do):
        await diary.asked_times(3)
    assert diary.asked[2] - diary.asked[0] >= timedelta(seconds=0.15)
