"""From the settings to the channels: one for each platform that has a token."""

from collections.abc import Sequence

from engagebot.channel import Channel, Limits
from engagebot.platforms.slack.channel import SlackChannel
from engagebot.platforms.telegram.channel import TelegramChannel
from engagebot.platforms.telegram.webhook import Webhook
from engagebot.settings import Settings
from engagebot.texts.texts import Texts


def telegram_channel(settings: Settings, texts: Texts | None = None) -> TelegramChannel:
    """`texts` name the commands of the bot's menu; without them the menu is left as it is."""
    assert settings.telegram_token is not None  # noqa: S101 - the caller has looked
    webhook = None
    if settings.telegram_webhook_url is not None and settings.telegram_webhook_secret is not None:
        webhook = Webhook(settings.telegram_webhook_url, settings.telegram_webhook_secret.get_secret_value())
    return TelegramChannel(
        settings.telegram_token.get_secret_value(),
        settings.telegram_api_url,
        Limits(settings.telegram_per_second, settings.telegram_seconds_per_chat, settings.telegram_seconds_per_group),
        commands=menus(texts) if texts else (),
        webhook=webhook,
    )


def menus(texts: Texts) -> Sequence[tuple[str | None, Sequence[tuple[str, str]]]]:
    """The first language for whoever speaks none of ours, then each of the others."""
    first, *others = texts.languages
    return [(None, texts.commands(first)), *((code, texts.commands(code)) for code in others)]


def slack_channel(settings: Settings) -> SlackChannel:
    assert settings.slack_bot_token is not None  # noqa: S101 - the caller has looked
    return SlackChannel(
        settings.slack_bot_token.get_secret_value(),
        settings.slack_app_token.get_secret_value() if settings.slack_app_token else None,
        settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else None,
        settings.slack_api_url,
        Limits(settings.slack_per_second, settings.slack_seconds_per_chat),
    )


def channels_of(settings: Settings, texts: Texts) -> list[Channel]:
    channels: list[Channel] = []
    if settings.telegram_token is not None:
        channels.append(telegram_channel(settings, texts))
    if settings.slack_bot_token is not None:
        channels.append(slack_channel(settings))
    return channels
