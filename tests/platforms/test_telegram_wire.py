"""How a request to Telegram fails tells whether it was written, and never tells the token."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram.error import TelegramError

from engagebot.channel import UNDER_WAY
from engagebot.platforms.telegram.wire import MaybeWritten, NotWritten, RawBot, connect
from engagebot.sandbox.faults import Fault, FaultKind
from tests.delivery.house import until
from tests.sandbox.telegram_stage import TOKEN, Stage, telegram_stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with telegram_stage() as stage:
        yield stage


async def failure(url: str, method: str = "getMe", *, plain: bool = False) -> TelegramError:
    """`plain`: by the short way, on which messages go."""
    bot: RawBot = connect(TOKEN, url, senders=1, answer_seconds=0.2, poll_seconds=1, use_proxy=False)
    request = bot.request
    await request.initialize()
    try:
        with pytest.raises(TelegramError) as failed:
            await (bot.post if plain else bot.call)(method, {})
    finally:
        await request.shutdown()
    return failed.value


BOTH_WAYS = pytest.mark.parametrize("plain", [False, True], ids=["as the SDK does", "plain"])


@BOTH_WAYS
@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://nowhere.invalid", "no address", "ftp://127.0.0.1"])
async def test_where_nobody_answers_nothing_was_written(url: str, plain: bool) -> None:
    assert isinstance(await failure(url, plain=plain), NotWritten)


@BOTH_WAYS
@pytest.mark.parametrize("kind", [FaultKind.CUT_AFTER, FaultKind.CUT_BEFORE, FaultKind.HANG])
async def test_where_the_answer_is_lost_it_may_have_been_written(stage: Stage, kind: FaultKind, plain: bool) -> None:
    stage.telegram.world.faults.order(Fault("telegram", kind, "getMe", seconds=5))
    assert isinstance(await failure(stage.url, plain=plain), MaybeWritten)


@BOTH_WAYS
async def test_a_failure_carries_no_address_which_would_hold_the_token(stage: Stage, plain: bool) -> None:
    stage.telegram.world.faults.order(Fault("telegram", FaultKind.CUT_AFTER, "getMe"))
    for url in (stage.url, "http://127.0.0.1:1", "no address"):
        error = await failure(url, plain=plain)
        assert error.__cause__ is None
        assert error.__context__ is None
        assert TOKEN not in repr(error)


async def test_it_is_said_when_a_message_has_its_connection_and_not_before(stage: Stage) -> None:
    """There is one connection, and the first message hangs on it."""
    stage.telegram.world.faults.order(Fault("telegram", FaultKind.HANG, "getMe", seconds=5))
    bot = connect(TOKEN, stage.url, senders=1, answer_seconds=30, poll_seconds=1, use_proxy=False)
    await bot.request.initialize()
    under_way: list[str] = []

    async def ask(name: str) -> None:
        UNDER_WAY.set(lambda: under_way.append(name))
        await bot.post("getMe", {})

    first = asyncio.create_task(ask("first"))
    await until(lambda: under_way == ["first"])
    second = asyncio.create_task(ask("second"))
    for _ in range(50):
        await asyncio.sleep(0)
    assert under_way == ["first"]
    first.cancel()
    await second
    assert under_way == ["first", "second"]
    await bot.request.shutdown()
