"""Bad days on demand, and what the world looks like afterwards."""

import time

import httpx
import pytest

from engagebot.sandbox.faults import Fault, FaultKind
from tests.sandbox.slack_stage import BOT_TOKEN, Stage, slack_stage

BEARER = {"Authorization": f"Bearer {BOT_TOKEN}"}


async def post(stage: Stage, person: str, timeout: float = 5) -> httpx.Response:
    form = {"channel": person, "text": "x"}
    return await stage.http.post("/api/chat.postMessage", data=form, headers=BEARER, timeout=timeout)


async def texts(stage: Stage, person: str) -> list[str]:
    return [message["text"] for message in (await stage.chat(person))["messages"]]


async def test_too_many_requests_says_how_long_to_wait_and_takes_nothing() -> None:
    async with slack_stage() as stage:
        person = await stage.person()
        stage.slack.world.faults.order(Fault("slack", FaultKind.RATE_LIMITED, "chat.postMessage", seconds=7))
        answer = await post(stage, person)
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
        assert await texts(stage, person) == []
        assert (await post(stage, person)).json()["ok"]


async def test_a_server_error_is_no_json() -> None:
    async with slack_stage() as stage:
        person = await stage.person()
        stage.slack.world.faults.order(Fault("slack", FaultKind.SERVER_ERROR))
        answer = await post(stage, person)
        assert (answer.status_code, answer.headers["content-type"][:9]) == (500, "text/html")
        assert await texts(stage, person) == []


@pytest.mark.parametrize(("kind", "left"), [(FaultKind.CUT_BEFORE, []), (FaultKind.CUT_AFTER, ["x"])])
async def test_a_cut_connection_leaves_the_message_or_not(kind: FaultKind, left: list[str]) -> None:
    async with slack_stage() as stage:
        person = await stage.person()
        stage.slack.world.faults.order(Fault("slack", kind, chat=person))
        with pytest.raises((httpx.NetworkError, httpx.RemoteProtocolError)):
            await post(stage, person)
        assert await texts(stage, person) == left


async def test_a_hang_ends_in_an_answer_for_who_waits_and_in_nothing_for_who_leaves() -> None:
    async with slack_stage() as stage:
        person = await stage.person()
        stage.slack.world.faults.order(Fault("slack", FaultKind.HANG, seconds=0.1))
        began = time.monotonic()
        assert (await post(stage, person)).json()["ok"]
        assert time.monotonic() - began >= 0.1
        stage.slack.world.faults.order(Fault("slack", FaultKind.HANG, seconds=30))
        with pytest.raises(httpx.ReadTimeout):
            await post(stage, person, timeout=0.1)
        assert await texts(stage, person) == ["x"]


@pytest.mark.parametrize(
    ("method", "kind", "error"),
    [
        ("chat.postMessage", FaultKind.NOT_FOUND, "channel_not_found"),
        ("chat.postMessage", FaultKind.FORBIDDEN, "restricted_action"),
        ("conversations.open", FaultKind.FORBIDDEN, "user_disabled"),
        ("conversations.open", FaultKind.NOT_FOUND, "user_not_found"),
        ("users.info", FaultKind.NOT_FOUND, "user_not_found"),
    ],
)
async def test_one_person_can_be_out_of_reach(method: str, kind: FaultKind, error: str) -> None:
    async with slack_stage() as stage:
        person, other = await stage.person(), await stage.person("Other")
        arguments = {"chat.postMessage": "channel", "conversations.open": "users", "users.info": "user"}
        stage.slack.world.faults.order(Fault("slack", kind, method, chat=person, times=2))
        await stage.ok(method, **{arguments[method]: other}, text="x")
        for _ in range(2):
            assert await stage.refused(method, **{arguments[method]: person}, text="x") == error
        await stage.ok(method, **{arguments[method]: person}, text="x")


async def test_an_order_for_a_person_holds_under_the_channels_name_too() -> None:
    async with slack_stage() as stage:
        person = await stage.person()
        channel = await stage.direct(person)
        stage.slack.world.faults.order(Fault("slack", FaultKind.NOT_FOUND, "chat.postMessage", chat=person))
        assert await stage.refused("chat.postMessage", channel=channel, text="x") == "channel_not_found"
        stage.slack.world.faults.order(Fault("slack", FaultKind.NOT_FOUND, "chat.postMessage", chat=channel))
        assert await stage.refused("chat.postMessage", channel=person, text="x") == "channel_not_found"


async def test_the_token_itself_can_be_refused() -> None:
    async with slack_stage() as stage:
        stage.slack.world.faults.order(Fault("slack", FaultKind.FORBIDDEN, "auth.test"))
        assert await stage.refused("auth.test") == "account_inactive"
