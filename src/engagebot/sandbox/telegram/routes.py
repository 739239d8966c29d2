"""The Bot API over HTTP (https://core.telegram.org/bots/api#making-requests)."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from engagebot.sandbox.telegram.answer import Answer
from engagebot.sandbox.telegram.bots import TOKEN_SHAPE, BotIdentity
from engagebot.sandbox.telegram.errors import ApiError
from engagebot.sandbox.telegram.misbehaving import left, misbehave
from engagebot.sandbox.telegram.parameters import Parameters, read_parameters
from engagebot.sandbox.telegram.server import TelegramServer


def telegram_routes(telegram: TelegramServer) -> list[Route]:
    """/bot<token>/<method> and /file/bot<token>/<path>, to be mounted at the root."""
    door = _Door(telegram)
    return [
        Route("/bot{token}/{method}", door.call, methods=["GET", "POST"]),
        Route("/file/bot{token}/{path:path}", door.download, methods=["GET"]),
    ]


class _Door:
    def __init__(self, telegram: TelegramServer) -> None:
        self._telegram = telegram

    async def call(self, request: Request) -> Response:
        try:
            bot = self._bot(request)
            method = self._telegram.method_name(request.path_params["method"])
            if method is None:
                raise ApiError(404, "Not Found")
            content_type = request.headers.get("content-type", "")
            parameters = read_parameters(request.url.query, content_type, await request.body())
            return await self._obey(request, bot, method, parameters)
        except ApiError as error:
            return _refusal(error)

    async def _obey(self, request: Request, bot: BotIdentity, method: str, parameters: Parameters) -> Response:
        async def go() -> Response:
            if method == "getUpdates":
                return await self._unless_left(request, bot, method, parameters)
            return _success(await self._telegram.call(bot, method, parameters))

        chat = parameters.text("chat_id") or None
        fault = self._telegram.world.faults.take("telegram", method, chat)
        return await (go() if fault is None else misbehave(fault, method, request, go))

    async def _unless_left(self, request: Request, bot: BotIdentity, method: str, parameters: Parameters) -> Response:
        """A long poll ends when its caller goes away, so that it takes nothing that nobody reads."""
        call = asyncio.create_task(self._telegram.call(bot, method, parameters))
        gone = asyncio.create_task(left(request))
        try:
            await asyncio.wait({call, gone}, return_when=asyncio.FIRST_COMPLETED)
            return _success(call.result()) if call.done() else Response()
        finally:
            call.cancel()
            gone.cancel()

    async def download(self, request: Request) -> Response:
        try:
            found = self._telegram.books.files.at(self._bot(request).id, request.path_params["path"])
        except ApiError as error:
            return _refusal(error)
        if found is None:
            return _refusal(ApiError(404, "Not Found"))
        document, content = found
        return Response(content, media_type=document["mime_type"])

    def _bot(self, request: Request) -> BotIdentity:
        """A token of no token's shape is not found, one of no bot's is unauthorized."""
        token = request.path_params["token"]
        if not TOKEN_SHAPE.fullmatch(token):
            raise ApiError(404, "Not Found")
        bot = self._telegram.bot(token)
        if bot is None:
            raise ApiError(401, "Unauthorized")
        return bot


def _success(answer: Answer) -> JSONResponse:
    described = {"description": answer.description} if answer.description else {}
    return JSONResponse({"ok": True, "result": answer.result, **described})


def _refusal(error: ApiError) -> JSONResponse:
    content: dict[str, Any] = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        content["parameters"] = error.parameters
    retry = (error.parameters or {}).get("retry_after")
    return JSONResponse(content, error.code, headers={"Retry-After": str(retry)} if retry else None)
