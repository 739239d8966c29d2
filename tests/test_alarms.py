"""A lane that its platform refuses raises an alarm that outlives the process and ends when the lane goes again."""

from datetime import timedelta

from sqlalchemy import text

from engagebot.alarms import Alarms
from engagebot.channel import StopLane
from engagebot.delivery.courier import Courier
from engagebot.domain.clock import StoppedClock
from engagebot.storage import alarms as stored
from engagebot.storage.database import Database
from tests.delivery.house import (
    START,
    FastForward,
    HouseClock,
    letter,
    post,
    running,
    until_all_ended,
)
from tests.delivery.postbox import Postbox


async def standing(database: Database) -> list[tuple[str, str]]:
    async with database.read() as session:
        return [(alarm.lane, alarm.reason) for alarm in await stored.alarms(session)]


async def test_a_refused_sender_raises_an_alarm_and_it_ends_when_something_was_sent(database: Database) -> None:
    stopwatch = FastForward()
    clock, postbox = HouseClock(stopwatch), Postbox(stopwatch)
    alarms = Alarms(database, clock)
    postbox.answer("a", StopLane("the token was revoked"))
    await post(database, letter("a", "news"))
    async with running(Courier(database, [postbox], clock, "me", alarms.lane_stopped, stopwatch=stopwatch)):
        await until_all_ended(database)
    assert await standing(database) == [("telegram:1", "the token was revoked")]
    await alarms.look()
    assert await standing(database) == []


async def test_it_stays_while_nothing_goes(database: Database) -> None:
    alarms = Alarms(database, StoppedClock(START))
    await alarms.lane_stopped("telegram:1", "the token was revoked")
    await alarms.look()
    assert await standing(database) == [("telegram:1", "the token was revoked")]


async def test_it_ends_when_the_platform_lets_the_sender_in_at_a_new_start(database: Database) -> None:
    alarms = Alarms(database, StoppedClock(START))
    await alarms.lane_stopped("telegram:1", "revoked")
    await alarms.lane_stopped("slack:T", "revoked too")
    await alarms.answered([Postbox(FastForward())])
    assert await standing(database) == [("slack:T", "revoked too")]


async def test_it_keeps_its_first_instant_and_tells_the_last_reason(database: Database) -> None:
    clock = StoppedClock(START)
    alarms = Alarms(database, clock)
    await alarms.lane_stopped("telegram:1", "revoked")
    clock.move_by(timedelta(hours=1))
    await alarms.lane_stopped("telegram:1", "bot deleted")
    async with database.read() as session:
        [alarm] = await stored.alarms(session)
    assert (alarm.since, alarm.reason) == (START, "bot deleted")


async def test_what_the_database_does_not_take_is_written_the_next_time(database: Database) -> None:
    alarms = Alarms(database, StoppedClock(START))
    async with database.begin() as session:
        await session.execute(text("ALTER TABLE lane_alarms RENAME TO away"))
    await alarms.lane_stopped("telegram:1", "revoked")
    async with database.begin() as session:
        await session.execute(text("ALTER TABLE away RENAME TO lane_alarms"))
    await alarms.write()
    assert await standing(database) == [("telegram:1", "revoked")]


async def test_that_nothing_is_received_is_told_until_something_is_whatever_goes_out_meanwhile(
    database: Database,
) -> None:
    stopwatch = FastForward()
    clock, postbox = HouseClock(stopwatch), Postbox(stopwatch)
    alarms = Alarms(database, clock)
    report = alarms.of_receiving("telegram:1")
    await report("another program asks")
    await post(database, letter("a", "news"))
    async with running(Courier(database, [postbox], clock, "me", stopwatch=stopwatch)):
        await until_all_ended(database)
    await alarms.look()
    assert await standing(database) == [("receive telegram:1", "another program asks")]
    await report(None)
    assert await standing(database) == []


async def test_who_is_called_by_the_platform_needs_no_alarm_of_asking_it(database: Database) -> None:
    alarms = Alarms(database, StoppedClock(START))
    await alarms.of_receiving("telegram:1")("another program asks")
    postbox = Postbox(FastForward())
    await alarms.answered([postbox])
    assert await standing(database) == [("receive telegram:1", "another program asks")]
    postbox.pulls = False
    await alarms.answered([postbox])
    assert await standing(database) == []


async def test_the_end_of_an_alarm_is_written_later_too(database: Database) -> None:
    alarms = Alarms(database, StoppedClock(START))
    report = alarms.of_receiving("telegram:1")
    await report("another program asks")
    async with database.begin() as session:
        await session.execute(text("ALTER TABLE lane_alarms RENAME TO away"))
    await report(None)
    async with database.begin() as session:
        await session.execute(text("ALTER TABLE away RENAME TO lane_alarms"))
    await alarms.write()
    assert await standing(database) == []
