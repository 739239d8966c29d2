"""What the command line asks a platform itself."""

from engagebot.channel import ChannelRefused
from engagebot.settings import Settings


async def telegram_username(settings: Settings) -> str | None:
    """The bot's name, for links; None without a token, or where Telegram does not answer just now."""
    if settings.telegram_token is None:
        return None
    from engagebot.wiring import telegram_channel  # the platforms' libraries take a second to load

    channel = telegram_channel(settings)
    try:
        await channel.start()
        return channel.username
    except ChannelRefused:
        return None
    finally:
        await channel.stop()
