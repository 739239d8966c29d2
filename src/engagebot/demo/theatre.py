"""The whole house for a demo: both platforms' sandboxes and the bot between them, on a clock that can be moved."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from starlette.routing import BaseRoute

from engagebot.app import Engagebot
from engagebot.channel import Limits
from engagebot.demo.server import loopback_socket, url_of
from engagebot.domain.clock import MovableClock
from engagebot.places import messages_folder, migrations_folder
from engagebot.platforms.slack.channel import SlackChannel
from engagebot.platforms.telegram.channel import TelegramChannel
from engagebot.sandbox.app import sandbox_app
from engagebot.sandbox.bell import Bell
from engagebot.sandbox.faults import Faults
from engagebot.sandbox.shelf import Shelf
from engagebot.sandbox.slack import App, SlackServer
from engagebot.sandbox.telegram import BotIdentity, TelegramServer
from engagebot.sandbox.world import World
from engagebot.storage.database import Database
from engagebot.storage.migrating import migrate
from engagebot.texts.texts import Texts
from engagebot.web import web_server
from engagebot.wiring import menus

WIDE = Limits(per_second=200, seconds_per_chat=0)
"""Nobody but this machine is bothered."""
BOT_ID = 4_242_424_242
USERNAME = "engagebot_demo_bot"
NAME = "engagebot"


def _made_up(*parts: str) -> str:
    """A token in the platform's form that opens nothing but the sandbox beside us."""
    return "-".join(parts)


TELEGRAM_TOKEN = f"{BOT_ID}:{_made_up('sandbox', 'of', 'this', 'very', 'machine', 'only')}"
SLACK_BOT_TOKEN = _made_up("xoxb", "sandbox", "only")
SLACK_APP_TOKEN = _made_up("xapp", "sandbox", "only")
SLACK_SECRET = _made_up("sandbox", "only")


@dataclass(frozen=True, slots=True)
class Theatre:
    bot: Engagebot
    clock: MovableClock
    telegram: TelegramServer
    slack: SlackServer
    faults: Faults
    url: str
    username: str = USERNAME


class HasRoutes(Protocol):
    def routes(self) -> Sequence[BaseRoute]: ...


Stages = Callable[[Engagebot, MovableClock, str], HasRoutes]
"""Builds the stage for a bot, its clock, and the address of the sandbox."""


@asynccontextmanager
async def theatre(
    folder: Path,
    start: datetime,
    *,
    port: int = 0,
    limits: Limits = WIDE,
    stages: Stages | None = None,
    database_url: str | None = None,
    texts: Texts | None = None,
) -> AsyncIterator[Theatre]:
    """Everything runs until the block is left. What is in `folder` from an earlier time goes on from there, the
    clock too. `stages` adds routes to the sandbox. Without `database_url` the database is a file in the folder, without
    `texts` they are read anew, which takes longer than all the rest."""
    listener = loopback_socket(port)
    clock = KeptClock(folder / "clock", start)
    url = url_of(listener)
    world = World(Shelf(folder / "sandbox.sqlite"), Faults(), Bell(), clock.now, url)
    telegram = TelegramServer(world, [BotIdentity(BOT_ID, TELEGRAM_TOKEN, USERNAME, NAME)])
    slack = SlackServer(
        world, bot_token=SLACK_BOT_TOKEN, app_token=SLACK_APP_TOKEN, signing_secret=SLACK_SECRET, app=App(name=NAME)
    )
    database_url = database_url or f"sqlite+aiosqlite:///{folder / 'engagebot.sqlite'}"
    await migrate(database_url, migrations_folder())
    async with AsyncExitStack() as stack:
        database = Database(database_url)
        stack.push_async_callback(database.close)
        texts = texts or Texts(messages_folder())
        channels = (
            TelegramChannel(TELEGRAM_TOKEN, url, limits, commands=menus(texts)),
            SlackChannel(SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SECRET, f"{url}/api/", limits, clock=clock),
        )
        bot = Engagebot(database, texts, channels, clock)
        routes = stages(bot, clock, url).routes() if stages else ()
        stack.callback(world.shelf.close)
        app = sandbox_app(world, telegram, slack, routes)
        web = web_server(app, listener, grace_seconds=1, hang_up=app.state.rings.hang_up)
        await stack.enter_async_context(web)
        await stack.enter_async_context(_running(bot))
        yield Theatre(bot, clock, telegram, slack, world.faults, url)


@asynccontextmanager
async def _running(bot: Engagebot) -> AsyncIterator[None]:
    stop, ready = asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(bot.run(stop, ready))
    try:
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if task.done():
            task.result()
        yield
    finally:
        stop.set()
        await task


class KeptClock(MovableClock):
    """Remembers in a file how far it was moved, so that a demo that was killed goes on at the same date."""

    def __init__(self, path: Path, start: datetime) -> None:
        self._path = path
        kept = path.read_text() if path.exists() else ""
        super().__init__(start)
        if kept:
            self._shift = _parse(kept)
        self._keep()

    def move_to(self, instant: datetime) -> None:
        super().move_to(instant)
        self._keep()

    def _keep(self) -> None:
        self._path.write_text(f"{self._shift.total_seconds()}\n")


def _parse(kept: str) -> timedelta:
    return timedelta(seconds=float(kept))
