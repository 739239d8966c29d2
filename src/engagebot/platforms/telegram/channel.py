"""Telegram as a channel."""

import asyncio
import logging
from collections.abc import Sequence
from itertools import islice

import structlog
from starlette.routing import Route
from telegram.error import TelegramError

from engagebot.channel import ChannelRefused, Handle, Limits, Outcome, Outgoing, Platform, Report, unheard
from engagebot.platforms.errands import Errands
from engagebot.platforms.nearby import is_nearby
from engagebot.platforms.pauses import pauses
from engagebot.platforms.redaction import Redaction
from engagebot.platforms.telegram.incoming import Heard, Me
from engagebot.platforms.telegram.polling import Poller, Take
from engagebot.platforms.telegram.presses import PressAnswer, answer_to
from engagebot.platforms.telegram.sending import Sender
from engagebot.platforms.telegram.updates import WANTED
from engagebot.platforms.telegram.webhook import Receiver, Webhook
from engagebot.platforms.telegram.wire import RawBot, Refused, connect

log = structlog.get_logger(__name__)

Commands = Sequence[tuple[str | None, Sequence[tuple[str, str]]]]
"""For each language code (None: all others) the commands and their descriptions."""

LIMITS = Limits(per_second=30.0, seconds_per_chat=1.0, seconds_per_group=3.1)
"""What Telegram says it allows. Source: https://core.telegram.org/bots/faq#broadcasting-to-users"""

START_TRIES = 3
SPEAKERS = (
    "aiohttp.client",
    "telegram.Bot",
    "telegram.request.BaseRequest",
)
"""The loggers that may write an address, which holds the token."""


class TelegramChannel:
    """One bot. The token is known to this object and the bot inside it, and leaves by no log and no message."""

    def __init__(
        self,
        token: str,
        api_url: str = "https://api.telegram.org",
        limits: Limits = LIMITS,
        *,
        poll_seconds: float = 30.0,
        answer_seconds: float = 20.0,
        commands: Commands = (),
        webhook: Webhook | None = None,
    ) -> None:
        self._token = token
        self._api_url = api_url
        self._limits = limits
        self._poll_seconds = poll_seconds
        self._answer_seconds = answer_seconds
        self._commands = commands
        self._webhook = webhook
        self._redaction = Redaction([token, token.partition(":")[2], webhook.secret if webhook else None])
        self._errands = Errands()
        self._bot: RawBot | None = None
        self._me: Me | None = None
        self._sender: Sender | None = None

    @property
    def platform(self) -> Platform:
        return Platform.TELEGRAM

    @property
    def lane(self) -> str:
        return f"{self.platform}:{self._known.id}"

    @property
    def limits(self) -> Limits:
        return self._limits

    @property
    def pulls(self) -> bool:
        return self._webhook is None

    @property
    def username(self) -> str:
        """For links such as `https://t.me/<username>?start=code`; known once `start` has returned."""
        return self._known.username

    async def start(self) -> None:
        self._redaction.guard(map(logging.getLogger, SPEAKERS))
        bot = connect(
            self._token,
            self._api_url,
            senders=max(8, round(self._limits.per_second) * 2),
            answer_seconds=self._answer_seconds,
            poll_seconds=self._poll_seconds,
            use_proxy=not is_nearby(self._api_url),
        )
        self._bot = bot
        try:
            problem = await self._introduce(bot)
            if problem is not None:
                raise ChannelRefused(self._redaction.clean(problem))
        except BaseException:  # cancelled, too
            await self.stop()
            raise
        self._sender = Sender(bot, self._redaction)

    async def receive(self, handle: Handle, report: Report = unheard) -> None:
        bot, me = self._started, self._known
        if self._webhook is not None:
            await asyncio.Event().wait()
        await Poller(bot, me, self._take(handle), self._poll_seconds, report).run()

    def webhook_route(self, handle: Handle) -> Route:
        """Where Telegram posts updates; give the same `handle` as to `receive`, which then only waits."""
        if self._webhook is None:
            raise ChannelRefused("There is no webhook for Telegram in the settings: give its URL and its secret.")
        return Receiver(self._webhook, lambda: self._me, handle).route()

    async def send(self, outgoing: Outgoing) -> Outcome:
        if self._sender is None:
            raise RuntimeError("start() comes before send().")
        return await self._sender.send(outgoing)

    async def stop(self) -> None:
        await self._errands.finish(within=2.0)
        if self._bot is not None:
            await self._bot.shutdown()
        self._redaction.release()

    @property
    def _known(self) -> Me:
        if self._me is None:
            raise RuntimeError("The bot's name is known only once start() has returned.")
        return self._me

    @property
    def _started(self) -> RawBot:
        if self._bot is None:
            raise RuntimeError("start() comes first.")
        return self._bot

    def _take(self, handle: Handle) -> Take:
        async def take(heard: Heard) -> None:
            answer = await answer_to(heard, handle)
            if answer is not None:
                self._errands.run("answer a press", self._answer_press(answer))

        return take

    async def _answer_press(self, answer: PressAnswer) -> None:
        await self._started.post("answerCallbackQuery", answer)

    async def _introduce(self, bot: RawBot) -> str | None:
        """What stands in the way, and what to do about it; None if nothing does."""
        for pause in (*islice(pauses(first=1.0), START_TRIES - 1), None):
            try:
                await self._settle(bot)
                return None
            except TelegramError as error:
                if pause is None or _is_lasting(error):
                    return _advice(error, self._api_url)
                log.warning("telegram_not_reached", why=str(error), retry_in=round(pause, 1))
            await asyncio.sleep(pause)
        return None

    async def _settle(self, bot: RawBot) -> None:
        await bot.initialize()
        self._me = Me(str(bot.id), bot.username)
        for language, commands in self._commands:
            await bot.set_my_commands(commands, language_code=language)
        if self._webhook is None:
            await bot.delete_webhook()
        else:
            await bot.set_webhook(
                self._webhook.url,
                secret_token=self._webhook.secret,
                max_connections=self._webhook.connections,
                allowed_updates=WANTED,
            )


def _is_lasting(error: TelegramError) -> bool:
    return isinstance(error, Refused) and error.code < 500 and error.code != 429


def _advice(error: TelegramError, api_url: str) -> str:
    match error:
        case Refused(code=401 | 404):
            return "Telegram refuses the token. Copy it again from @BotFather into the settings."
        case Refused(code=400, description=why):
            return f"Telegram refuses the bot's settings ({why}). Check the commands and the webhook."
        case _:
            return f"Telegram is not reached at {api_url} ({error}). Check the network and the address."
