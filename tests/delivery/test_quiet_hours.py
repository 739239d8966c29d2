"""Whatever makes a message late, nobody is woken by it: who sleeps when it is claimed gets it in the morning."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import event as events
from sqlalchemy import update

from engagebot.channel import Retry
from engagebot.delivery.courier import Courier
from engagebot.domain.outbox import Delivery, Priority
from engagebot.domain.people import Stakeholder
from engagebot.storage import leases, outcomes
from engagebot.storage.database import Database
from engagebot.storage.leases import Claimed
from engagebot.storage.outbox import NewDelivery
from engagebot.storage.outcomes import Result
from tests.delivery.house import (
    LANE,
    START,
    FastForward,
    HouseClock,
    a_person,
    letter,
    post,
    rows,
    running,
    states,
    until_states,
)
from tests.delivery.postbox import Postbox

EVENING = datetime(2023, 3, 16, 21, 50, tzinfo=UTC)
AT_NIGHT = datetime(2023, 3, 17, 2, tzinfo=UTC)
MORNING = datetime(2023, 3, 17, 7, tzinfo=UTC)


async def news_for(
    database: Database,
    chat: str,
    zone: str = "UTC",
    priority: Priority = Priority.BROADCAST,
    expires_at: datetime | None = None,
    quiet: str = "22:00-07:00",
) -> NewDelivery:
    """Due in the evening, to somebody who lives in the zone, and sleeps at these hours."""
    async with database.begin() as session:
        account_id = (await a_person(session, chat, zone)).id
        await session.execute(update(Stakeholder).where(Stakeholder.id == account_id).values(quiet=quiet))
    return letter(chat, f"to {chat}", priority, due_at=EVENING, account_id=account_id, expires_at=expires_at)


async def claim(database: Database, now: datetime, limit: int = 10) -> list[Claimed]:
    async with database.begin() as session:
        return await leases.claim(session, LANE, "me", limit, now, 30)


async def claimed_chats(database: Database, now: datetime, limit: int = 10) -> list[str]:
    return [one.outgoing.chat for one in await claim(database, now, limit)]


async def test_a_backlog_from_the_evening_waits_for_the_morning(database: Database) -> None:
    await post(database, *[await news_for(database, name) for name in "abcde"])
    assert await claimed_chats(database, AT_NIGHT, limit=2) == []
    standing = [(row.state, row.due_at, row.leased_by, row.leased_until) for row in await rows(database)]
    assert standing == [("pending", MORNING, None, None)] * 5
    assert await claimed_chats(database, MORNING) == ["a", "b", "c", "d", "e"]


async def test_who_is_awake_elsewhere_gets_theirs_and_each_zone_has_its_own_morning(database: Database) -> None:
    zones = {"a": "UTC", "b": "Asia/Bangkok", "c": "Europe/Zurich"}
    await post(database, *[await news_for(database, name, zone) for name, zone in zones.items()])
    assert await claimed_chats(database, AT_NIGHT) == ["b"]
    assert [row.due_at for row in await rows(database)] == [MORNING, EVENING, MORNING - timedelta(hours=1)]


async def test_reminders_wait_as_well_and_replies_do_not(database: Database) -> None:
    reminder = await news_for(database, "a", priority=Priority.REMINDER)
    reply = await news_for(database, "b", priority=Priority.REPLY)
    await post(database, reminder, reply)
    assert await claimed_chats(database, AT_NIGHT) == ["b"]
    assert await states(database) == ["pending", "leased"]


async def test_everybody_has_their_own_quiet_hours(database: Database) -> None:
    hours = {"a": "22:00-07:00", "b": "none", "c": "23:30-09:00", "d": "04:00-12:00"}
    await post(database, *[await news_for(database, name, quiet=quiet) for name, quiet in hours.items()])
    assert await claimed_chats(database, AT_NIGHT) == ["b", "d"]
    held = [row.due_at for row in await rows(database) if row.state == "pending"]
    assert held == [MORNING, MORNING + timedelta(hours=2)]


async def test_what_is_urgent_does_not_wait_beside_what_does(database: Database) -> None:
    await post(database, await news_for(database, "a"), await news_for(database, "b"))
    async with database.begin() as session:
        await session.execute(update(Delivery).where(Delivery.chat == "b").values(urgent=True))
    assert await claimed_chats(database, AT_NIGHT) == ["b"]
    assert await claimed_chats(database, AT_NIGHT) == []
    assert await states(database) == ["pending", "leased"]


async def test_a_try_again_that_falls_into_the_night_waits(database: Database) -> None:
    await post(database, await news_for(database, "a"))
    before = datetime(2023, 3, 16, 21, 59, 30, tzinfo=UTC)
    [claimed] = await claim(database, before)
    async with database.begin() as session:
        await outcomes.record(session, "me", [Result(claimed, Retry(60, "busy"))], before)
    assert await claimed_chats(database, before + timedelta(seconds=61)) == []
    [row] = await rows(database)
    assert (row.state, row.due_at, row.attempts) == ("pending", MORNING, 1)


async def test_the_zone_that_counts_is_the_one_where_the_reader_is_now(database: Database) -> None:
    await post(database, await news_for(database, "a"))
    async with database.begin() as session:
        await session.execute(update(Stakeholder).values(zone="Asia/Bangkok"))
    assert await claimed_chats(database, EVENING) == []
    assert [row.due_at for row in await rows(database)] == [datetime(2023, 3, 17, 0, tzinfo=UTC)]


async def test_what_is_of_no_use_in_the_morning_ends_and_says_why(database: Database) -> None:
    await post(
        database,
        await news_for(database, "a", expires_at=MORNING),
        await news_for(database, "b", expires_at=MORNING + timedelta(minutes=1)),
    )
    assert await claimed_chats(database, AT_NIGHT, limit=1) == []
    first, second = await rows(database)
    assert (first.state, first.reason) == ("expired", "its time passes in the quiet hours of its reader")
    assert (first.ended_at, first.leased_by) == (AT_NIGHT, None)
    assert (second.state, second.due_at) == ("pending", MORNING)


async def test_who_stopped_is_not_put_off_but_called_off(database: Database) -> None:
    await post(database, await news_for(database, "a"))
    async with database.begin() as session:
        await session.execute(update(Stakeholder).values(stopped_at=EVENING))
    assert await claimed_chats(database, AT_NIGHT) == []
    assert await states(database) == ["cancelled"]


async def test_many_sleepers_cost_no_more_than_a_few(database: Database) -> None:
    await post(database, *[await news_for(database, f"chat {n}") for n in range(60)])
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    events.listen(database.engine.sync_engine, "before_cursor_execute", note)
    assert await claimed_chats(database, AT_NIGHT, limit=3) == []
    assert {row.due_at for row in await rows(database)} == {MORNING}
    assert len(statements) < 10


async def test_a_courier_that_was_down_over_ten_in_the_evening_wakes_nobody(
    database: Database, stopwatch: FastForward, clock: HouseClock
) -> None:
    await post(database, await news_for(database, "a"), await news_for(database, "b", "Asia/Bangkok"))
    clock.move_by(AT_NIGHT - START)
    postbox = Postbox(stopwatch)
    courier = Courier(database, [postbox], clock, "me", stopwatch=stopwatch)
    async with running(courier):
        await until_states(database, "pending", "sent")
        assert [row.due_at for row in await rows(database)] == [MORNING, EVENING]
        clock.move_by(MORNING - AT_NIGHT)
        courier.wake()
        await until_states(database, "sent", "sent")
    assert postbox.texts() == ["to b", "to a"]
