"""The play API for Slack: plain JSON for a page or a test that plays the people."""

import json
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from engagebot.sandbox.bell import Ring
from engagebot.sandbox.slack.playing import CannotPlay, Playing
from engagebot.sandbox.slack.server import SlackServer
from engagebot.sandbox.slack.showing import Showing, Thing, shown_person
from engagebot.sandbox.slack.state import Person
from engagebot.sandbox.watching import watched

Deed = Callable[[Person, Thing], Awaitable[Thing]]


def slack_play_routes(slack: SlackServer) -> list[Route]:
    """/play/slack/people... and the files that people can download."""
    stage = _Stage(slack)
    playing = Playing(slack)
    deeds: dict[str, Deed] = {
        "open": playing.open,
        "say": playing.say,
        "command": playing.command,
        "press": playing.press,
        "submit": playing.submit,
        "dismiss": playing.dismiss,
        "deactivate": playing.deactivate,
        "activate": playing.activate,
    }
    people = "/play/slack/people"
    return [
        Route(people, stage.invite, methods=["POST"]),
        Route(people + "/{person}/chat", stage.chat, methods=["GET"]),
        *(Route(f"{people}/{{person}}/{name}", stage.playing(deed), methods=["POST"]) for name, deed in deeds.items()),
        Route("/play/slack/files/{file}/{name}", stage.file, methods=["GET"]),
    ]


def slack_world(slack: SlackServer) -> Thing:
    """The `slack` part of /play/world."""
    app = slack.app
    return {
        "team": {"id": app.team, "name": app.team_name, "domain": app.domain},
        "app": {"id": app.id, "name": app.name, "user": app.user, "bot": app.bot},
        "people": [shown_person(person) for person in slack.workspace.people],
    }


class _Stage:
    def __init__(self, slack: SlackServer) -> None:
        self._slack = slack
        self._showing = Showing(slack)

    async def invite(self, request: Request) -> Response:
        try:
            body = await _body(request)
            name = str(body.get("name") or "").strip()
            if not name:
                raise CannotPlay(400, "A person needs a name.")
        except CannotPlay as refusal:
            return _refused(refusal)
        language, zone = str(body.get("language") or "en"), str(body.get("zone") or "Etc/UTC")
        return JSONResponse(shown_person(self._slack.workspace.add_person(name, language, zone)))

    async def chat(self, request: Request) -> Response:
        try:
            person = self._person(request)
        except CannotPlay as refusal:
            return _refused(refusal)
        who = Ring("slack", person.id)
        return await watched(request, self._slack.world.bell, who, lambda: self._showing.chat(person))

    def playing(self, deed: Deed) -> Callable[[Request], Awaitable[Response]]:
        async def play(request: Request) -> Response:
            try:
                return JSONResponse(await deed(self._person(request), await _body(request)))
            except CannotPlay as refusal:
                return _refused(refusal)

        return play

    async def file(self, request: Request) -> Response:
        file = self._slack.files.get(request.path_params["file"])
        content = self._slack.files.content(file.id) if file else None
        if file is None or content is None:
            return _refused(CannotPlay(404, "There is no such file."))
        disposition = f"attachment; filename*=UTF-8''{quote(file.name)}"
        return Response(content, media_type="application/octet-stream", headers={"Content-Disposition": disposition})

    def _person(self, request: Request) -> Person:
        name = request.path_params["person"]
        person = self._slack.workspace.people.get(name)
        if person is None:
            raise CannotPlay(404, f"Nobody here is called {name}.")
        return person


async def _body(request: Request) -> Thing:
    """The JSON object of a deed; an empty body says nothing more."""
    content = await request.body()
    try:
        body = json.loads(content) if content.strip() else {}
    except ValueError:
        raise CannotPlay(400, "The body has to be JSON.") from None
    if not isinstance(body, dict):
        raise CannotPlay(400, "The body has to be a JSON object.")
    return body


def _refused(refusal: CannotPlay) -> JSONResponse:
    return JSONResponse({"error": str(refusal)}, refusal.status)
