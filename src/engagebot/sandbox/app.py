"""The sandbox's server: both platforms, the play API, and the page on which one plays the people."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from engagebot.sandbox.play import Rings, common_play_routes
from engagebot.sandbox.slack import SlackServer, slack_play_routes, slack_routes, slack_world
from engagebot.sandbox.telegram import TelegramServer, telegram_play_routes, telegram_routes, telegram_world
from engagebot.sandbox.world import World

PAGE = Path(__file__).parent / "page"

PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


def sandbox_app(
    world: World, telegram: TelegramServer, slack: SlackServer, extra_routes: Sequence[BaseRoute] = ()
) -> Starlette:
    """Serve it on the loopback only: whoever reaches it can play everybody.

    `extra_routes` come first; a demo gives its stage there (page/README.md says what the page asks of it).
    The app's lifespan starts both servers and stops them. Open pages are let go when uvicorn is told by a signal to
    end; whoever ends it in another way calls `app.state.rings.hang_up()` first, so that it need not wait for them.
    """
    rings = Rings(world.bell)
    overviews = {"telegram": lambda: telegram_world(telegram), "slack": lambda: slack_world(slack)}
    routes = [
        *extra_routes,
        *common_play_routes(world, overviews, rings),
        *telegram_play_routes(telegram),
        *slack_play_routes(slack),
        *page_routes(),
        *telegram_routes(telegram),
        *slack_routes(slack),
    ]

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        telegram.start()
        async with slack.running():
            yield
        await telegram.close()

    app = Starlette(routes=routes, lifespan=lifespan)
    app.state.rings = rings
    return app


def page_routes() -> list[BaseRoute]:
    """The page, its files, and the answer that there is no stage here."""
    return [
        Route("/", _page),
        Route("/stage", _no_stage),
        Mount("/page", _PageFiles(directory=PAGE)),
    ]


async def _page(_: Request) -> Response:
    return FileResponse(PAGE / "index.html", headers=PAGE_HEADERS)


async def _no_stage(_: Request) -> Response:
    """Not 404, which browsers report as an error although nothing is wrong."""
    return Response(status_code=204)


class _PageFiles(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(PAGE_HEADERS)
        return response
