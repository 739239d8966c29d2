"""The local Slack as a whole: its parts, put together."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from engagebot.sandbox.slack.courier import Courier
from engagebot.sandbox.slack.events import Events
from engagebot.sandbox.slack.files import Files
from engagebot.sandbox.slack.interactions import Interactions
from engagebot.sandbox.slack.posting import Posting
from engagebot.sandbox.slack.rates import Rates
from engagebot.sandbox.slack.request_urls import RequestUrlCourier, RequestUrls
from engagebot.sandbox.slack.response_urls import ResponseUrls
from engagebot.sandbox.slack.sockets import Sockets
from engagebot.sandbox.slack.state import App
from engagebot.sandbox.slack.triggers import Triggers
from engagebot.sandbox.slack.views import Views
from engagebot.sandbox.slack.workspace import Workspace
from engagebot.sandbox.world import World

EVENTS = frozenset({"message.im", "app_home_opened"})


class SlackServer:
    """One workspace with one app. Keep it `running()` while its routes are served.

    `ack_seconds`: how long the app may take to acknowledge. `retry_waits`: seconds before each further try of an
    event. `commands`: the slash commands that the app has registered; any, if None. `refresh_after`: seconds until
    Slack renews a socket; never, if None. `rate_limits`: whether calls are counted. `wall`: real Unix seconds, for
    signatures. What people do, and when triggers expire, follows the world's clock.
    """

    def __init__(
        self,
        world: World,
        *,
        bot_token: str,
        app_token: str,
        signing_secret: str,
        app: App | None = None,
        socket_mode: bool = True,
        request_urls: RequestUrls | None = None,
        events: frozenset[str] = EVENTS,
        commands: frozenset[str] | None = None,
        ack_seconds: float = 3.0,
        retry_waits: tuple[float, ...] = (0.0, 60.0, 300.0),
        refresh_after: float | None = None,
        rate_limits: bool = False,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.world = world
        self.app = app or App()
        self.bot_token = bot_token
        self.app_token = app_token
        self.socket_mode = socket_mode
        self.commands = commands
        self.rates = Rates(time.monotonic) if rate_limits else None
        self.sockets = Sockets(world, self.app, ack_seconds, refresh_after)
        posts = RequestUrlCourier(request_urls or RequestUrls(), signing_secret, ack_seconds, wall)
        courier: Courier = self.sockets if socket_mode else posts
        self.workspace = Workspace(world, self.app)
        self.files = Files(world)
        self.events = Events(world, self.app, courier, events, retry_waits)
        self.posting = Posting(world, self.workspace, self.files, self.events)
        self.triggers = Triggers(world.now)
        self.views = Views(world)
        self.response_urls = ResponseUrls(world, self.workspace, self.posting)
        self.interactions = Interactions(
            self.workspace, self.posting, self.views, self.triggers, self.response_urls, courier
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Delivers what the shelf still holds, and stops delivering at the end; what is undelivered stays there."""
        self.events.resume()
        try:
            yield
        finally:
            await self.events.stop()
