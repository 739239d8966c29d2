"""Telegram, by its Bot API."""

from engagebot.platforms.telegram.channel import Commands, TelegramChannel
from engagebot.platforms.telegram.webhook import Webhook

__all__ = ["Commands", "TelegramChannel", "Webhook"]
