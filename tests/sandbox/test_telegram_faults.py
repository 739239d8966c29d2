"""Bad days: faults on demand, flood control, a killed process."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from engagebot.sandbox.faults import Fault, FaultKind
from engagebot.sandbox.telegram import FloodLimits
from engagebot.sandbox.telegram.errors import ApiError
from engagebot.sandbox.telegram.flood import FloodControl
from tests.sandbox.telegram_stage import Stage, telegram_stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with telegram_stage() as stage:
        yield stage


def order(stage: Stage, kind: FaultKind, **more: Any) -> None:
    stage.telegram.world.faults.order(Fault("telegram", kind, **more))


ANSWERED = [
    (FaultKind.RATE_LIMITED, "sendMessage", 429, "Too Many Requests: retry after 3"),
    (FaultKind.SERVER_ERROR, "sendMessage", 500, "Internal Server Error"),
    (FaultKind.FORBIDDEN, "sendMessage", 403, "Forbidden: bot was blocked by the user"),
    (FaultKind.NOT_FOUND, "sendMessage", 400, "Bad Request: chat not found"),
    (FaultKind.NOT_FOUND, "editMessageText", 400, "Bad Request: message to edit not found"),
    (FaultKind.NOT_FOUND, "deleteMessage", 400, "Bad Request: message to delete not found"),
    (FaultKind.SERVER_ERROR, "getUpdates", 500, "Internal Server Error"),
]


async def test_a_fault_is_met_once_and_takes_nothing(stage: Stage) -> None:
    person = await stage.person()
    for kind, method, code, description in ANSWERED:
        order(stage, kind, method=method, seconds=2.5)
        answer = await stage.api(method.upper(), chat_id=person, text="x")
        assert (answer["error_code"], answer["description"]) == (code, description)
        if code == 429:
            assert answer["parameters"] == {"retry_after": 3}
    assert len((await stage.chat(person))["messages"]) == 1
    await stage.ok("sendMessage", chat_id=person, text="x")


async def test_a_fault_may_concern_one_chat_only(stage: Stage) -> None:
    one, other = await stage.person(), await stage.person("Ben Okri", "en")
    order(stage, FaultKind.FORBIDDEN, chat=other)
    await stage.ok("sendMessage", chat_id=int(one), text="x")
    assert "Forbidden" in await stage.refused("sendMessage", chat_id=int(other), text="x")


async def test_a_connection_cut_before_the_message_is_taken_leaves_no_message(stage: Stage) -> None:
    person = await stage.person()
    order(stage, FaultKind.CUT_BEFORE, method="sendMessage")
    with pytest.raises(httpx.RemoteProtocolError):
        await stage.api("sendMessage", chat_id=person, text="lost")
    assert len((await stage.chat(person))["messages"]) == 1


async def test_a_connection_cut_after_the_message_is_taken_leaves_the_message(stage: Stage) -> None:
    person = await stage.person()
    order(stage, FaultKind.CUT_AFTER, method="sendMessage")
    with pytest.raises(httpx.RemoteProtocolError):
        await stage.api("sendMessage", chat_id=person, text="delivered")
    assert (await stage.chat(person))["messages"][-1]["text"] == "delivered"


async def test_a_call_that_hangs_takes_nothing_from_a_caller_who_gives_up(stage: Stage) -> None:
    person = await stage.person()
    order(stage, FaultKind.HANG, method="sendMessage", seconds=30)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await stage.api("sendMessage", chat_id=person, text="never")
    order(stage, FaultKind.HANG, method="sendMessage", seconds=0.05)
    await stage.ok("sendMessage", chat_id=person, text="late")
    assert [each["text"] for each in (await stage.chat(person))["messages"]] == ["/start", "late"]


async def test_flood_control_is_off_unless_asked_for() -> None:
    async with telegram_stage() as calm:
        person = await calm.person()
        for number in range(40):
            await calm.ok("sendMessage", chat_id=person, text=f"{number}")
    async with telegram_stage(flood=FloodLimits()) as strict:
        person = await strict.person()
        await strict.ok("sendMessage", chat_id=person, text="one")
        refusal = await strict.api("sendMessage", chat_id=person, text="two")
        assert refusal["error_code"] == 429
        assert refusal["parameters"] == {"retry_after": 1}


def test_flood_control_counts_by_bot_chat_and_group() -> None:
    moment = [0.0]
    control = FloodControl(FloodLimits(), lambda: moment[0])
    for chat in range(30):
        control.admit(1, chat)
    with pytest.raises(ApiError, match="retry after 1"):
        control.admit(1, 30)
    control.admit(2, 30)
    moment[0] = 1.0
    control.admit(1, 30)
    for second in range(20):
        moment[0] = 10.0 + second
        control.admit(1, -5)
    moment[0] = 40.0
    with pytest.raises(ApiError, match="retry after 30"):
        control.admit(1, -5)


async def test_a_restart_on_the_same_shelf_keeps_everything(tmp_path: Path) -> None:
    shelf = tmp_path / "world.sqlite"
    async with telegram_stage(shelf) as before:
        person = await before.person()
        sent = await before.ok("sendMessage", chat_id=person, text="before")
        await before.ok("setMyCommands", commands=[{"command": "help", "description": "Help"}])
        (start,) = await before.updates()
    async with telegram_stage(shelf) as after:
        assert await after.updates() == [start]
        chat = await after.chat(person)
        assert [message["text"] for message in chat["messages"]] == ["/start", "before"]
        assert chat["commands"] == [{"command": "help", "description": "Help"}]
        again = await after.ok("sendMessage", chat_id=person, text="after")
        assert again["message_id"] == sent["message_id"] + 1
        await after.updates(offset=start["update_id"] + 1)
        await after.play(person, "say", text="hello again")
        (update,) = await after.updates()
        assert update["update_id"] == start["update_id"] + 1
        assert await after.person("Ben Okri") == str(int(person) + 1)
