"""The whole sandbox on a real port: its page, and a bot and an app whose owners have curl in hand."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from starlette.routing import BaseRoute

from engagebot.sandbox.app import sandbox_app
from engagebot.sandbox.bell import Bell
from engagebot.sandbox.faults import Faults
from engagebot.sandbox.play import Rings
from engagebot.sandbox.shelf import Shelf
from engagebot.sandbox.slack import SlackServer
from engagebot.sandbox.telegram import TelegramServer
from engagebot.sandbox.world import World
from tests.sandbox import slack_stage, telegram_stage
from tests.serving import free_socket, serving, url_of


@dataclass
class PageStage:
    """`telegram` and `slack` are the stages of either platform on the same server."""

    url: str
    world: World
    telegram: telegram_stage.Stage
    slack: slack_stage.Stage
    http: httpx.AsyncClient
    rings: Rings

    async def updates(self, after: int = 0) -> list[Any]:
        """What reaches the Telegram bot; waits up to 5 s for something."""
        return list(await self.telegram.ok("getUpdates", timeout=5, offset=after))


@asynccontextmanager
async def page_stage(extra_routes: Sequence[BaseRoute] = ()) -> AsyncIterator[PageStage]:
    clock = telegram_stage.Clock()
    listener = free_socket()
    world = World(Shelf(None), Faults(), Bell(), clock.now, url_of(listener))
    telegram = TelegramServer(world, [telegram_stage.BOT])
    slack = SlackServer(
        world, bot_token=slack_stage.BOT_TOKEN, app_token=slack_stage.APP_TOKEN, signing_secret=slack_stage.SECRET
    )
    app = sandbox_app(world, telegram, slack, extra_routes)
    async with serving(app, listener) as url, httpx.AsyncClient(base_url=url, timeout=10, trust_env=False) as http:
        slack_clock = slack_stage.Clock(clock.instant)
        yield PageStage(
            url,
            world,
            telegram_stage.Stage(url, http, telegram, clock),
            slack_stage.Stage(url, http, slack, slack_clock),
            http,
            app.state.rings,
        )
