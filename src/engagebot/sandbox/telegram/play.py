"""The play API for Telegram: plain JSON for a page or a test that plays the people."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from engagebot.sandbox.bell import Ring
from engagebot.sandbox.telegram.bots import BotIdentity
from engagebot.sandbox.telegram.drawer import Thing
from engagebot.sandbox.telegram.groups import telegram_group_routes
from engagebot.sandbox.telegram.people import Person
from engagebot.sandbox.telegram.playing import CannotPlay, Play
from engagebot.sandbox.telegram.server import TelegramServer
from engagebot.sandbox.telegram.showing import Looks
from engagebot.sandbox.watching import watched

Deed = Callable[[Play, Thing], Awaitable[Thing]]
_DONE = {"ok": True}


def telegram_play_routes(telegram: TelegramServer) -> list[Route]:
    """/play/telegram/people..., files and groups. Where there are several bots, `bot` (a username) says which."""
    stage = _Stage(telegram)
    people = "/play/telegram/people"
    deeds: dict[str, Deed] = {
        "say": _say,
        "start": _start,
        "press": _press,
        "block": _block,
        "unblock": _unblock,
        "deactivate": _deactivate,
        "activate": _activate,
    }
    return [
        Route(people, stage.invite, methods=["POST"]),
        Route(people + "/{person}/chat", stage.chat, methods=["GET"]),
        *(Route(f"{people}/{{person}}/{name}", stage.playing(deed), methods=["POST"]) for name, deed in deeds.items()),
        Route("/play/telegram/files/{file}", stage.file, methods=["GET"]),
        *telegram_group_routes(telegram),
    ]


def telegram_world(telegram: TelegramServer) -> Thing:
    """The `telegram` part of /play/world."""
    bots = [{"id": str(bot.id), "name": bot.name, "username": bot.username} for bot in telegram.bots]
    people = [_shown_person(person) for person in telegram.books.people.everybody()]
    return {"bot": bots[0] if bots else None, "bots": bots, "people": people}


def _shown_person(person: Person) -> Thing:
    return {"id": str(person.id), "name": person.name, "language": person.language}


class _Stage:
    def __init__(self, telegram: TelegramServer) -> None:
        self._telegram = telegram
        self._looks = Looks()

    async def invite(self, request: Request) -> Response:
        try:
            given = await _given(request)
            name = " ".join(_text(given, "name").split())
            if not name:
                raise CannotPlay('A person needs a "name".')
        except CannotPlay as error:
            return _refusal(error)
        person = self._telegram.books.people.add(name, _text(given, "language", "en"))
        self._telegram.world.bell.ring("world")
        return JSONResponse(_shown_person(person))

    async def chat(self, request: Request) -> Response:
        try:
            play = self._play(request, request.query_params.get("bot", ""))
        except CannotPlay as error:
            return _refusal(error)
        who = Ring("telegram", str(play.person.id))
        return await watched(request, self._telegram.world.bell, who, lambda: _shown_chat(play, self._looks))

    def playing(self, deed: Deed) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                given = await _given(request)
                self._telegram.start()
                return JSONResponse(await deed(self._play(request, _text(given, "bot", "")), given))
            except CannotPlay as error:
                return _refusal(error)

        return endpoint

    async def file(self, request: Request) -> Response:
        for bot in self._telegram.bots:
            found = self._telegram.books.files.content(bot.id, request.path_params["file"])
            if found:
                document, content = found
                return Response(content, media_type=document["mime_type"], headers=_as_download(document))
        return _refusal(CannotPlay("There is no such file.", 404))

    def _play(self, request: Request, username: str) -> Play:
        number = request.path_params["person"]
        person = self._telegram.books.people.find(int(number)) if number.isdecimal() else None
        if person is None:
            raise CannotPlay(f"There is nobody with the id {number} in Telegram here.", 404)
        return Play(self._telegram.books, self._bot(username), person)

    def _bot(self, username: str) -> BotIdentity:
        wanted = username.removeprefix("@").lower()
        for bot in self._telegram.bots:
            if wanted in ("", bot.username.lower()):
                return bot
        raise CannotPlay(f"There is no bot @{wanted} here.", 404)


def _shown_chat(play: Play, looks: Looks) -> Thing:
    books, bot, person = play.books, play.bot.id, play.person
    acquaintance = books.chats.with_person(bot, person.id)
    return {
        "messages": [looks.of(bot, message) for message in books.messages.in_chat(bot, person.id)],
        "commands": books.profiles.commands_for(bot, person.id, person.language),
        "blocked": acquaintance.blocked,
        "placeholder": acquaintance.placeholder,
    }


async def _say(play: Play, given: Thing) -> Thing:
    play.say(_text(given, "text"))
    return _DONE


async def _start(play: Play, given: Thing) -> Thing:
    play.start(_text(given, "payload", ""))
    return _DONE


async def _press(play: Play, given: Thing) -> Thing:
    message, wait = str(given.get("message", "")), given.get("wait") is not False
    if "data" in given:
        return await play.press_data(message, _text(given, "data"), wait=wait)
    button = play.button(message, _whole(given, "row"), _whole(given, "column"))
    url = button.get("url") or button.get("web_app", {}).get("url")
    if url:
        return {"url": url}
    if "callback_data" not in button:
        raise CannotPlay(f"The sandbox cannot play the button {button['text']!r}.")
    return await play.press_data(message, button["callback_data"], wait=wait)


async def _block(play: Play, given: Thing) -> Thing:
    play.block()
    return _DONE


async def _unblock(play: Play, given: Thing) -> Thing:
    play.unblock()
    return _DONE


async def _deactivate(play: Play, given: Thing) -> Thing:
    play.set_active(False)
    return _DONE


async def _activate(play: Play, given: Thing) -> Thing:
    play.set_active(True)
    return _DONE


async def _given(request: Request) -> Thing:
    body = await request.body()
    try:
        given: Any = json.loads(body) if body.strip() else {}
    except ValueError:
        raise CannotPlay("The body must be a JSON object.") from None
    if not isinstance(given, dict):
        raise CannotPlay("The body must be a JSON object.")
    return given


def _text(given: Thing, name: str, default: str | None = None) -> str:
    value = given.get(name, default)
    if not isinstance(value, str):
        raise CannotPlay(f'"{name}" must be given, as a text.')
    return value


def _whole(given: Thing, name: str) -> int:
    value = given.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise CannotPlay(f'"{name}" must be given, as a whole number from 0.')
    return value


def _as_download(document: Thing) -> dict[str, str]:
    name = document["file_name"].encode("ascii", "replace").decode().replace('"', "'")
    return {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}


def _refusal(error: CannotPlay) -> JSONResponse:
    return JSONResponse({"error": str(error)}, error.status)
