"""Whatever dies or runs side by side: nothing is lost, and nothing is sent twice."""

import asyncio
import os
import random
import subprocess
import sys
from collections import Counter

import pytest

from engagebot.channel import Limits
from engagebot.delivery.courier import Courier
from engagebot.delivery.timing import Timing
from engagebot.delivery.worker import surely_dead, worker_name
from engagebot.domain.outbox import DeliveryState, Priority
from engagebot.domain.pacing import Pace
from engagebot.storage import leases
from engagebot.storage.database import Database
from tests.delivery.house import (
    LANE,
    FastForward,
    HouseClock,
    count,
    kill,
    letter,
    post,
    rows,
    running,
    states,
    until,
    until_all_ended,
)
from tests.delivery.postbox import Postbox


def courier(
    database: Database, postbox: Postbox, clock: HouseClock, stopwatch: FastForward, worker: str, lease: float = 30
) -> Courier:
    return Courier(database, [postbox], clock, worker, timing=Timing(lease=lease, grace=2), stopwatch=stopwatch)


async def test_after_a_crash_what_was_in_flight_is_unknown_and_the_rest_arrives_once(
    database: Database, clock: HouseClock, stopwatch: FastForward
) -> None:
    await post(database, *(letter(f"chat {n}", str(n)) for n in range(60)))
    first = Postbox(stopwatch)
    first.hold(*(f"chat {n}" for n in range(20, 60)))
    task = asyncio.create_task(courier(database, first, clock, stopwatch, "host:1:a").run())
    await until(lambda: first.in_flight >= 5)
    await kill(task)

    second = Postbox(stopwatch)
    async with running(courier(database, second, clock, stopwatch, "host:1:b")):
        await until_all_ended(database)
    ended = await rows(database)
    unknown = {row.chat for row in ended if row.state == DeliveryState.UNKNOWN}
    assert {row.state for row in ended} == {"sent", "unknown"}
    assert {one.chat for one in first.arrived} & {one.chat for one in second.arrived} == set()
    assert {one.chat for one in [*first.arrived, *second.arrived]} | unknown == {f"chat {n}" for n in range(60)}
    assert {row.chat for row in ended if row.state == "sent"} <= {one.chat for one in [*first.arrived, *second.arrived]}


async def test_after_a_crash_an_edit_is_sent_again(
    database: Database, clock: HouseClock, stopwatch: FastForward
) -> None:
    await post(database, letter("a", "2 of 15", Priority.REPLY, replaces="m1"))
    first, second = Postbox(stopwatch), Postbox(stopwatch)
    first.hold()
    task = asyncio.create_task(courier(database, first, clock, stopwatch, "host:1:a").run())
    await until(lambda: first.in_flight == 1)
    await kill(task)
    async with running(courier(database, second, clock, stopwatch, "host:1:b")):
        await until_all_ended(database)
    assert second.texts() == ["2 of 15"]
    assert await states(database) == ["sent"]


@pytest.mark.parametrize("seed", range(5))
async def test_crash_after_crash_loses_nothing_and_doubles_nothing(
    database: Database, clock: HouseClock, stopwatch: FastForward, seed: int
) -> None:
    chance = random.Random(seed)
    await post(database, *(letter(f"chat {n}", str(n)) for n in range(200)))
    postbox = Postbox(stopwatch, Limits(per_second=40, seconds_per_chat=0))
    for start in range(6):
        task = asyncio.create_task(courier(database, postbox, clock, stopwatch, f"host:1:{start}").run())
        enough = len(postbox.arrived) + chance.randrange(1, 25)
        await until(lambda enough=enough: len(postbox.arrived) >= enough)  # type: ignore[misc]
        await kill(task)
    async with running(courier(database, postbox, clock, stopwatch, "host:1:last")):
        await until_all_ended(database)
    at_once = Pace(40, 0).room(0, Timing().ahead + Timing().linger)
    assert await count(database, DeliveryState.UNKNOWN) <= 6 * at_once
    times = Counter(one.chat for one in postbox.arrived)
    assert set(times.values()) == {1}
    for row in await rows(database):
        assert row.state in ("sent", "unknown")
        if row.state == "sent":
            assert times[row.chat] == 1


async def test_a_worker_elsewhere_that_died_is_taken_over_when_its_lease_ran_out(
    database: Database, clock: HouseClock, stopwatch: FastForward
) -> None:
    await post(database, letter("a", "news"))
    async with database.begin() as session:
        await leases.claim(session, LANE, "elsewhere:1:a", 1, clock.now(), 30)
    postbox = Postbox(stopwatch)
    async with running(courier(database, postbox, clock, stopwatch, "host:1:b")):
        await until_all_ended(database)
    assert 30 <= stopwatch.seconds() - 1000 <= 40
    assert await states(database) == ["unknown"]
    assert postbox.arrived == []


async def test_several_couriers_on_one_database_share_the_work(
    database: Database, url: str, clock: HouseClock, stopwatch: FastForward
) -> None:
    await post(database, *(letter(f"chat {n % 50}", str(n)) for n in range(300)))
    postboxes = [Postbox(stopwatch) for _ in range(3)]
    databases = [Database(url) for _ in postboxes]
    couriers = [
        # One courier's idle waits jump ahead while another waits for the disk: no lease may run out by that.
        courier(own, postbox, clock, stopwatch, f"host{n}:1:a", lease=1e7)
        for n, (own, postbox) in enumerate(zip(databases, postboxes, strict=True))
    ]
    async with asyncio.TaskGroup() as group:
        for one in couriers:
            group.create_task(one.run())
        await until_all_ended(database)
        for one in couriers:
            await one.stop()
    for own in databases:
        await own.close()
    assert await count(database, DeliveryState.SENT) == 300
    arrived = [one.body["text"] for postbox in postboxes for one in postbox.arrived]
    assert len(arrived) == len(set(arrived)) == 300


async def test_stopping_under_load_and_starting_again_sends_each_once(
    database: Database, clock: HouseClock, stopwatch: FastForward
) -> None:
    await post(database, *(letter(f"chat {n}", str(n)) for n in range(300)))
    postbox = Postbox(stopwatch, Limits(per_second=200, seconds_per_chat=0))
    for start in range(4):
        before = len(postbox.arrived)
        async with running(courier(database, postbox, clock, stopwatch, f"host:1:{start}")):
            await until(lambda before=before: len(postbox.arrived) > before + 20)  # type: ignore[misc]
        assert await count(database, DeliveryState.LEASED) == 0
        assert await count(database, DeliveryState.UNKNOWN) == 0
        assert await count(database, DeliveryState.SENT) == len(postbox.arrived)
    async with running(courier(database, postbox, clock, stopwatch, "host:1:last")):
        await until_all_ended(database)
    assert set(Counter(one.chat for one in postbox.arrived).values()) == {1}
    assert await states(database) == ["sent"] * 300


def test_a_process_that_is_gone_is_known_to_be_dead_and_one_that_runs_is_not() -> None:
    own = worker_name()
    host = own.partition(":")[0]
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    dead = f"{host}:{int(gone.stdout)}:a"
    earlier = f"{host}:{os.getpid()}:earlier"
    alive, elsewhere = f"{host}:{os.getppid()}:a", "elsewhere:1:a"
    assert surely_dead([own, dead, earlier, alive, elsewhere, "odd"], own) == {dead, earlier}


def test_every_start_has_a_name_of_its_own() -> None:
    assert worker_name() != worker_name()
