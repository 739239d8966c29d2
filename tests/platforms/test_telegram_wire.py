"""How a request to Telegram fails tells whether it was written, and never tells the token."""

from collections.abc import AsyncIterator

import pytest
from telegram.error import TelegramError

from engagebot.platforms.telegram.wire import MaybeWritten, NotWritten, RawBot, connect
from engagebot.sandbox.faults import Fault, FaultKind
from tests.sandbox.telegram_stage import TOKEN, Stage, telegram_stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with telegram_stage() as stage:
        yield stage


async def failure(url: str, method: str = "getMe") -> TelegramError:
    bot: RawBot = connect(TOKEN, url, senders=1, answer_seconds=0.2, poll_seconds=1, use_proxy=False)
    request = bot.request
    await request.initialize()
    try:
        with pytest.raises(TelegramError) as failed:
            await bot.call(method, {})
    finally:
        await request.shutdown()
    return failed.value


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://nowhere.invalid", "no address", "ftp://127.0.0.1"])
async def test_where_nobody_answers_nothing_was_written(url: str) -> None:
    assert isinstance(await failure(url), NotWritten)


@pytest.mark.parametrize("kind", [FaultKind.CUT_AFTER, FaultKind.CUT_BEFORE, FaultKind.HANG])
async def test_where_the_answer_is_lost_it_may_have_been_written(stage: Stage, kind: FaultKind) -> None:
    stage.telegram.world.faults.order(Fault("telegram", kind, "getMe", seconds=5))
    assert isinstance(await failure(stage.url), MaybeWritten)


async def test_a_failure_carries_no_address_which_would_hold_the_token(stage: Stage) -> None:
    stage.telegram.world.faults.order(Fault("telegram", FaultKind.CUT_AFTER, "getMe"))
    for error in (await failure(stage.url), await failure("http://127.0.0.1:1"), await failure("no address")):
        assert error.__cause__ is None
        assert error.__context__ is None
        assert TOKEN not in repr(error)
