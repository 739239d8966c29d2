"""Both platforms on a real port and on the real clock, for an `engagebot serve` beside them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

from engagebot.demo.person import playing
from engagebot.domain.clock import SystemClock
from engagebot.sandbox.app import sandbox_app
from engagebot.sandbox.bell import Bell
from engagebot.sandbox.faults import Faults
from engagebot.sandbox.shelf import Shelf
from engagebot.sandbox.slack import SlackServer
from engagebot.sandbox.slack.request_urls import RequestUrls
from engagebot.sandbox.telegram import BotIdentity, TelegramServer
from engagebot.sandbox.world import World
from tests.serving import free_socket, serving, url_of

TELEGRAM_TOKEN = "77:aaaabbbbccccddddeeeeffffgggghhhhiiii"
SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SECRET = "xoxb-story", "xapp-story", "a-signing-secret"
WEBHOOK_SECRET = "a-webhook-secret"
IN_ITS_FOLDER = "sqlite+aiosqlite:///engagebot.sqlite"


@dataclass(frozen=True, slots=True)
class Platforms:
    """`bot_url`: where `engagebot serve` is to listen."""

    url: str
    bot_url: str
    calls_us: bool
    database_url: str
    http: aiohttp.ClientSession
    telegram: TelegramServer
    slack: SlackServer
    faults: Faults

    def variables(self) -> dict[str, str]:
        """The settings with which `engagebot serve` finds its way here."""
        common = {
            "ENGAGEBOT_DATABASE_URL": self.database_url,
            "ENGAGEBOT_TELEGRAM_TOKEN": TELEGRAM_TOKEN,
            "ENGAGEBOT_TELEGRAM_API_URL": self.url,
            "ENGAGEBOT_TELEGRAM_SECONDS_PER_CHAT": "0",
            "ENGAGEBOT_SLACK_BOT_TOKEN": SLACK_BOT_TOKEN,
            "ENGAGEBOT_SLACK_SIGNING_SECRET": SLACK_SECRET,
            "ENGAGEBOT_SLACK_API_URL": f"{self.url}/api/",
            "ENGAGEBOT_SLACK_SECONDS_PER_CHAT": "0",
            "ENGAGEBOT_PORT": self.bot_url.rsplit(":", 1)[1],
        }
        if not self.calls_us:
            return common | {"ENGAGEBOT_SLACK_APP_TOKEN": SLACK_APP_TOKEN}
        return common | {
            "ENGAGEBOT_TELEGRAM_WEBHOOK_URL": f"{self.bot_url}/telegram/webhook",
            "ENGAGEBOT_TELEGRAM_WEBHOOK_SECRET": WEBHOOK_SECRET,
        }


@asynccontextmanager
async def platforms(
    *, calls_us: bool, database_url: str = IN_ITS_FOLDER, again_after: float | None = None
) -> AsyncIterator[Platforms]:
    """`calls_us`: the platforms post what happens to `engagebot serve`, which otherwise asks for it.

    `again_after`: the seconds after which they bring again what was not taken, over and over; with None as the real
    ones do.
    """
    listener = free_socket()
    with free_socket() as reserved:
        bot_url = url_of(reserved)
    url = url_of(listener)
    world = World(Shelf(None), Faults(), Bell(), SystemClock().now, url)
    bots = [BotIdentity(77, TELEGRAM_TOKEN, "story_bot", "engagebot")]
    telegram = TelegramServer(world, bots, webhook_retry=1.0 if again_after is None else again_after)
    events = f"{bot_url}/slack/events"
    slack = SlackServer(
        world,
        bot_token=SLACK_BOT_TOKEN,
        app_token=SLACK_APP_TOKEN,
        signing_secret=SLACK_SECRET,
        socket_mode=not calls_us,
        request_urls=RequestUrls(events, events, events),
        retry_waits=(0.0, 60.0, 300.0) if again_after is None else (again_after,) * 1000,
    )
    async with serving(sandbox_app(world, telegram, slack), listener), playing(url) as http:
        yield Platforms(url, bot_url, calls_us, database_url, http, telegram, slack, world.faults)


async def is_ready(place: Platforms, bot_url: str | None = None) -> None:
    """Wait until the `engagebot serve` there, or at another address, says so."""
    async with asyncio.timeout(60):
        while True:
            try:
                async with place.http.get(f"{bot_url or place.bot_url}/health") as answer:
                    assert (await answer.json())["state"] == "ready"
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)
