"""`engagebot serve`: everything on one process, or one part of several, until SIGTERM or Ctrl-C."""

import asyncio
import contextlib
import gc
import signal
import socket
from collections.abc import AsyncIterator
from datetime import timedelta

import structlog
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp

from engagebot.app import Engagebot
from engagebot.channel import Channel, ChannelRefused
from engagebot.domain.clock import SystemClock
from engagebot.health import Health
from engagebot.places import messages_folder, migrations_folder
from engagebot.platforms.slack import SlackChannel
from engagebot.platforms.telegram import TelegramChannel
from engagebot.roles import Role
from engagebot.settings import Settings
from engagebot.storage.database import Database
from engagebot.storage.migrating import migrate
from engagebot.texts.texts import Texts
from engagebot.web import Straight, web_server
from engagebot.wiring import channels_of

log = structlog.get_logger(__name__)

NOTHING_TO_SERVE = (
    "A process with the role web only takes the platforms' calls, and none is set up to call: engagebot asks them. "
    "Give ENGAGEBOT_TELEGRAM_WEBHOOK_URL, or leave out ENGAGEBOT_SLACK_APP_TOKEN, or start it with another role."
)


async def serve(settings: Settings) -> None:
    """Raises ChannelRefused if a platform refuses us, and CannotListen, before anything is received or sent."""
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await migrate(settings.database_url, migrations_folder())
    database = Database(settings.database_url, settings.database_connections)
    try:
        await _serve(settings, database, stop)
    finally:
        await database.close()


async def _serve(settings: Settings, database: Database, stop: asyncio.Event) -> None:
    texts = Texts(messages_folder(), settings.messages_folder, settings.retention_days)
    retention = timedelta(days=settings.retention_days)
    bot = Engagebot(
        database,
        texts,
        _channels(settings, texts),
        SystemClock(),
        settings.role,
        retention,
        settings.messages_a_week,
        settings.organisers,
    )
    ready = asyncio.Event()
    receivers = _receivers(settings, bot)
    app = Straight(Starlette(routes=[Health(bot, ready).route(), *receivers]), receivers)
    async with _web(app, settings) as web:
        _settle_down()
        await bot.run(stop, ready, [web])
    log.info("stopped")


def _settle_down() -> None:
    """What stands by now stays: each time that the collector looked through it, everybody waited for a tenth of a
    second. And what comes and goes with each request is mostly gone by itself."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def _channels(settings: Settings, texts: Texts) -> list[Channel]:
    """Those with which a process of this role has to do. Raises ChannelRefused."""
    channels = channels_of(settings, texts)
    if not channels:
        raise ChannelRefused("No platform is set up: give ENGAGEBOT_TELEGRAM_TOKEN, or Slack's tokens, or both.")
    calling = [channel for channel in channels if not channel.pulls]
    if settings.role is Role.WEB and not calling:
        raise ChannelRefused(NOTHING_TO_SERVE)
    return channels if settings.role.works else calling


def _receivers(settings: Settings, bot: Engagebot) -> list[Route]:
    """Where the platforms reach us, if they are set up to call us rather than to be asked."""
    routes: list[Route] = []
    for channel in bot.channels if settings.role.listens else ():
        match channel:
            case TelegramChannel() if settings.telegram_webhook_url is not None:
                routes.append(channel.webhook_route(bot.chat.handle))
            case SlackChannel() if settings.slack_app_token is None:
                routes.append(channel.events_route(bot.chat.handle))
    return routes


class CannotListen(Exception):
    """The port that `serve` is to listen on is not to be had; the message names it."""


@contextlib.asynccontextmanager
async def _web(app: ASGIApp, settings: Settings) -> AsyncIterator[asyncio.Task[None]]:
    listener = _listener(settings.host, settings.port)
    async with web_server(app, listener) as web:
        log.info("listening", host=settings.host, port=listener.getsockname()[1])
        yield web


def _listener(host: str, port: int) -> socket.socket:
    """Bound here, since uvicorn would end the whole process where it cannot. Raises CannotListen."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise CannotListen(f"{host} is no address to listen on: {error.strerror}.") from error
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise CannotListen(
            f"Port {port} of {host} cannot be used ({error.strerror}). Stop what uses it, or set ENGAGEBOT_PORT."
        ) from error
    return listener
