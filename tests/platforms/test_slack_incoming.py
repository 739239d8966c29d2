"""Real payloads as https://docs.slack.dev describes them, and what they mean."""

import json
from typing import Any

import pytest

from engagebot.channel import Arrived, Commanded, Intent, Looked, Pressed, Said, Unread
from engagebot.platforms.slack.incoming import Heard, read
from engagebot.platforms.slack.plain import escaped, plain

EPHEMERAL = {"type": "message", "message_ts": "1.2", "channel_id": "D1", "is_ephemeral": True}


def event(**parts: Any) -> dict[str, Any]:
    fixed = {"type": "message", "channel": "D024BE91L", "channel_type": "im", "user": "U2147483697"}
    frame = {"token": "z", "team_id": "T061EG9R6", "api_app_id": "A0MDYCDME", "type": "event_callback"}
    return {**frame, "event_id": "Ev0MDYHUEL", "event_time": 1, "event": {**fixed, "ts": "1.2", **parts}}


def press(*actions: dict[str, Any], **parts: Any) -> dict[str, Any]:
    button = {"type": "button", "block_id": "b", "action_id": "v:3:4", "value": "v:3:4:1:5"}
    container = {"type": "message", "message_ts": "1548261231.000200", "channel_id": "D024BE91L", "is_ephemeral": False}
    return {
        "type": "block_actions",
        "team": {"id": "T061EG9R6", "domain": "example"},
        "user": {"id": "U2147483697", "username": "amina"},
        "trigger_id": "12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3",
        "container": container,
        "response_url": "https://hooks.slack.com/actions/T/1/x",
        "actions": [{**button, "action_ts": "1548426417.840180", **action} for action in actions or ({},)],
        **parts,
    }


def command(name: str, text: str) -> dict[str, Any]:
    fixed = {"team_id": "T061EG9R6", "channel_id": "C2147483705", "channel_name": "general"}
    who = {"user_id": "U2147483697", "trigger_id": "13345224609.738474920.8088930838d88f008e0"}
    return {**fixed, **who, "command": name, "text": text, "response_url": "https://hooks.slack.com/commands/1"}


@pytest.mark.parametrize(
    ("payload", "intent"),
    [
        (event(text="Saving lives first"), Said("Saving lives first")),
        (event(text="events"), Said("events")),
        (event(text="a &lt; b &amp; c"), Said("a < b & c")),
        (event(text="", subtype="file_share", files=[{"id": "F1"}]), Said("")),
        (event(subtype="file_share", files=[{"id": "F1"}]), Said("")),
        (event(type="app_home_opened", tab="messages", channel_type=None), Arrived()),
        (event(type="app_home_opened", tab="home", channel_type=None), Looked()),
        (press(), Pressed("v:3:4:1:5", "D024BE91L:1548261231.000200")),
        (press({"value": None}), Pressed("v:3:4", "D024BE91L:1548261231.000200")),
        (
            press({"type": "static_select", "value": None, "selected_option": {"value": "zone:Asia/Amman"}}),
            Pressed("zone:Asia/Amman", "D024BE91L:1548261231.000200"),
        ),
        (press(container=EPHEMERAL), Pressed("v:3:4:1:5", None)),
        (press(container={"type": "view", "view_id": "V1"}), Pressed("v:3:4:1:5", None, at_home=True)),
        (command("/engagebot", "start GENEVA-7"), Commanded("start", "GENEVA-7")),
        (command("/engagebot", ""), Commanded("help")),
        (command("/engagebot", "  Events "), Commanded("events")),
        (command("/engagebot", "/events"), Commanded("events")),
        (command("/myvotes", "now please"), Commanded("myvotes", "now please")),
    ],
)
def test_what_a_person_does_is_understood(payload: dict[str, Any], intent: Intent) -> None:
    heard = read(payload, "engagebot")

    assert heard is not None
    assert (heard.user, heard.intent) == ("U2147483697", intent)


def test_a_payload_keeps_its_key_however_often_it_comes() -> None:
    assert [heard.key for heard in map(_read, [event(text="a"), event(text="a")])] == ["Ev0MDYHUEL"] * 2
    assert _read(press()).key == _read(press()).key
    assert "U2147483697" not in _read(press()).key
    assert _read(command("/events", "")).key == "command:13345224609.738474920.8088930838d88f008e0"


def test_two_presses_of_one_button_are_two() -> None:
    assert _read(press()).key != _read(press({"action_ts": "1548426418.000000"})).key


def test_a_command_says_nothing_about_the_chat_with_us() -> None:
    assert _read(command("/events", "")).chat is None


def test_a_press_in_a_channel_says_nothing_about_the_chat_with_us() -> None:
    channel = {"type": "message", "message_ts": "1.2", "channel_id": "C1", "is_ephemeral": False}

    assert _read(press(container=channel)).chat is None


@pytest.mark.parametrize(
    "payload",
    [
        event(text="hi", channel_type="channel"),
        event(text="hi", bot_id="B1"),
        event(subtype="message_changed", message={"text": "corrected"}),
        event(subtype="message_deleted", hidden=True),
        event(text="hi", user=None),
        event(type="app_home_opened", tab="about"),
        event(type="reaction_added", channel=None),
        press({"action_id": "url:register", "url": "https://example.org"}),
        press(actions=[]),
        {"type": "view_submission", "user": {"id": "U1"}},
        {},
    ],
)
def test_what_is_not_for_us_is_passed_over(payload: dict[str, Any]) -> None:
    assert read(payload, "engagebot") is None


@pytest.mark.parametrize(
    ("payload", "key", "wrong"),
    [
        (event(text=["not a text"]), "Ev0MDYHUEL", "event.text"),
        (press(container=None), "unread:", "container"),
        ({**command("/events", ""), "command": 7}, "unread:", "command"),
    ],
)
def test_what_has_a_form_that_we_do_not_know_is_kept_but_for_its_secrets(
    payload: dict[str, Any], key: str, wrong: str
) -> None:
    heard, again = _read(payload), _read(payload)
    assert heard.key == again.key
    assert heard.key.startswith(key)
    assert (heard.user, heard.chat, heard.response_url) == ("U2147483697", None, None)
    assert isinstance(heard.intent, Unread)
    assert wrong in heard.intent.wrong
    kept = {name: value for name, value in payload.items() if name not in ("token", "response_url")}
    assert json.loads(heard.intent.raw) == kept


def test_events_that_nobody_asked_for_are_not_kept() -> None:
    assert read(event(type="channel_created", channel={"id": "C1"}), "engagebot") is None


@pytest.mark.parametrize(
    ("marked", "seen"),
    [
        ("see <https://example.org|our page>", "see our page"),
        ("see <https://example.org>", "see https://example.org"),
        ("<mailto:a@example.org|a@example.org>", "a@example.org"),
        ("<!here> and <@U1> and <@U2|amina> in <#C1|general>", "@here and @U1 and @amina in #general"),
        ("&lt;!channel&gt; &amp;amp;", "<!channel> &amp;"),
        ("a > b", "a > b"),
    ],
)
def test_slacks_markup_is_read_as_it_was_seen(marked: str, seen: str) -> None:
    assert plain(marked) == seen


def test_escaping_and_reading_come_back_to_the_same_text() -> None:
    assert plain(escaped("<!channel> & <b>")) == "<!channel> & <b>"


def _read(payload: dict[str, Any]) -> Heard:
    heard = read(payload, "engagebot")
    assert heard is not None
    return heard
