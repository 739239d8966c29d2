"""Sending: what Telegram takes, what it makes of it, and what it refuses and how."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.sandbox.telegram_stage import BOT, SECOND, TOKEN, Stage, telegram_stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with telegram_stage() as stage:
        yield stage


async def test_a_message_arrives_as_it_was_sent(stage: Stage) -> None:
    person = await stage.person()
    message = await stage.ok("sendMessage", chat_id=int(person), text="Dialogue at 15:00")
    assert message == {
        "message_id": 2,
        "from": {"id": BOT.id, "is_bot": True, "first_name": BOT.name, "username": BOT.username},
        "chat": {"id": int(person), "first_name": "Amina", "last_name": "Diallo", "type": "private"},
        "date": int(stage.clock.now().timestamp()),
        "text": "Dialogue at 15:00",
    }
    shown = (await stage.chat(person))["messages"][-1]
    assert (shown["mine"], shown["text"], shown["edited"]) == (False, "Dialogue at 15:00", False)


async def test_parameters_may_stand_in_query_form_or_multipart_and_the_method_in_any_case(stage: Stage) -> None:
    person = await stage.person()
    url = f"/bot{TOKEN}/sendmessage"
    ways = [
        await stage.http.get(url, params={"chat_id": person, "text": "by query"}),
        await stage.http.post(url, data={"chat_id": person, "text": "by form"}),
        await stage.http.post(url, files={"chat_id": (None, person), "text": (None, "by parts é")}),
        await stage.http.post(url + f"?chat_id={person}", json={"text": "by both"}),
    ]
    assert [way.json()["result"]["text"] for way in ways] == ["by query", "by form", "by parts é", "by both"]


async def test_who_is_unknown_gets_401_and_what_is_unknown_404(stage: Stage) -> None:
    assert (await stage.api("getMe", token="700001:wrong"))["error_code"] == 401
    assert (await stage.api("getMe", token="nonsense"))["error_code"] == 404
    assert await stage.refused("sendTelepathy") == "Not Found"


async def test_a_person_who_never_pressed_start_cannot_be_written_to(stage: Stage) -> None:
    stranger = await stage.person(started=False)
    refusal = await stage.api("sendMessage", chat_id=stranger, text="Hello")
    assert refusal == {
        "ok": False,
        "error_code": 403,
        "description": "Forbidden: bot can't initiate conversation with a user",
    }
    assert await stage.refused("getChat", chat_id=stranger) == "Bad Request: chat not found"


async def test_a_person_who_blocked_or_left_gets_nothing(stage: Stage) -> None:
    person = await stage.person()
    await stage.play(person, "block")
    blocked = "Forbidden: bot was blocked by the user"
    assert await stage.refused("sendMessage", chat_id=person, text="Hello") == blocked
    await stage.play(person, "unblock")
    await stage.ok("sendMessage", chat_id=person, text="Hello")
    await stage.play(person, "deactivate")
    gone = "Forbidden: user is deactivated"
    assert await stage.refused("sendMessage", chat_id=person, text="Hello") == gone


async def test_starting_one_bot_is_not_starting_another(stage: Stage) -> None:
    person = await stage.person()
    answer = await stage.api("sendMessage", token=SECOND.token, chat_id=person, text="Hello")
    assert answer["error_code"] == 403


REFUSED_TEXTS: list[tuple[dict[str, Any], str]] = [
    ({}, "message text is empty"),
    ({"text": ""}, "message text is empty"),
    ({"text": " \n\t "}, "message text is empty"),
    ({"text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
    ({"text": "x" * 4097}, "message is too long"),
    ({"text": "😀" * 4097}, "message is too long"),
    ({"text": "x", "parse_mode": "Word"}, "unsupported parse_mode"),
    ({"text": "x", "reply_parameters": {"message_id": 999}}, "message to be replied not found"),
    ({"text": "x", "reply_markup": "{oops"}, "can't parse reply markup JSON object"),
    ({"text": "x", "reply_markup": []}, "object expected as reply markup"),
    ({"text": "x", "chat_id": None}, "chat_id is empty"),
    ({"text": "x", "chat_id": "@somebody"}, "chat not found"),
    ({"text": "x", "chat_id": 4242}, "chat not found"),
]


async def test_texts_that_are_refused(stage: Stage) -> None:
    person = await stage.person()
    for parameters, reason in REFUSED_TEXTS:
        given = {"chat_id": person, **parameters}
        assert await stage.refused("sendMessage", **given) == f"Bad Request: {reason}", parameters


async def test_the_limit_counts_characters_after_parsing(stage: Stage) -> None:
    person = await stage.person()
    text = "<b>" + "&lt;" * 4000 + "</b>" + "😀" * 96
    message = await stage.ok("sendMessage", chat_id=person, text=text, parse_mode="HTML")
    assert len(message["text"]) == 4096


async def test_texts_are_cleaned_and_trimmed(stage: Stage) -> None:
    person = await stage.person()
    message = await stage.ok("sendMessage", chat_id=person, text="\n  a\r\n\tb\u202ec\x00d \n ")
    assert message["text"] == "a\n bc d"


def button(**parts: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Yes", **parts}]]}


REFUSED_KEYBOARDS: list[tuple[Any, str]] = [
    (button(callback_data=""), "BUTTON_DATA_INVALID"),
    (button(callback_data="x" * 65), "BUTTON_DATA_INVALID"),
    (button(callback_data="é" * 33), "BUTTON_DATA_INVALID"),
    (button(callback_data=7), "BUTTON_DATA_INVALID"),
    (button(url=""), "BUTTON_URL_INVALID"),
    (button(url="javascript:alert(1)"), "BUTTON_URL_INVALID"),
    (button(url="ftp://example.org"), "BUTTON_URL_INVALID"),
    (button(url="http://localhost:8000/"), "BUTTON_URL_INVALID"),
    (button(url="https://a b.org"), "BUTTON_URL_INVALID"),
    (
        button(),
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        {"inline_keyboard": [[{"callback_data": "x"}]]},
        "can't parse inline keyboard button: Can't find field \"text\"",
    ),
    (
        {"inline_keyboard": [[{"text": " ", "callback_data": "x"}]]},
        "inline keyboard button text must be non-empty",
    ),
    (
        {"inline_keyboard": {"text": "x"}},
        'can\'t parse inline keyboard: Field "inline_keyboard" must be of type Array',
    ),
    ({"inline_keyboard": [[{"text": "x", "callback_data": "x"}] * 9]}, "reply markup is too long"),
    ({"inline_keyboard": [[{"text": "x", "callback_data": "x"}]] * 101}, "reply markup is too long"),
]


async def test_keyboards_that_are_refused(stage: Stage) -> None:
    person = await stage.person()
    for markup, reason in REFUSED_KEYBOARDS:
        refusal = await stage.refused("sendMessage", chat_id=person, text="?", reply_markup=markup)
        assert refusal == f"Bad Request: {reason}", markup


async def test_keyboards_at_the_limits_are_taken_as_object_or_as_text(stage: Stage) -> None:
    person = await stage.person()
    full = {"inline_keyboard": [[{"text": "x", "callback_data": "é" * 32}] * 8] * 12}
    full["inline_keyboard"].append([{"text": "x", "url": "https://example.org/a?b=c"}] * 4)
    message = await stage.ok("sendMessage", chat_id=person, text="?", reply_markup=full)
    assert message["reply_markup"] == full
    as_text = '{"inline_keyboard":[[{"text":"Register","url":"example.org"}]]}'
    message = await stage.ok("sendMessage", chat_id=person, text="?", reply_markup=as_text)
    assert message["reply_markup"]["inline_keyboard"] == [[{"text": "Register", "url": "http://example.org/"}]]


async def test_a_forced_reply_shows_its_placeholder_until_it_is_given(stage: Stage) -> None:
    person = await stage.person()
    markup = {"force_reply": True, "input_field_placeholder": "One sentence"}
    asked = await stage.ok("sendMessage", chat_id=person, text="Your comment?", reply_markup=markup)
    assert "reply_markup" not in asked
    assert (await stage.chat(person))["placeholder"] == "One sentence"
    await stage.play(person, "say", text="Agreed")
    assert (await stage.chat(person))["placeholder"] == ""
    said = (await stage.updates())[-1]["message"]
    assert said["reply_to_message"]["message_id"] == asked["message_id"]


async def test_a_document_arrives_and_can_be_fetched_by_bot_and_page(stage: Stage) -> None:
    person = await stage.person()
    content = b"BEGIN:VCALENDAR\r\n\x00\xff--x\r\nEND:VCALENDAR\r\n"
    sent = await stage.http.post(
        f"/bot{TOKEN}/sendDocument",
        data={"chat_id": person, "caption": "<b>Calendar</b>", "parse_mode": "HTML"},
        files={"document": ("dialogue \u00e9.ics", content, "text/calendar")},
    )
    message = sent.json()["result"]
    document = message["document"]
    assert (document["file_name"], document["mime_type"]) == ("dialogue \u00e9.ics", "text/calendar")
    assert document["file_size"] == len(content)
    assert message["caption_entities"] == [{"type": "bold", "offset": 0, "length": 8}]
    file = await stage.ok("getFile", file_id=document["file_id"])
    assert (await stage.http.get(f"/file/bot{TOKEN}/{file['file_path']}")).content == content
    shown = (await stage.chat(person))["messages"][-1]["document"]
    assert (await stage.http.get(shown["url"])).content == content
    again = await stage.ok("sendDocument", chat_id=person, document=document["file_id"])
    assert again["document"] == document


async def test_documents_that_are_refused(stage: Stage) -> None:
    person = await stage.person()
    url = f"/bot{TOKEN}/sendDocument"
    assert await stage.refused("sendDocument", chat_id=person) == "Bad Request: there is no document in the request"
    wrong = await stage.refused("sendDocument", chat_id=person, document="BQAC")
    assert wrong == "Bad Request: wrong file identifier/HTTP URL specified"
    empty = await stage.http.post(url, data={"chat_id": person}, files={"document": ("a.txt", b"")})
    assert empty.json()["description"] == "Bad Request: file must be non-empty"
    long = await stage.http.post(
        url, data={"chat_id": person, "caption": "x" * 1025}, files={"document": ("a.txt", b"a")}
    )
    assert long.json()["description"] == "Bad Request: message caption is too long"
    assert await stage.refused("getFile", file_id="BQAC") == "Bad Request: invalid file_id"
    assert (await stage.http.get(f"/file/bot{TOKEN}/documents/none")).status_code == 404


async def test_a_chat_action_is_one_of_those_documented(stage: Stage) -> None:
    person = await stage.person()
    assert await stage.ok("sendChatAction", chat_id=person, action="typing") is True
    wrong = await stage.refused("sendChatAction", chat_id=person, action="thinking")
    assert wrong == "Bad Request: wrong parameter action in request"


async def test_a_group_that_outgrew_itself_refers_to_its_supergroup(stage: Stage) -> None:
    group = (await stage.http.post("/play/telegram/groups", json={"title": "Focal points"})).json()["id"]
    sent = await stage.ok("sendMessage", chat_id=group, text="Welcome")
    assert sent["chat"] == {"id": int(group), "title": "Focal points", "type": "group"}
    grown = (await stage.http.post(f"/play/telegram/groups/{group}/migrate")).json()["id"]
    answer = await stage.api("sendMessage", chat_id=group, text="Hello")
    assert answer["error_code"] == 400
    assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer["parameters"] == {"migrate_to_chat_id": int(grown)}
    assert (await stage.ok("sendMessage", chat_id=grown, text="Hello"))["chat"]["type"] == "supergroup"
