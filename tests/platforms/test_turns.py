"""Order within a chat, side by side across chats, and errands on the side."""

import asyncio
from itertools import islice

from engagebot.platforms.errands import Errands
from engagebot.platforms.nearby import is_nearby
from engagebot.platforms.pauses import pauses
from engagebot.platforms.turns import Turns


async def test_one_chat_takes_turns_in_order_and_another_does_not_wait() -> None:
    turns, seen, gate = Turns(), list[str](), asyncio.Event()

    async def work(chat: str, what: str) -> None:
        async with turns.of(chat):
            if what == "first":
                await gate.wait()
            seen.append(what)

    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        group.create_task(work("a", "first"))
        group.create_task(work("a", "second"))
        await group.create_task(work("b", "elsewhere"))
        gate.set()

    assert seen == ["elsewhere", "first", "second"]


async def test_a_failing_errand_disturbs_nobody_and_an_endless_one_is_given_up() -> None:
    errands, begun = Errands(), asyncio.Event()

    async def fail() -> None:
        raise RuntimeError("https://hooks.slack.com/secret")

    async def endless() -> None:
        begun.set()
        await asyncio.Event().wait()

    errands.run("fail", fail())
    errands.run("wait", endless())
    await asyncio.wait_for(begun.wait(), 5)

    await asyncio.wait_for(errands.finish(within=0.01), 5)


def test_pauses_grow_and_stay_below_the_most() -> None:
    waits = list(islice(pauses(first=1.0, most=8.0), 6))

    assert all(step / 2 <= wait <= step for wait, step in zip(waits, [1, 2, 4, 8, 8, 8], strict=True))


def test_a_loopback_address_is_nearby() -> None:
    assert all(map(is_nearby, ["http://127.0.0.1:8080", "http://localhost/api", "http://[::1]:1/"]))
    assert not any(map(is_nearby, ["https://api.telegram.org", "https://slack.com/api/", "http://10.0.0.1"]))
