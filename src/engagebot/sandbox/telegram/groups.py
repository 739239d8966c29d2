"""The play API for groups: enough of them to see what becomes of a bot's messages when a group outgrows itself."""

import json

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from engagebot.sandbox.telegram.drawer import Thing
from engagebot.sandbox.telegram.server import TelegramServer
from engagebot.sandbox.telegram.showing import shown_message

_ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
"""Who acts for a group when no person does, as in Telegram."""


def telegram_group_routes(telegram: TelegramServer) -> list[Route]:
    """POST /play/telegram/groups {"title"}; POST .../{id}/migrate; GET .../{id}/chat."""
    stage = _GroupStage(telegram)
    groups = "/play/telegram/groups"
    return [
        Route(groups, stage.found, methods=["POST"]),
        Route(groups + "/{group}/migrate", stage.migrate, methods=["POST"]),
        Route(groups + "/{group}/chat", stage.chat, methods=["GET"]),
    ]


class _GroupStage:
    def __init__(self, telegram: TelegramServer) -> None:
        self._telegram = telegram

    async def found(self, request: Request) -> Response:
        """Founds a group with all bots in it."""
        try:
            title = json.loads(await request.body())["title"]
        except (ValueError, KeyError, TypeError):
            return JSONResponse({"error": 'A group needs a "title".'}, 400)
        group = self._telegram.books.chats.add_group(str(title))
        return JSONResponse({"id": str(group.id), "title": group.title})

    async def migrate(self, request: Request) -> Response:
        """The group becomes a supergroup with another id; both chats say so to the bots."""
        books, number = self._telegram.books, _number(request)
        group = books.chats.group(number)
        if group is None or group.kind != "group" or group.migrated_to is not None:
            return JSONResponse({"error": f"There is no group {number} that could become a supergroup."}, 404)
        grown = books.chats.migrate(group)
        for bot in self._telegram.bots:
            self._announce(bot.id, group.chat(), {"migrate_to_chat_id": grown.id})
            self._announce(bot.id, grown.chat(), {"migrate_from_chat_id": group.id})
        return JSONResponse({"id": str(grown.id), "title": grown.title})

    async def chat(self, request: Request) -> Response:
        books, number = self._telegram.books, _number(request)
        if books.chats.group(number) is None:
            return JSONResponse({"error": f"There is no group {number}."}, 404)
        messages = [
            shown_message(bot.id, message)
            for bot in self._telegram.bots
            for message in books.messages.in_chat(bot.id, number)
        ]
        return JSONResponse({"messages": messages})

    def _announce(self, bot: int, chat: Thing, content: Thing) -> None:
        books = self._telegram.books
        message = books.messages.add(bot, chat, _ANONYMOUS, books.now(), content)
        books.updates.add(bot, "message", message)
        books.ring(chat["id"])


def _number(request: Request) -> int:
    given = request.path_params["group"]
    return int(given) if given.lstrip("-").isdecimal() else 0
