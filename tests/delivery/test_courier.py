"""The courier carries everything that is due, as fast as the platform allows, and a reply before all else."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from engagebot.channel import GiveUp, Limits, Retry, Sent, StopLane, Unknown
from engagebot.delivery.courier import Courier
from engagebot.delivery.timing import SystemStopwatch, Timing
from engagebot.domain.outbox import Priority
from engagebot.storage.database import Database
from tests.delivery.house import (
    START,
    FastForward,
    HouseClock,
    letter,
    post,
    rows,
    running,
    states,
    until,
    until_all_ended,
    until_states,
)
from tests.delivery.postbox import Postbox


class House:
    """A courier over one postbox on one database."""

    def __init__(self, database: Database, clock: HouseClock, stopwatch: FastForward) -> None:
        self.database, self.clock, self.stopwatch = database, clock, stopwatch
        self.alarms: list[tuple[str, str]] = []

    def courier(self, *postboxes: Postbox, timing: Timing | None = None) -> Courier:
        return Courier(self.database, postboxes, self.clock, "me", self.alarm, timing or Timing(), self.stopwatch)

    def postbox(self, per_second: float = 1000, seconds_per_chat: float = 0, lane: str = "telegram:1") -> Postbox:
        return Postbox(self.stopwatch, Limits(per_second, seconds_per_chat), lane)

    async def alarm(self, lane: str, reason: str) -> None:
        self.alarms.append((lane, reason))


@pytest.fixture
def house(database: Database, clock: HouseClock, stopwatch: FastForward) -> House:
    return House(database, clock, stopwatch)


async def test_what_is_in_the_outbox_arrives_in_order_and_is_recorded(house: House) -> None:
    postbox = house.postbox()
    await post(house.database, *(letter(f"chat {n}", str(n)) for n in range(5)))
    async with running(house.courier(postbox)):
        await until_all_ended(house.database)
    assert postbox.texts() == ["0", "1", "2", "3", "4"]
    assert [(row.state, row.ref) for row in await rows(house.database)] == [("sent", f"m{n}") for n in range(1, 6)]


async def test_what_is_put_in_while_it_runs_goes_at_once_when_it_is_told(database: Database) -> None:
    """By itself it would look an hour later."""
    stopwatch = SystemStopwatch()
    postbox = Postbox(stopwatch)
    courier = Courier(database, [postbox], HouseClock(stopwatch), "me", timing=Timing(look=3600))
    async with running(courier):
        await post(database, letter("first", "news"))
        courier.wake()
        await until_states(database, "sent")
        await post(database, letter("a", "reply", Priority.REPLY))
        courier.wake("telegram:1")
        await until_states(database, "sent", "sent")


async def test_what_is_put_in_by_somebody_else_is_found(house: House) -> None:
    postbox = house.postbox()
    async with running(house.courier(postbox)):
        await post(house.database, letter("a", "news"))
        await until_states(house.database, "sent")


async def test_what_becomes_due_goes_at_its_instant(house: House) -> None:
    postbox = house.postbox()
    due_at = START + timedelta(seconds=20.25)
    await post(house.database, letter("a", "reminder", Priority.REMINDER, due_at=due_at))
    async with running(house.courier(postbox)):
        await until_states(house.database, "sent")
    [(moment, _)] = postbox.moments
    assert 20.25 <= moment - 1000 <= 20.5


async def test_no_second_sees_more_than_the_limit_and_hardly_less(house: House) -> None:
    postbox = house.postbox(per_second=30, seconds_per_chat=1)
    await post(house.database, *(letter(f"chat {n}", "news") for n in range(150)))
    async with running(house.courier(postbox)):
        await until_all_ended(house.database)
    moments = [moment for moment, _ in postbox.moments]
    assert len(moments) == 150
    assert all(later - first >= 1 for first, later in zip(moments, moments[30:], strict=False))
    assert moments[-1] - moments[0] < 150 / 30 + 0.2


async def test_one_chat_gets_its_messages_in_order_and_a_second_apart(house: House) -> None:
    postbox = house.postbox(seconds_per_chat=1)
    await post(house.database, *(letter("a", str(n)) for n in range(5)), letter("b", "between"))
    async with running(house.courier(postbox)):
        await until_all_ended(house.database)
    assert [text for text in postbox.texts() if text != "between"] == ["0", "1", "2", "3", "4"]
    to_a = [moment for moment, chat in postbox.moments if chat == "a"]
    assert all(1 <= later - first < 1.1 for first, later in pairwise(to_a))
    assert postbox.texts()[1] == "between"


async def test_a_chat_that_must_rest_long_blocks_nobody_and_is_served_in_order(house: House) -> None:
    postbox = house.postbox(seconds_per_chat=20)
    await post(house.database, *(letter("a", str(n)) for n in range(3)))
    await post(house.database, *(letter(f"chat {n}", "news") for n in range(40)))
    async with running(house.courier(postbox)):
        await until_all_ended(house.database)
    to_a = [moment for moment, chat in postbox.moments if chat == "a"]
    assert all(20 <= later - first < 21 for first, later in pairwise(to_a))
    assert max(moment for moment, chat in postbox.moments if chat != "a") < to_a[1]
    assert [one.body["text"] for one in postbox.arrived if one.chat == "a"] == ["0", "1", "2"]


async def test_a_reply_goes_before_a_broadcast_that_has_begun(house: House) -> None:
    postbox = house.postbox(per_second=10)
    await post(house.database, *(letter(f"chat {n}", "news") for n in range(100)))
    courier = house.courier(postbox)
    async with running(courier):
        await until(lambda: len(postbox.arrived) >= 20)
        before = len(postbox.arrived)
        await post(house.database, letter("a", "reply", Priority.REPLY))
        courier.wake()
        await until_all_ended(house.database)
    assert postbox.texts().index("reply") <= before + 12


async def test_a_reply_goes_while_every_place_for_broadcasts_hangs(house: House) -> None:
    postbox = house.postbox(per_second=10)
    await post(house.database, letter("first", "news"))
    courier = house.courier(postbox, timing=Timing(grace=0.1))
    async with running(courier):
        await until_states(house.database, "sent")
        postbox.hold(*(f"chat {n}" for n in range(100)))
        await post(house.database, *(letter(f"chat {n}", "news") for n in range(100)))
        await until(lambda: postbox.in_flight == 16)
        await post(house.database, letter("a", "reply", Priority.REPLY))
        courier.wake()
        await until(lambda: "reply" in postbox.texts())


async def test_a_named_wait_of_a_chat_is_kept_and_nobody_else_waits(house: House) -> None:
    postbox = house.postbox()
    postbox.answer("a", Retry(40, "Too Many Requests"))
    await post(house.database, letter("a", "1"), letter("a", "2"), letter("b", "news"))
    await post(house.database, letter("a", "reply", Priority.REPLY, due_at=START + timedelta(seconds=10)))
    async with running(house.courier(postbox)):
        await until_all_ended(house.database)
    to_a = [moment for moment, chat in postbox.moments if chat == "a"]
    assert 40 <= to_a[1] - to_a[0] < 41.5
    assert [one.body["text"] for one in postbox.arrived if one.chat == "a"] == ["reply", "1", "2"]
    assert postbox.arrived[0].chat == "b"


async def test_a_named_wait_of_the_sender_is_kept_by_all(house: House) -> None:
    postbox = house.postbox()
    postbox.answer("a", Retry(40, "Too Many Requests", whole_lane=True))
    await post(house.database, letter("a", "news"))
    await post(house.database, *(letter(f"chat {n}", "news", due_at=START + timedelta(seconds=20)) for n in range(9)))
    other = house.postbox(lane="slack:T1")
    await post(house.database, letter("b", "elsewhere", lane="slack:T1", due_at=START + timedelta(seconds=22)))
    async with running(house.courier(postbox, other)):
        await until_all_ended(house.database)
    first, *later = [moment for moment, _ in postbox.moments]
    assert len(later) == 10
    assert min(later) - first >= 40
    assert other.moments[0][0] - first < 30


async def test_the_demo_moving_its_clock_makes_no_call_early(house: House) -> None:
    postbox = house.postbox()
    postbox.answer("a", Retry(40, "Too Many Requests"))
    await post(house.database, letter("a", "news"))
    courier = house.courier(postbox)
    async with running(courier):
        await until(lambda: len(postbox.moments) == 1)
        house.clock.move_by(timedelta(days=3))
        courier.wake()
        await until_all_ended(house.database)
    first, second = [moment for moment, _ in postbox.moments]
    assert second - first >= 40


async def test_each_ends_as_the_platform_says(house: House) -> None:
    postbox = house.postbox()
    postbox.answer("a", GiveUp("chat not found"))
    postbox.answer("b", Unknown("timed out"))
    postbox.answer("c", Retry(0, "Bad Gateway"), Retry(0, "Bad Gateway"))
    postbox.answer("d", Sent("m1", "moved to d2"))
    postbox.answer("e", RuntimeError("a mistake in the platform's room"))
    await post(house.database, *(letter(chat, "news") for chat in "abcde"))
    async with running(house.courier(postbox)):
        await until_all_ended(house.database)
    assert await states(house.database) == ["failed", "unknown", "sent", "sent", "unknown"]
    assert (await rows(house.database))[4].reason == "sending broke off: RuntimeError"


async def test_no_token_gets_into_a_reason(house: House) -> None:
    postbox = house.postbox()
    postbox.answer("a", GiveUp("https://api.telegram.org/bot4242:" + "x" * 35 + "/sendMessage: Not Found"))
    await post(house.database, letter("a", "news"))
    async with running(house.courier(postbox)):
        await until_states(house.database, "failed")
    [row] = await rows(house.database)
    assert row.reason == "https://api.telegram.org/bot[hidden]/sendMessage: Not Found"


async def test_without_an_answer_in_time_it_is_unknown(house: House) -> None:
    postbox = house.postbox()
    postbox.hold()
    await post(house.database, letter("a", "news"))
    async with running(house.courier(postbox, timing=Timing(send=0.05))):
        await until_states(house.database, "unknown")
    assert (await rows(house.database))[0].reason == "no answer within 0.05 s"


async def test_a_refused_sender_pauses_after_few_calls_raises_one_alarm_and_goes_on(house: House) -> None:
    postbox = house.postbox()
    chats = [f"chat {n}" for n in range(20)]
    for chat in chats[:6]:
        postbox.answer(chat, StopLane("Unauthorized"))
    await post(house.database, *(letter(chat, "news") for chat in chats))
    async with running(house.courier(postbox)):
        await until(lambda: len(house.alarms) == 1)
        calls = len(postbox.moments)
        assert calls <= 3
        await until_all_ended(house.database)
    assert house.alarms == [("telegram:1", "Unauthorized")]
    assert postbox.moments[3][0] - postbox.moments[0][0] >= 60
    assert len(postbox.arrived) == 20


async def test_a_broken_alarm_does_not_stop_the_lane(house: House) -> None:
    postbox = house.postbox()
    postbox.answer("a", StopLane("Unauthorized"))
    await post(house.database, letter("a", "news"))

    async def broken(lane: str, reason: str) -> None:
        raise RuntimeError("nobody to tell")

    async with running(Courier(house.database, [postbox], house.clock, "me", broken, stopwatch=house.stopwatch)):
        await until_states(house.database, "sent")


async def test_stopping_lets_what_is_in_flight_end_and_hands_the_rest_back(house: House) -> None:
    postbox = house.postbox(per_second=5)
    await post(house.database, letter("first", "news"))
    courier = house.courier(postbox)
    async with running(courier):
        await until_states(house.database, "sent")
        postbox.hold()
        await post(house.database, *(letter(f"chat {n}", "news") for n in range(60)))
        await until(lambda: postbox.in_flight >= 3)
        stop = asyncio.create_task(courier.stop())
        await asyncio.sleep(0)
        begun = len(postbox.moments)
        postbox.let_go()
        await stop
        assert len(postbox.moments) == begun
    assert await states(house.database) == ["sent"] * begun + ["pending"] * (61 - begun)


async def test_stopping_does_not_wait_for_ever(house: House) -> None:
    postbox = house.postbox()
    postbox.hold()
    await post(house.database, letter("a", "news"), letter("b", "card", replaces="m1"))
    async with running(house.courier(postbox, timing=Timing(grace=0.05))):
        await until(lambda: postbox.in_flight == 2)
    assert await states(house.database) == ["unknown", "retry"]


async def test_a_database_that_cannot_be_written_for_a_while_stops_nothing_for_good(house: House) -> None:
    postbox, chats = house.postbox(per_second=40), [f"chat {n}" for n in range(100)]
    await post(house.database, *(letter(chat, "news") for chat in chats))
    with Trouble(house.database) as trouble:
        async with running(house.courier(postbox, timing=Timing(longest_rest=0.01))):
            await until(lambda: len(postbox.arrived) >= 1)
            trouble.begin()
            await until(lambda: trouble.met >= 3)
            known = len(postbox.arrived)
            trouble.end()
            await until_all_ended(house.database)
    assert known < len(chats)
    assert sorted(one.chat for one in postbox.arrived) == sorted(chats)
    assert await states(house.database) == ["sent"] * len(chats)


class Trouble:
    """A disk that is full for a while: every UPDATE is refused."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine.sync_engine
        self._on = False
        self.met = 0

    def __enter__(self) -> "Trouble":
        event.listen(self._engine, "before_cursor_execute", self._refuse)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._refuse)

    def begin(self) -> None:
        self._on = True

    def end(self) -> None:
        self._on = False

    def _refuse(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        if self._on and "UPDATE outbox" in statement:
            self.met += 1
            raise OperationalError(statement, None, Exception("database or disk is full"))
