"""getUpdates and webhooks: order, confirmation, conflict, retry."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.sandbox.telegram_stage import BOT, SECOND, Stage, telegram_stage
from tests.serving import serving


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with telegram_stage(webhook_retry=0.01) as stage:
        yield stage


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(5):
        while True:
            if await condition():
                return
            await asyncio.sleep(0.01)


async def saying(stage: Stage, *said: str) -> str:
    person = await stage.person()
    await stage.ok("getUpdates", offset=2**31 - 1)
    for text in said:
        await stage.play(person, "say", text=text)
    return person


async def test_updates_stay_until_an_offset_confirms_them(stage: Stage) -> None:
    await saying(stage, "one", "two", "three")
    first = await stage.updates()
    assert texts(first) == texts(await stage.updates()) == ["one", "two", "three"]
    numbers = [update["update_id"] for update in first]
    assert numbers == list(range(numbers[0], numbers[0] + 3))
    assert texts(await stage.updates(offset=numbers[0] + 1)) == ["two", "three"]
    assert texts(await stage.updates(offset=numbers[0])) == ["two", "three"]
    assert await stage.updates(offset=numbers[2] + 1) == []


async def test_a_negative_offset_keeps_the_last_and_forgets_the_others(stage: Stage) -> None:
    await saying(stage, "one", "two", "three")
    assert texts(await stage.updates(offset=-2)) == ["two", "three"]
    assert texts(await stage.updates()) == ["two", "three"]


async def test_limit_is_moved_into_its_bounds(stage: Stage) -> None:
    await saying(stage, *(f"message {number}" for number in range(102)))
    assert len(await stage.updates(limit=2)) == 2
    assert len(await stage.updates(limit=1000)) == 100
    assert len(await stage.updates(limit=0)) == 1


async def test_a_long_poll_wakes_up_when_something_arrives_and_ends_when_nothing_does(stage: Stage) -> None:
    person = await saying(stage)
    poll = asyncio.create_task(stage.updates(timeout=5))
    await stage.play(person, "say", text="at last")
    assert texts(await poll) == ["at last"]
    await stage.ok("getUpdates", offset=2**31 - 1)
    assert await stage.telegram.books.updates.poll(BOT.id, limit=100, timeout=0.02) == []


async def waiting_poll(stage: Stage) -> asyncio.Task[dict[str, Any]]:
    """A getUpdates that has reached the server and waits there."""
    poll = asyncio.create_task(stage.api("getUpdates", timeout=20))

    async def is_waiting() -> bool:
        return bool(stage.telegram.books.updates.is_polled(BOT.id))

    await until(is_waiting)
    return poll


async def test_a_second_poller_ends_the_first(stage: Stage) -> None:
    await saying(stage)
    poll = await waiting_poll(stage)
    assert await stage.updates() == []
    assert await poll == {
        "ok": False,
        "error_code": 409,
        "description": "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running",
    }


async def test_a_webhook_ends_polling_and_keeps_it_off(stage: Stage) -> None:
    await saying(stage)
    poll = await waiting_poll(stage)
    answer = await stage.api("setWebhook", url="http://127.0.0.1:9/")
    assert answer == {"ok": True, "result": True, "description": "Webhook was set"}
    assert (await poll)["description"] == "Conflict: terminated by setWebhook request"
    assert (await stage.api("getUpdates"))["error_code"] == 409
    again = await stage.api("setWebhook", url="http://127.0.0.1:9/")
    assert again["description"] == "Webhook is already set"
    assert (await stage.api("deleteWebhook"))["description"] == "Webhook was deleted"
    assert (await stage.api("deleteWebhook"))["description"] == "Webhook is already deleted"
    assert await stage.updates() == []


async def test_a_poller_that_went_away_takes_nothing_with_it(stage: Stage) -> None:
    person = await saying(stage)
    poll = await waiting_poll(stage)
    poll.cancel()

    async def is_gone() -> bool:
        return not stage.telegram.books.updates.is_polled(BOT.id)

    await until(is_gone)
    await stage.play(person, "say", text="kept")
    assert texts(await stage.updates()) == ["kept"]


async def test_only_the_wanted_kinds_come_and_the_choice_is_remembered(stage: Stage) -> None:
    person = await saying(stage)
    await stage.updates(allowed_updates=["my_chat_member"])
    await stage.play(person, "say", text="not wanted")
    await stage.play(person, "block")
    (update,) = await stage.updates()
    member = update["my_chat_member"]
    assert (member["old_chat_member"]["status"], member["new_chat_member"]["status"]) == ("member", "kicked")
    await stage.updates(allowed_updates=[])
    await stage.play(person, "start", payload="inv_1")
    assert [set(each) - {"update_id"} for each in (await stage.updates())[1:]] == [{"my_chat_member"}, {"message"}]
    assert texts((await stage.updates())[2:]) == ["/start inv_1"]


async def test_each_bot_has_updates_of_its_own(stage: Stage) -> None:
    person = await saying(stage)
    await stage.play(person, "say", text="to the other", bot=SECOND.username)
    assert await stage.updates() == []
    other = await stage.api("getUpdates", token=SECOND.token)
    assert texts(other["result"]) == ["to the other"]


class Hook:
    """A bot's webhook that answers as told, and 200 afterwards."""

    def __init__(self, *answers: Response) -> None:
        self.got: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self._answers = list(answers)

    async def take(self, request: Request) -> Response:
        self.got.append(await request.json())
        self.secrets.append(request.headers.get("x-telegram-bot-api-secret-token"))
        return self._answers.pop(0) if self._answers else Response()

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/hook", self.take, methods=["POST"])])


async def pending(stage: Stage) -> int:
    return int((await stage.ok("getWebhookInfo"))["pending_update_count"])


async def test_a_webhook_gets_updates_in_order_and_again_until_it_takes_them(stage: Stage) -> None:
    hook = Hook(Response(status_code=500), Response(status_code=403))
    await saying(stage, "one", "two")
    async with serving(hook.app()) as url:
        await stage.ok("setWebhook", url=f"{url}/hook", secret_token="s3cret_-")

        async def is_done() -> bool:
            return await pending(stage) == 0

        await until(is_done)
        assert texts(hook.got) == ["one", "one", "one", "two"]
        assert set(hook.secrets) == {"s3cret_-"}
        info = await stage.ok("getWebhookInfo")
        assert info["last_error_message"] == "Wrong response from the webhook: 403 Forbidden"
        await stage.ok("deleteWebhook")
    assert await stage.ok("getWebhookInfo") == {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": 0,
    }


async def test_a_webhook_may_answer_with_a_call(stage: Stage) -> None:
    person = await saying(stage, "hello")
    reply = {"method": "sendMessage", "chat_id": int(person), "text": "Welcome"}
    async with serving(Hook(JSONResponse(reply)).app()) as url:
        await stage.ok("setWebhook", url=f"{url}/hook")

        async def is_welcomed() -> bool:
            return bool((await stage.chat(person))["messages"][-1]["text"] == "Welcome")

        await until(is_welcomed)
        await stage.ok("deleteWebhook")


async def test_pending_updates_can_be_dropped(stage: Stage) -> None:
    await saying(stage, "one")
    assert await pending(stage) == 1
    await stage.ok("deleteWebhook", drop_pending_updates=True)
    assert await pending(stage) == 0


REFUSED_WEBHOOKS = [
    ({"url": "ftp://example.org"}, "bad webhook: invalid webhook URL specified"),
    ({"url": "http://"}, "bad webhook: invalid webhook URL specified"),
    ({"url": "http://a/", "secret_token": "no spaces"}, "secret token contains unallowed characters"),
    ({"url": "http://a/", "secret_token": "x" * 257}, "secret token is too long"),
    ({"url": "http://a/", "allowed_updates": "{}"}, "can't parse allowed updates: expected an Array of String"),
]


async def test_webhooks_that_are_refused(stage: Stage) -> None:
    for parameters, reason in REFUSED_WEBHOOKS:
        assert await stage.refused("setWebhook", **parameters) == f"Bad Request: {reason}"


async def test_a_webhook_goes_on_after_a_restart(tmp_path: Path) -> None:
    hook = Hook()
    async with serving(hook.app()) as url:
        async with telegram_stage(tmp_path / "world", webhook_retry=0.01) as before:
            person = await before.person()
            await before.ok("setWebhook", url=f"{url}/hook")
        async with telegram_stage(tmp_path / "world", webhook_retry=0.01) as after:
            await after.play(person, "say", text="still there?")

            async def is_done() -> bool:
                return await pending(after) == 0

            await until(is_done)
    assert texts(hook.got)[-1] == "still there?"
