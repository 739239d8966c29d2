"""The methods about the bot itself and its chats: getMe, getChat, getFile, commands, descriptions, menu button."""

import re
from collections.abc import Callable
from typing import Any

from engagebot.sandbox.telegram.answer import Answer, Call, Method
from engagebot.sandbox.telegram.drawer import Thing
from engagebot.sandbox.telegram.errors import bad_request
from engagebot.sandbox.telegram.people import Person

MAX_COMMANDS = 100
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_WIDE_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")
_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


async def get_me(call: Call) -> Answer:
    return Answer(call.bot.me())


async def get_chat(call: Call) -> Answer:
    place = call.books.chats.known(call.bot.id, call.chat())
    gifts = dict.fromkeys(_GIFTS, isinstance(place, Person))
    full = {**place.chat(), "accent_color_id": abs(place.id) % 7, "max_reaction_count": 11}
    return Answer({**full, "accepted_gift_types": gifts})


async def get_file(call: Call) -> Answer:
    return Answer(call.books.files.file(call.bot.id, call.parameters.text("file_id")))


async def set_my_commands(call: Call) -> Answer:
    commands = _commands(call.parameters.value("commands"))
    scope, language = _scope(call), _language(call)
    call.books.profiles.put(call.bot.id, scope, language, {"commands": commands} if commands else None)
    _ring_everybody(call)
    return Answer(True)


async def get_my_commands(call: Call) -> Answer:
    kept = call.books.profiles.get(call.bot.id, _scope(call), _language(call))
    return Answer(kept["commands"] if kept else [])


async def delete_my_commands(call: Call) -> Answer:
    call.books.profiles.put(call.bot.id, _scope(call), _language(call), None)
    _ring_everybody(call)
    return Answer(True)


async def set_chat_menu_button(call: Call) -> Answer:
    button = call.parameters.value("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in ("default", "commands", "web_app"):
        raise bad_request("can't parse menu button: Unsupported menu button type specified")
    call.books.profiles.put(call.bot.id, f"menu_button/{_menu_chat(call)}", "", button)
    return Answer(True)


async def get_chat_menu_button(call: Call) -> Answer:
    kept = call.books.profiles.get(call.bot.id, f"menu_button/{_menu_chat(call)}", "")
    return Answer(kept or {"type": "commands"})


def _setter(what: str, longest: int, empty: Callable[[Call], str]) -> tuple[Method, Method]:
    """A pair of methods that set and get one text by language; no text falls back to that of no language."""

    async def set_text(call: Call) -> Answer:
        text = call.parameters.text(what)
        if len(text) > longest:
            raise bad_request(f"{what.replace('_', ' ')} is too long")
        call.books.profiles.put(call.bot.id, what, _language(call), {what: text} if text else None)
        return Answer(True)

    async def get_text(call: Call) -> Answer:
        profiles, language = call.books.profiles, _language(call)
        kept = profiles.get(call.bot.id, what, language) or profiles.get(call.bot.id, what, "")
        return Answer(kept or {what: empty(call)})

    return set_text, get_text


set_my_name, get_my_name = _setter("name", 64, lambda call: call.bot.name)
set_my_description, get_my_description = _setter("description", 512, lambda call: "")
set_my_short_description, get_my_short_description = _setter("short_description", 120, lambda call: "")


def _commands(value: Any) -> list[Thing]:
    if not isinstance(value, list):
        raise bad_request("can't parse commands: expected an Array of BotCommand")
    if len(value) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return [_command(item) for item in value]


def _command(item: Any) -> Thing:
    if not isinstance(item, dict) or not isinstance(item.get("command"), str):
        raise bad_request("can't parse BotCommand: Can't find field \"command\"")
    command, description = item["command"].removeprefix("/"), item.get("description")
    if not _COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not isinstance(description, str) or not 1 <= len(description.strip()) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description.strip()}


def _scope(call: Call) -> str:
    """The drawer's name for a BotCommandScope object."""
    scope = call.parameters.value("scope") or {"type": "default"}
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind in _WIDE_SCOPES:
        return f"commands/{kind}"
    if kind not in _CHAT_SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    try:
        chat = int(scope["chat_id"])
    except (KeyError, TypeError, ValueError):
        raise bad_request("chat not found") from None
    call.books.chats.known(call.bot.id, chat)
    member = f"/{scope.get('user_id')}" if kind == "chat_member" else ""
    return f"commands/{kind}/{chat}{member}"


def _language(call: Call) -> str:
    language = call.parameters.text("language_code")
    if language and not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


def _menu_chat(call: Call) -> str:
    if not call.parameters.text("chat_id"):
        return "default"
    call.books.chats.known(call.bot.id, call.chat())
    return str(call.chat())


def _ring_everybody(call: Call) -> None:
    call.books.world.bell.ring("telegram")
