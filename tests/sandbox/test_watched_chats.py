"""Whoever reads a chat again and again is told only what is new, and can wait for it."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.sandbox.telegram_stage import Stage, telegram_stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with telegram_stage() as stage:
        yield stage


async def look(stage: Stage, person: str, known: str = "", wait: str = "0") -> httpx.Response:
    headers = {"If-None-Match": known} if known else {}
    return await stage.http.get(f"/play/telegram/people/{person}/chat", params={"wait": wait}, headers=headers)


async def test_what_is_known_already_is_not_sent_again(stage: Stage) -> None:
    person = await stage.person()
    first = await look(stage, person)
    again = await look(stage, person, first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")

    await stage.ok("sendMessage", chat_id=person, text="Dialogue")
    newer = await look(stage, person, first.headers["ETag"])
    assert newer.status_code == 200
    assert newer.json()["messages"][-1]["text"] == "Dialogue"


async def test_who_waits_is_told_at_once_when_the_chat_changes(stage: Stage) -> None:
    person, other = await stage.person(), await stage.person("Somebody Else")
    known = (await look(stage, person)).headers["ETag"]
    waiting = asyncio.create_task(look(stage, person, known, wait="20"))
    await stage.ok("sendMessage", chat_id=other, text="Not for you")
    assert not waiting.done()

    await stage.ok("sendMessage", chat_id=person, text="Dialogue")
    newer = await asyncio.wait_for(waiting, 5)
    assert newer.json()["messages"][-1]["text"] == "Dialogue"


async def test_who_waited_in_vain_is_told_so(stage: Stage) -> None:
    person = await stage.person()
    known = (await look(stage, person)).headers["ETag"]
    assert (await look(stage, person, known, wait="0.01")).status_code == 304


@pytest.mark.parametrize("wait", ["soon", "-1", "nan", "inf"])
async def test_nonsense_does_not_wait(stage: Stage, wait: str) -> None:
    person = await stage.person()
    known = (await look(stage, person)).headers["ETag"]
    assert (await look(stage, person, known, wait)).status_code == 304


async def test_an_edited_message_looks_new(stage: Stage) -> None:
    person = await stage.person()
    number = (await stage.ok("sendMessage", chat_id=person, text="Dialogue"))["message_id"]
    assert (await stage.chat(person))["messages"][-1]["text"] == "Dialogue"
    await stage.ok("editMessageText", chat_id=person, message_id=number, text="Dialogue, moved")
    assert (await stage.chat(person))["messages"][-1]["text"] == "Dialogue, moved"
