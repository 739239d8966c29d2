"""A local Telegram: the Bot API over HTTP (https://core.telegram.org/bots/api) and the people who use it."""

from engagebot.sandbox.telegram.bots import BotIdentity
from engagebot.sandbox.telegram.flood import FloodLimits
from engagebot.sandbox.telegram.play import telegram_play_routes, telegram_world
from engagebot.sandbox.telegram.routes import telegram_routes
from engagebot.sandbox.telegram.server import TelegramServer

__all__ = ["BotIdentity", "FloodLimits", "TelegramServer", "telegram_play_routes", "telegram_routes", "telegram_world"]
