"""A lane sends while its process leads it, and whoever leads next keeps to the same limits."""

from collections import Counter

from engagebot.channel import Limits, Retry
from engagebot.delivery.courier import Courier
from engagebot.delivery.lead import Lead
from engagebot.delivery.timing import Timing
from engagebot.domain.outbox import DeliveryState
from engagebot.storage.database import Database
from engagebot.storage.leaderships import Term
from tests.delivery.house import LANE, FastForward, HouseClock, count, letter, post, running, until, until_all_ended
from tests.delivery.postbox import Postbox

FOREVER = 1e9
JUST_NOW = Term(idle_seconds=0)
LIMITS = Limits(per_second=30, seconds_per_chat=1)


class Process:
    """A courier with a leadership that the test hands about."""

    def __init__(self, database: Database, clock: HouseClock, stopwatch: FastForward, host: str) -> None:
        self.postbox = Postbox(stopwatch, LIMITS)
        self.lead = Lead(LANE, stopwatch)
        self.courier = Courier(
            database,
            [self.postbox],
            clock,
            f"{host}:1:a",
            # One's idle waits jump ahead while another waits for the disk: no lease may run out by that.
            timing=Timing(lease=1e7),
            stopwatch=stopwatch,
            leads=lambda _: self.lead,
        )

    def leads(self, term: Term = JUST_NOW) -> None:
        self.lead.hold(FOREVER, term)
        self.courier.wake()

    def leads_no_longer(self) -> None:
        self.lead.lose()
        self.courier.wake()


async def test_nothing_goes_while_another_process_leads(
    database: Database, clock: HouseClock, stopwatch: FastForward
) -> None:
    await post(database, letter("a", "news"))
    process = Process(database, clock, stopwatch, "here")
    async with running(process.courier):
        began = stopwatch.seconds()
        await until(lambda: stopwatch.seconds() > began + 20)
        assert process.postbox.moments == []
        process.leads()
        await until_all_ended(database)
    assert process.postbox.texts() == ["news"]


async def test_who_has_lost_the_lane_starts_nothing_more_and_still_writes_down_what_was_under_way(
    database: Database, clock: HouseClock, stopwatch: FastForward
) -> None:
    await post(database, *(letter(f"chat {n}", str(n)) for n in range(200)))
    first, second = (Process(database, clock, stopwatch, host) for host in ("here", "there"))
    async with running(first.courier), running(second.courier):
        first.leads()
        await until(lambda: len(first.postbox.arrived) > 20)
        first.postbox.hold()
        await until(lambda: first.postbox.in_flight > 5)
        first.leads_no_longer()
        started = len(first.postbox.moments)
        second.leads()
        await until(lambda: len(second.postbox.arrived) > 20)
        assert len(first.postbox.moments) == started
        first.postbox.let_go()
        await until_all_ended(database)
    assert await count(database, DeliveryState.SENT) == 200
    times = Counter([*first.postbox.texts(), *second.postbox.texts()])
    assert set(times.values()) == {1}
    assert len(times) == 200


async def test_no_second_holds_more_than_the_limit_however_often_the_leader_changes(
    database: Database, clock: HouseClock, stopwatch: FastForward
) -> None:
    await post(database, *(letter(f"chat {n % 70}", str(n)) for n in range(300)))
    processes = [Process(database, clock, stopwatch, f"host{n}") for n in range(10)]
    for process in processes:
        # One at a time: the stopwatch jumps over the waits of those who stand by.
        process.leads()
        async with running(process.courier):
            await until(lambda moments=process.postbox.moments: len(moments) >= 20)  # type: ignore[misc]
            if process is processes[-1]:
                await until_all_ended(database)
            process.leads_no_longer()
    moments = sorted(moment for process in processes for moment in process.postbox.moments)
    instants = [at for at, _ in moments]
    assert len(instants) == 300
    assert all(later - first >= 1 for first, later in zip(instants, instants[30:], strict=False))
    last: dict[str, float] = {}
    for at, chat in moments:
        assert at - last.get(chat, 0) >= 1
        last[chat] = at


async def test_who_comes_after_a_long_pause_need_not_wait(
    database: Database, clock: HouseClock, stopwatch: FastForward
) -> None:
    await post(database, letter("a", "news"))
    process = Process(database, clock, stopwatch, "here")
    began = stopwatch.seconds()
    process.leads(Term(idle_seconds=60))
    async with running(process.courier):
        await until_all_ended(database)
    assert process.postbox.moments[0][0] - began < 1


async def test_what_the_platform_asked_one_process_the_next_one_heeds(
    database: Database, clock: HouseClock, stopwatch: FastForward
) -> None:
    await post(database, letter("a", "1"))
    first, second = (Process(database, clock, stopwatch, host) for host in ("here", "there"))
    first.postbox.answer("a", Retry(40, "slow down", whole_lane=True))
    async with running(first.courier), running(second.courier):
        first.leads()
        await until(lambda: first.lead.silences != {})
        told_at = stopwatch.seconds()
        left = first.lead.silences[""] - told_at
        first.leads_no_longer()
        await post(database, letter("b", "2"))
        second.leads(Term(0, {"": left}))
        await until_all_ended(database)
    assert 0 < left <= 40
    assert len(second.postbox.moments) == 2
    assert all(at >= told_at + left for at, _ in second.postbox.moments)


async def test_a_chat_that_wants_to_be_left_alone_is_left_alone_by_the_next_one_too(
    database: Database, clock: HouseClock, stopwatch: FastForward
) -> None:
    await post(database, letter("a", "1"), letter("b", "2"))
    process = Process(database, clock, stopwatch, "here")
    began = stopwatch.seconds()
    process.leads(Term(60, {"a": 25}))
    async with running(process.courier):
        await until_all_ended(database)
    moments = {chat: at - began for at, chat in process.postbox.moments}
    assert moments["b"] < 1
    assert moments["a"] >= 25
