"""Edits, deletions and presses."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.sandbox.telegram_stage import SECOND, Stage, telegram_stage

YES = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}, {"text": "Page", "url": "https://example.org/"}]]}
NO = {"inline_keyboard": [[{"text": "No", "callback_data": "no"}]]}
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with telegram_stage() as stage:
        yield stage


async def card(stage: Stage, **more: Any) -> dict[str, Any]:
    """Where a fresh card with a keyboard stands."""
    person = await stage.person()
    message = await stage.ok("sendMessage", chat_id=person, text="Will you come?", reply_markup=YES, **more)
    return {"chat_id": person, "message_id": message["message_id"]}


async def test_an_edit_replaces_text_and_keyboard_and_dates_itself(stage: Stage) -> None:
    place = await card(stage)
    stage.clock.pass_by(minutes=5)
    edited = await stage.ok("editMessageText", **place, text="<b>See you</b>", parse_mode="HTML", reply_markup=NO)
    assert (edited["text"], edited["reply_markup"]) == ("See you", NO)
    assert edited["edit_date"] - edited["date"] == 300
    shown = (await stage.chat(place["chat_id"]))["messages"][-1]
    assert (shown["html"], shown["edited"]) == ("<b>See you</b>", True)


async def test_an_edit_without_a_keyboard_takes_it_away(stage: Stage) -> None:
    place = await card(stage)
    assert "reply_markup" not in await stage.ok("editMessageText", **place, text="Closed")


async def test_a_keyboard_alone_can_be_edited_and_does_not_show_as_an_edit(stage: Stage) -> None:
    place = await card(stage)
    edited = await stage.ok("editMessageReplyMarkup", **place, reply_markup=NO)
    assert edited["reply_markup"] == NO
    assert set(edited) >= {"edit_date", "text"}
    assert (await stage.chat(place["chat_id"]))["messages"][-1]["edited"] is False


async def test_an_edit_that_changes_nothing_is_refused(stage: Stage) -> None:
    place = await card(stage)
    same = {"text": "Will you come?", "reply_markup": YES}
    assert await stage.refused("editMessageText", **place, **same) == NOT_MODIFIED
    assert await stage.refused("editMessageReplyMarkup", **place, reply_markup=YES) == NOT_MODIFIED
    await stage.ok("editMessageText", **place, text="<i>Will you come?</i>", parse_mode="HTML", reply_markup=YES)


async def test_edits_that_are_refused(stage: Stage) -> None:
    place = await card(stage)
    for method in ("editMessageText", "editMessageReplyMarkup"):
        missing = {**place, "message_id": 999, "text": "x"}
        assert await stage.refused(method, **missing) == "Bad Request: message to edit not found"
        theirs = {**place, "message_id": 1, "text": "x"}
        assert await stage.refused(method, **theirs) == "Bad Request: message can't be edited"
    unnamed = await stage.refused("editMessageText", chat_id=place["chat_id"], text="x")
    assert unnamed == "Bad Request: message identifier is not specified"
    assert await stage.refused("editMessageText", **place, text="") == "Bad Request: message text is empty"
    forced = await stage.refused("editMessageReplyMarkup", **place, reply_markup={"force_reply": True})
    assert forced == "Bad Request: inline keyboard expected"


async def test_a_message_can_be_deleted_for_48_hours(stage: Stage) -> None:
    place = await card(stage)
    later = await stage.ok("sendMessage", chat_id=place["chat_id"], text="x")
    stage.clock.pass_by(hours=47)
    assert await stage.ok("deleteMessage", **place) is True
    assert await stage.refused("deleteMessage", **place) == "Bad Request: message to delete not found"
    stage.clock.pass_by(hours=1)
    late = await stage.refused("deleteMessage", chat_id=place["chat_id"], message_id=later["message_id"])
    assert late == "Bad Request: message can't be deleted for everyone"


async def pressed(stage: Stage, place: dict[str, Any], **how: Any) -> tuple[asyncio.Task[Any], dict[str, Any]]:
    """A press under way, and the query that the bot got."""
    given = {"message": str(place["message_id"]), **how}
    press = asyncio.create_task(stage.play(place["chat_id"], "press", **given))
    updates = await stage.updates(timeout=5, offset=-1, allowed_updates=["callback_query"])
    return press, updates[-1]["callback_query"]


async def test_a_press_reaches_the_bot_and_the_answer_reaches_the_person(stage: Stage) -> None:
    place = await card(stage)
    await stage.updates(offset=-1)
    await stage.ok("getUpdates", offset=2**31 - 1)
    press, query = await pressed(stage, place, row=0, column=0)
    assert query["data"] == "yes"
    assert query["from"]["id"] == int(place["chat_id"])
    assert query["message"]["reply_markup"] == YES
    await stage.ok("answerCallbackQuery", callback_query_id=query["id"], text="Noted", show_alert=True)
    assert await press == {"notice": "Noted", "alert": True, "answered": True}


async def test_a_query_can_be_answered_once_and_by_its_own_bot(stage: Stage) -> None:
    place = await card(stage)
    await stage.ok("getUpdates", offset=2**31 - 1)
    press, query = await pressed(stage, place, data="any bytes at all " * 10)
    too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    by_another = await stage.api("answerCallbackQuery", token=SECOND.token, callback_query_id=query["id"])
    assert by_another["description"] == too_old
    too_long = await stage.refused("answerCallbackQuery", callback_query_id=query["id"], text="x" * 201)
    assert too_long == "Bad Request: MESSAGE_TOO_LONG"
    await stage.ok("answerCallbackQuery", callback_query_id=query["id"], text="x" * 200)
    assert (await press)["answered"] is True
    assert await stage.refused("answerCallbackQuery", callback_query_id=query["id"]) == too_old
    assert await stage.refused("answerCallbackQuery", callback_query_id="1") == too_old


async def test_a_query_grows_too_old() -> None:
    async with telegram_stage(query_lifetime=0.0) as stage:
        place = await card(stage)
        await stage.play(place["chat_id"], "press", message=str(place["message_id"]), data="yes", wait=False)
        query = (await stage.updates())[-1]["callback_query"]
        assert "too old" in await stage.refused("answerCallbackQuery", callback_query_id=query["id"])


async def test_a_link_button_opens_at_once_and_missing_buttons_are_said(stage: Stage) -> None:
    place = await card(stage)
    person, message = place["chat_id"], str(place["message_id"])
    assert await stage.play(person, "press", message=message, row=0, column=1) == {"url": "https://example.org/"}
    assert "error" in await stage.play(person, "press", message=message, row=3, column=0)
    assert "error" in await stage.play(person, "press", message="77", row=0, column=0)
    assert "error" in await stage.play(person, "press", message=message)
    at_once = await stage.play(person, "press", message=message, row=0, column=0, wait=False)
    assert at_once == {"notice": None, "alert": False, "answered": False}


async def test_twenty_people_press_at_once_and_each_gets_the_own_answer(stage: Stage) -> None:
    places = [await card(stage) for _ in range(20)]
    await stage.ok("getUpdates", offset=2**31 - 1)
    presses = [
        asyncio.create_task(stage.play(place["chat_id"], "press", message=str(place["message_id"]), row=0, column=0))
        for place in places
    ]
    offset, answered = 0, 0
    while answered < len(places):
        for update in await stage.updates(offset=offset, timeout=5):
            query, offset = update["callback_query"], update["update_id"] + 1
            await stage.ok("answerCallbackQuery", callback_query_id=query["id"], text=str(query["from"]["id"]))
            answered += 1
    notices = [(await press)["notice"] for press in presses]
    assert notices == [place["chat_id"] for place in places]
