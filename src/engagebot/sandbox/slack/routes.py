"""Slack's addresses on the sandbox's server."""

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from engagebot.sandbox.slack.arguments import multipart
from engagebot.sandbox.slack.server import SlackServer
from engagebot.sandbox.slack.web_api import WebApi
from engagebot.sandbox.slack.wire import SlackError

_DEAD_URLS = ("expired_url", "used_url")


def slack_routes(slack: SlackServer) -> list[BaseRoute]:
    """/api/<method>, the sockets, uploads, downloads and response URLs; to be mounted at the root."""
    api = WebApi(slack)
    desk = _Desk(slack)
    return [
        Route("/api/{method}", api.call, methods=["GET", "POST"]),
        WebSocketRoute("/link/", slack.sockets.endpoint),
        Route("/upload/v1/{secret}", desk.upload, methods=["POST"]),
        Route("/files-pri/{file}/{name}", desk.download, methods=["GET"]),
        Route("/actions/{team}/{secret}", desk.respond, methods=["POST"]),
        Route("/commands/{team}/{secret}", desk.respond, methods=["POST"]),
    ]


class _Desk:
    def __init__(self, slack: SlackServer) -> None:
        self._slack = slack

    async def upload(self, request: Request) -> Response:
        """The raw bytes, or a form with one file in it."""
        content = await request.body()
        kind = request.headers.get("content-type", "")
        if kind.startswith("multipart/form-data"):
            content = next(iter(multipart(kind, content).values()), b"")
        file = self._slack.files.upload(request.path_params["secret"], content)
        if file is None:
            return PlainTextResponse("upload failed: nothing of this length is awaited here", 400)
        return PlainTextResponse(f"OK - {len(content)}")

    async def download(self, request: Request) -> Response:
        """For the app, with its token."""
        if request.headers.get("authorization") != f"Bearer {self._slack.bot_token}":
            return PlainTextResponse("not_authed", 403)
        content = self._slack.files.content(request.path_params["file"].rpartition("-")[2])
        if content is None:
            return PlainTextResponse("file_not_found", 404)
        return Response(content, media_type="application/octet-stream")

    async def respond(self, request: Request) -> Response:
        try:
            body = await request.json()
            self._slack.response_urls.respond(request.path_params["secret"], body)
        except SlackError as error:
            return JSONResponse(error.answer(), 404 if error.error in _DEAD_URLS else 400)
        except ValueError:
            return JSONResponse({"ok": False, "error": "invalid_payload"}, 400)
        return JSONResponse({"ok": True})
