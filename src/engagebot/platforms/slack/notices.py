"""Short notices that only the person sees, in place of Telegram's words over a button."""

import aiohttp

from engagebot.platforms.slack.incoming import Heard
from engagebot.platforms.slack.plain import escaped
from engagebot.platforms.slack.wire import MaybeWritten, Wire

TIMEOUT = aiohttp.ClientTimeout(total=10.0)


class Notices:
    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def show(self, heard: Heard, chat: str, words: str) -> None:
        if heard.response_url is not None:
            await self._respond(heard.response_url, words)
            return
        values = {"channel": chat, "user": heard.user, "text": escaped(words)}
        await self._wire.call("chat.postEphemeral", values)

    async def _respond(self, url: str, words: str) -> None:
        """https://docs.slack.dev/interactivity/handling-user-interaction#message_responses"""
        message = {"response_type": "ephemeral", "replace_original": False, "text": escaped(words)}
        proxy = self._wire.client.proxy
        async with self._wire.session.post(url, json=message, timeout=TIMEOUT, proxy=proxy) as response:
            if response.status != 200:
                raise MaybeWritten(f"HTTP {response.status}")
