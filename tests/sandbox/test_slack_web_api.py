"""The Web API by curl: who may call, in which words, and what each refusal is called."""

import json
from typing import Any

import httpx
import pytest

from tests.sandbox.slack_stage import APP_TOKEN, BOT_TOKEN, Json, Stage, button, section, slack_stage

BEARER = {"Authorization": f"Bearer {BOT_TOKEN}"}


async def post(stage: Stage, method: str, **request: Any) -> Json:
    answer = await stage.http.post(f"/api/{method}", **request)
    assert answer.status_code == 200
    content: Json = answer.json()
    return content


async def test_the_app_learns_who_it_is() -> None:
    async with slack_stage() as stage:
        answer = await stage.ok("auth.test")
        assert answer["team_id"].startswith("T")
        assert answer["user_id"].startswith("U")
        assert (await stage.ok("bots.info", bot=answer["bot_id"]))["bot"]["user_id"] == answer["user_id"]
        assert (await stage.ok("team.info"))["team"]["id"] == answer["team_id"]
        assert (await stage.ok("api.test", token="", word="x"))["args"] == {"word": "x"}


@pytest.mark.parametrize(
    ("method", "token", "error"),
    [
        ("auth.test", "", "not_authed"),
        ("auth.test", "xoxb-other", "invalid_auth"),
        ("auth.test", APP_TOKEN, "not_allowed_token_type"),
        ("apps.connections.open", BOT_TOKEN, "not_allowed_token_type"),
        ("apps.connections.open", "xapp-other", "invalid_auth"),
        ("chat.whisper", BOT_TOKEN, "unknown_method"),
    ],
)
async def test_only_the_right_token_gets_in(method: str, token: str, error: str) -> None:
    async with slack_stage() as stage:
        assert await stage.refused(method, token=token) == error


async def test_arguments_come_as_a_form_as_json_or_in_the_address() -> None:
    async with slack_stage() as stage:
        person = await stage.person()
        message = {"channel": person, "text": "Hello", "blocks": [section()]}
        form = {**message, "blocks": json.dumps(message["blocks"]), "token": BOT_TOKEN}
        assert (await post(stage, "chat.postMessage", data=form))["ok"]
        assert (await post(stage, "chat.postMessage", files={n: (None, v) for n, v in form.items()}))["ok"]
        headers = {**BEARER, "Content-Type": "application/json; charset=utf-8"}
        written = await post(stage, "chat.postMessage", content=json.dumps(message), headers=headers)
        assert written["ok"]
        assert "warning" not in written
        found = await stage.http.get("/api/users.info", params={"user": person}, headers=BEARER)
        assert found.json()["user"]["id"] == person


async def test_content_types_are_taken_seriously() -> None:
    async with slack_stage() as stage:
        person = await stage.person()
        bare = await post(stage, "chat.postMessage", json={"channel": person, "text": "x"}, headers=BEARER)
        assert (bare["warning"], bare["response_metadata"]["warnings"]) == ("missing_charset", ["missing_charset"])
        headers = {**BEARER, "Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
        superfluous = await post(stage, "auth.test", content="x=1", headers=headers)
        assert superfluous["warning"] == "superfluous_charset"
        for content, kind, error in [
            ("{", "application/json", "invalid_json"),
            ("[]", "application/json", "json_not_object"),
            ("a=1", "application/x-yaml", "invalid_post_type"),
            ("no form", "application/x-www-form-urlencoded", "invalid_form_data"),
        ]:
            answer = await post(stage, "auth.test", content=content, headers={**BEARER, "Content-Type": kind})
            assert answer["error"] == error
        within = await post(stage, "auth.test", json={"token": BOT_TOKEN})
        assert within["error"] == "not_authed"


async def test_methods_that_read_see_nothing_of_a_json_body() -> None:
    async with slack_stage() as stage:
        answer = await post(stage, "users.info", json={"user": await stage.person()}, headers=BEARER)
        assert answer["error"] == "invalid_arguments"
        assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: user"]


async def test_people_have_a_locale_only_if_asked_and_a_zone() -> None:
    async with slack_stage() as stage:
        person = await stage.person("Ana Gil", "es", "Europe/Madrid")
        user = (await stage.ok("users.info", user=person))["user"]
        assert (user["tz"], user["tz_offset"], user["profile"]["real_name"]) == ("Europe/Madrid", 3600, "Ana Gil")
        assert "locale" not in user
        asked = (await stage.ok("users.info", user=person, include_locale="true"))["user"]
        assert asked["locale"] == "es-ES"
        stage.clock.pass_by(days=30)
        assert (await stage.ok("users.info", user=person))["user"]["tz_offset"] == 7200
        assert await stage.refused("users.info", user="U0NOBODY") == "user_not_found"
        assert len((await stage.ok("users.list"))["members"]) == 2


async def test_a_message_to_a_person_opens_the_direct_messages() -> None:
    async with slack_stage() as stage:
        person = await stage.person()
        posted = await stage.ok("chat.postMessage", channel=person, text="a & b <c> <https://x.org|there>")
        assert posted["channel"].startswith("D")
        assert posted["message"]["text"] == "a &amp; b &lt;c&gt; <https://x.org|there>"
        assert posted["message"]["bot_id"]
        again = await stage.ok("conversations.open", users=person)
        assert (again["channel"]["id"], again["already_open"]) == (posted["channel"], True)
        assert (await stage.ok("conversations.info", channel=posted["channel"]))["channel"]["user"] == person
        history = await stage.ok("conversations.history", channel=posted["channel"])
        assert [message["ts"] for message in history["messages"]] == [posted["ts"]]


async def test_blocks_without_a_text_are_taken_with_a_warning() -> None:
    async with slack_stage() as stage:
        answer = await stage.ok("chat.postMessage", channel=await stage.person(), blocks=[section()])
        assert answer["warning"] == "missing_text_in_message"
        assert answer["response_metadata"] == {"warnings": ["missing_text_in_message"]}


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"text": "x"}, "channel_not_found"),
        ({"channel": "D0NOWHERE", "text": "x"}, "channel_not_found"),
        ({"channel": "U0NOBODY", "text": "x"}, "channel_not_found"),
        ({"channel": "APP", "text": "x"}, "cannot_dm_bot"),
        ({"channel": "#old", "text": "x"}, "is_archived"),
        ({"channel": "closed", "text": "x"}, "not_in_channel"),
        ({"channel": "PERSON"}, "no_text"),
        ({"channel": "PERSON", "text": "  "}, "no_text"),
        ({"channel": "PERSON", "blocks": []}, "no_text"),
        ({"channel": "PERSON", "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": "PERSON", "text": "x", "attachments": [{}] * 101}, "too_many_attachments"),
        ({"channel": "PERSON", "text": "x", "metadata": {"event": 1}}, "invalid_metadata_schema"),
    ],
)
async def test_a_message_that_cannot_be_posted(arguments: Json, error: str) -> None:
    async with slack_stage() as stage:
        stage.slack.workspace.add_channel("old", archived=True)
        stage.slack.workspace.add_channel("closed", bot_inside=False)
        known = {"PERSON": await stage.person(), "APP": stage.slack.app.user}
        given = {name: known.get(value, value) if name == "channel" else value for name, value in arguments.items()}
        assert await stage.refused("chat.postMessage", **given) == error


async def test_a_public_channel_has_a_name() -> None:
    async with slack_stage() as stage:
        channel = stage.slack.workspace.add_channel("general")
        assert (await stage.ok("chat.postMessage", channel="#general", text="x"))["channel"] == channel.id


async def test_timestamps_are_unique_even_where_the_clock_stands_still() -> None:
    async with slack_stage() as stage:
        person = await stage.person()
        stamps = [(await stage.ok("chat.postMessage", channel=person, text="x"))["ts"] for _ in range(20)]
        assert len(set(stamps)) == 20
        assert stamps == sorted(stamps)


async def test_a_message_is_updated_by_its_channel_and_timestamp() -> None:
    async with slack_stage() as stage:
        person = await stage.person()
        card = {"type": "actions", "elements": [button()]}
        posted = await stage.ok("chat.postMessage", channel=person, text="One", blocks=[card])
        where = {"channel": posted["channel"], "ts": posted["ts"]}
        kept = await stage.ok("chat.update", **where, text="Two")
        assert kept["text"] == "Two"
        assert kept["message"]["blocks"] == posted["message"]["blocks"]
        bare = await stage.ok("chat.update", **where, text="Three", blocks=[])
        assert "blocks" not in bare["message"]
        assert bare["message"]["edited"]["user"] == stage.slack.app.user
        assert await stage.refused("chat.update", channel=person, ts=posted["ts"], text="x") == "channel_not_found"
        missing = await stage.refused("chat.update", channel=posted["channel"], ts="1.000001", text="x")
        assert missing == "message_not_found"
        assert await stage.refused("chat.update", **where) == "no_text"
        await stage.play(person, "say", text="Mine")
        theirs = (await stage.chat(person))["messages"][-1]["id"]
        refusal = await stage.refused("chat.update", channel=posted["channel"], ts=theirs, text="x")
        assert refusal == "cant_update_message"
        assert await stage.refused("chat.delete", channel=posted["channel"], ts=theirs) == "cant_delete_message"
        await stage.ok("chat.delete", **where)
        assert len((await stage.chat(person))["messages"]) == 1


async def test_an_ephemeral_message_is_seen_by_one_and_in_no_history() -> None:
    async with slack_stage() as stage:
        person, other = await stage.person(), await stage.person("Other")
        channel = await stage.direct(person)
        sent = await stage.ok("chat.postEphemeral", channel=channel, user=person, text="Psst")
        shown = (await stage.chat(person))["messages"]
        assert [(message["text"], message["ephemeral"]) for message in shown] == [("Psst", True)]
        assert (await stage.ok("conversations.history", channel=channel))["messages"] == []
        refusal = await stage.refused("chat.update", channel=channel, ts=sent["message_ts"], text="x")
        assert refusal == "message_not_found"
        refusal = await stage.refused("chat.postEphemeral", channel=channel, user=other, text="x")
        assert refusal == "user_not_in_channel"


@pytest.mark.parametrize(
    ("users", "error"),
    [("", "users_list_not_supplied"), ("U0NOBODY", "user_not_found"), ("APP", "cannot_dm_bot")],
)
async def test_direct_messages_that_cannot_be_opened(users: str, error: str) -> None:
    async with slack_stage() as stage:
        names = stage.slack.app.user if users == "APP" else users
        assert await stage.refused("conversations.open", users=names) == error


async def test_somebody_deactivated_cannot_be_opened_but_an_old_conversation_still_takes_messages() -> None:
    async with slack_stage() as stage:
        known, unknown = await stage.person("Known"), await stage.person("Unknown")
        await stage.direct(known)
        for person in (known, unknown):
            await stage.play(person, "deactivate")
            assert await stage.refused("conversations.open", users=person) == "user_disabled"
        assert (await stage.ok("users.info", user=known))["user"]["deleted"]
        await stage.ok("chat.postMessage", channel=known, text="x")
        assert await stage.refused("chat.postMessage", channel=unknown, text="x") == "channel_not_found"
        await stage.play(unknown, "activate")
        await stage.ok("conversations.open", users=unknown)


async def test_a_file_takes_three_steps() -> None:
    async with slack_stage() as stage:
        person = await stage.person()
        channel = await stage.direct(person)
        content = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
        awaited = await stage.ok("files.getUploadURLExternal", filename="talk.ics", length=len(content))
        listed = [{"id": awaited["file_id"], "title": "The talk"}]
        assert await stage.refused("files.completeUploadExternal", files=listed) == "file_not_found"
        assert (await stage.http.post(awaited["upload_url"], content=content[1:])).status_code == 400
        assert (await stage.http.post(awaited["upload_url"], content=content)).status_code == 200
        sharing = {"files": listed, "initial_comment": "For your calendar"}
        refusal = await stage.refused("files.completeUploadExternal", channel_id=person, **sharing)
        assert refusal == "invalid_channel"
        done = await stage.ok("files.completeUploadExternal", channel_id=channel, **sharing)
        assert done["files"][0]["title"] == "The talk"
        assert (await stage.ok("files.info", file=awaited["file_id"]))["file"]["size"] == len(content)
        shown = (await stage.chat(person))["messages"][-1]
        assert (shown["text"], shown["document"]["name"]) == ("For your calendar", "talk.ics")
        assert (await stage.http.get(shown["document"]["url"])).content == content
        private = done["files"][0]["url_private"]
        assert (await stage.http.get(private)).status_code == 403
        assert (await stage.http.get(private, headers=BEARER)).content == content


async def test_rate_limits_are_kept_where_they_are_switched_on() -> None:
    async with slack_stage(rate_limits=True) as stage:
        person, other = await stage.person(), await stage.person("Other")
        await stage.ok("chat.postMessage", channel=person, text="x")
        await stage.ok("chat.postMessage", channel=other, text="x")
        answer = await stage.http.post("/api/chat.postMessage", data={"channel": person, "text": "x"}, headers=BEARER)
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
        assert answer.json() == {"ok": False, "error": "ratelimited"}
        answers: list[httpx.Response] = []
        for _ in range(21):
            answers.append(await stage.http.get("/api/users.list", headers=BEARER))
        assert [one.status_code for one in answers].count(429) == 1
