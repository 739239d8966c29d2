"""What a bot says of itself, and the people's end of it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from engagebot.sandbox.telegram import telegram_world
from tests.sandbox.telegram_stage import BOT, Stage, telegram_stage

HELP = [{"command": "help", "description": "Help"}]
AIDE = [{"command": "help", "description": "Aide"}]


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with telegram_stage() as stage:
        yield stage


async def test_the_bot_knows_itself(stage: Stage) -> None:
    me = await stage.ok("getMe")
    assert (me["id"], me["is_bot"], me["username"], me["first_name"]) == (BOT.id, True, BOT.username, BOT.name)


async def test_commands_are_kept_by_scope_and_language(stage: Stage) -> None:
    french, english = await stage.person(), await stage.person("Ben Okri", "en-GB")
    await stage.ok("setMyCommands", commands=HELP)
    await stage.ok("setMyCommands", commands=AIDE, language_code="fr")
    assert await stage.ok("getMyCommands") == HELP
    assert await stage.ok("getMyCommands", language_code="fr") == AIDE
    assert await stage.ok("getMyCommands", language_code="ru") == []
    assert (await stage.chat(french))["commands"] == AIDE
    assert (await stage.chat(english))["commands"] == HELP
    own = [{"command": "tally", "description": "Tally"}]
    scope = {"type": "chat", "chat_id": int(english)}
    await stage.ok("setMyCommands", commands=own, scope=scope)
    assert (await stage.chat(english))["commands"] == own
    await stage.ok("deleteMyCommands", scope=scope)
    assert (await stage.chat(english))["commands"] == HELP


REFUSED_COMMANDS: list[tuple[dict[str, Any], str]] = [
    ({"commands": [{"command": "Help", "description": "x"}]}, "BOT_COMMAND_INVALID"),
    ({"commands": [{"command": "my-data", "description": "x"}]}, "BOT_COMMAND_INVALID"),
    ({"commands": [{"command": "x" * 33, "description": "x"}]}, "BOT_COMMAND_INVALID"),
    ({"commands": [{"command": "help", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ({"commands": [{"command": "help", "description": "x" * 257}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ({"commands": HELP * 101}, "BOT_COMMANDS_TOO_MUCH"),
    ({"commands": "help"}, "can't parse commands JSON object"),
    ({"commands": HELP, "language_code": "english"}, "invalid language code specified"),
    (
        {"commands": HELP, "scope": {"type": "village"}},
        "can't parse BotCommandScope: Unsupported type specified",
    ),
    ({"commands": HELP, "scope": {"type": "chat", "chat_id": 99}}, "chat not found"),
]


async def test_commands_that_are_refused(stage: Stage) -> None:
    for parameters, reason in REFUSED_COMMANDS:
        assert await stage.refused("setMyCommands", **parameters) == f"Bad Request: {reason}", parameters


async def test_descriptions_fall_back_to_those_of_no_language(stage: Stage) -> None:
    assert await stage.ok("getMyName") == {"name": BOT.name}
    await stage.ok("setMyDescription", description="Consultations")
    assert await stage.ok("getMyDescription", language_code="fr") == {"description": "Consultations"}
    too_long = await stage.refused("setMyShortDescription", short_description="x" * 121)
    assert too_long == "Bad Request: short description is too long"
    await stage.ok("setChatMenuButton", menu_button={"type": "commands"})
    assert await stage.ok("getChatMenuButton") == {"type": "commands"}


async def test_the_world_lists_bots_and_people(stage: Stage) -> None:
    person = await stage.person()
    world = telegram_world(stage.telegram)
    assert world["bot"] == {"id": str(BOT.id), "name": BOT.name, "username": BOT.username}
    assert world["people"] == [{"id": person, "name": "Amina Diallo", "language": "fr"}]


async def test_a_chat_has_a_name_and_a_kind(stage: Stage) -> None:
    person = await stage.person("Amina", "")
    chat = await stage.ok("getChat", chat_id=person)
    assert (chat["first_name"], chat["type"], "last_name" in chat) == ("Amina", "private", False)


async def test_people_cannot_do_what_telegram_does_not_let_them(stage: Stage) -> None:
    person = await stage.person()
    await stage.play(person, "block")
    assert (await stage.chat(person))["blocked"] is True
    assert "blocked" in (await stage.play(person, "say", text="Hello"))["error"]
    assert "4096" in (await stage.play(await stage.person(), "say", text="x" * 4097))["error"]
    assert "payload" in (await stage.play(person, "start", payload="no spaces"))["error"]
    assert "text" in (await stage.play(person, "say"))["error"]
    nobody = await stage.http.get("/play/telegram/people/4242/chat")
    assert (nobody.status_code, set(nobody.json())) == (404, {"error"})
    nameless = await stage.http.post("/play/telegram/people", json={"language": "fr"})
    assert nameless.status_code == 400
