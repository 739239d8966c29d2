"""Real payloads as https://core.telegram.org/bots/api describes them, and what they mean."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from engagebot.channel import Address, Blocked, Commanded, Intent, Platform, Pressed, Said, Unblocked, Unread
from engagebot.platforms.telegram.incoming import Heard, Me, read

ME = Me("4242", "UnnmBot")
AMINA = {"id": 1001, "is_bot": False, "first_name": "Amina", "language_code": "fr"}
CHAT = {"id": 1001, "first_name": "Amina", "type": "private"}
GROUP = {"id": -100123, "title": "Colleagues", "type": "supergroup"}


def message(**parts: Any) -> dict[str, Any]:
    fixed = {"message_id": 7, "from": AMINA, "chat": CHAT, "date": 1678968000}
    return {"update_id": 900, "message": {**fixed, **parts}}


def press(**parts: Any) -> dict[str, Any]:
    card = {"message_id": 31, "from": {"id": 4242, "is_bot": True}, "chat": CHAT, "date": 1, "text": "a card"}
    fixed = {"id": "55", "from": AMINA, "chat_instance": "x", "message": card, "data": "v:3:4:1:5"}
    return {"update_id": 901, "callback_query": {**fixed, **parts}}


def membership(status: str, chat: dict[str, Any] = CHAT) -> dict[str, Any]:
    bot = {"id": 4242, "is_bot": True}
    change = {"chat": chat, "from": AMINA, "date": 1, "old_chat_member": {"user": bot, "status": "member"}}
    return {
        "update_id": 902,
        "my_chat_member": {**change, "new_chat_member": {"user": bot, "status": status, "until_date": 0}},
    }


@pytest.mark.parametrize(
    ("update", "intent"),
    [
        (message(text="Saving lives first"), Said("Saving lives first")),
        (message(text="/start GENEVA-7"), Commanded("start", "GENEVA-7")),
        (message(text="/Events"), Commanded("events")),
        (message(text="/start@unnmbot GENEVA-7"), Commanded("start", "GENEVA-7")),
        (message(text="/help@another_bot"), Said("/help@another_bot")),
        (message(text="/comment two\nlines"), Commanded("comment", "two\nlines")),
        (message(text="/"), Said("/")),
        (message(text="/ events"), Said("/ events")),
        (message(photo=[{"file_id": "a"}]), Said("")),
        (message(photo=[{"file_id": "a"}], caption="our poster"), Said("our poster")),
        (message(sticker={"file_id": "s"}), Said("")),
        (message(voice={"file_id": "v"}), Said("")),
        (press(), Pressed("v:3:4:1:5", "31")),
        (press(message={"message_id": 31, "chat": CHAT, "date": 0}), Pressed("v:3:4:1:5", "31")),
        (press(message=None), Pressed("v:3:4:1:5", None)),
        (press(data="\u202e'; DROP TABLE"), Pressed("\u202e'; DROP TABLE", "31")),
        (membership("kicked"), Blocked()),
        (membership("member"), Unblocked()),
    ],
)
def test_what_a_person_does_is_understood(update: dict[str, Any], intent: Intent) -> None:
    incoming = read(update, ME).incoming

    assert incoming is not None
    assert incoming.intent == intent
    assert incoming.key == f"telegram:4242:{update['update_id']}"
    assert incoming.sender == Address(Platform.TELEGRAM, "4242", "1001")
    assert (incoming.chat, incoming.language, incoming.zone) == ("1001", "fr", None)


@pytest.mark.parametrize(
    "update",
    [
        message(chat=GROUP, text="/start"),
        message(pinned_message={"message_id": 3}),
        message(text="hello", **{"from": {"id": 5, "is_bot": True, "first_name": "Other"}}),
        message(text="no sender", **{"from": None}),
        membership("member", GROUP),
        membership("administrator"),
        {"update_id": 903, "edited_message": message(text="corrected")["message"]},
        {"update_id": 904, "channel_post": {"message_id": 1, "chat": {"id": -1, "type": "channel"}, "date": 1}},
        {"update_id": 905, "something_of_next_year": {"id": 1}},
    ],
)
def test_what_is_not_for_us_is_passed_over(update: dict[str, Any]) -> None:
    assert read(update, ME) == Heard(update["update_id"])


@pytest.mark.parametrize(
    ("update", "user", "press", "wrong"),
    [
        ({"update_id": 906, "message": {"message_id": "x", "from": AMINA}}, "1001", None, "message.message_id"),
        ({"update_id": 907, "message": []}, "", None, "message"),
        (
            {"update_id": 908, "callback_query": {"id": "55", "from": AMINA, "data": [1]}},
            "1001",
            "55",
            "callback_query",
        ),
        ({"update_id": 909, "message": {"message_id": 1, "from": 7, "text": "\ud800\x00"}}, "", None, "message.chat"),
    ],
)
def test_what_has_a_form_that_we_do_not_know_is_kept_whole(
    update: dict[str, Any], user: str, press: str | None, wrong: str
) -> None:
    heard = read(update, ME)
    assert heard.press == press
    assert heard.incoming is not None
    assert heard.incoming.key == f"telegram:4242:{update['update_id']}"
    assert heard.incoming.sender.user == user
    assert isinstance(heard.incoming.intent, Unread)
    assert json.loads(heard.incoming.intent.raw) == update
    assert heard.incoming.intent.raw.isascii()
    assert wrong in heard.incoming.intent.wrong


def test_a_press_in_a_group_is_answered_and_means_nothing() -> None:
    card = {"message_id": 31, "chat": GROUP, "date": 1}

    assert read(press(message=card), ME) == Heard(901, None, "55")


@pytest.mark.parametrize("rubbish", [None, [], "x", {}, {"update_id": "abc"}])
def test_what_has_no_number_is_no_update(rubbish: Any) -> None:
    with pytest.raises(ValidationError):
        read(rubbish, ME)
