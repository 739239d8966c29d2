"""Slack as a channel."""

import asyncio
import logging
from dataclasses import dataclass
from itertools import islice

import structlog
from starlette.routing import Route

from engagebot.channel import ChannelRefused, Handle, Limits, Outcome, Outgoing, Platform, Report, unheard
from engagebot.domain.clock import Clock, SystemClock
from engagebot.platforms.errands import Errands
from engagebot.platforms.nearby import is_nearby
from engagebot.platforms.pauses import pauses
from engagebot.platforms.redaction import Redaction
from engagebot.platforms.slack.directory import Directory
from engagebot.platforms.slack.events import Receiver
from engagebot.platforms.slack.incoming import UMBRELLA
from engagebot.platforms.slack.notices import Notices
from engagebot.platforms.slack.reception import IN_TIME, Me, Reception, Take
from engagebot.platforms.slack.sending import Sender
from engagebot.platforms.slack.wire import Answered, MaybeWritten, NotWritten, Refused, Trouble, Wire
from engagebot.platforms.telling import Telling

log = structlog.get_logger(__name__)

LIMITS = Limits(per_second=10.0, seconds_per_chat=1.0)
"""One a second in a chat, and several hundred a minute in all.
Source: https://docs.slack.dev/apis/web-api/rate-limits"""

TICKET = r"(?<=ticket=)[^&\s'\"]+"
"""What opens a socket, in the address that Slack gives for it."""

START_TRIES = 3


@dataclass(frozen=True, slots=True)
class _Open:
    """What there is once `start` has returned."""

    wire: Wire
    me: Me
    directory: Directory
    sender: Sender
    reception: Reception


class SlackChannel:
    """One workspace. Without `app_token` nothing is received but by `events_route`, which needs `signing_secret`.

    `umbrella` names the slash command under which all others can be typed: `/engagebot events`.
    A connection that says nothing for `silence` seconds is replaced.
    """

    def __init__(
        self,
        bot_token: str,
        app_token: str | None = None,
        signing_secret: str | None = None,
        api_url: str = "https://slack.com/api/",
        limits: Limits = LIMITS,
        *,
        umbrella: str = UMBRELLA,
        clock: Clock | None = None,
        connections: int = 2,
        silence: float = 30.0,
        answer_seconds: float = 30.0,
        in_time: float = IN_TIME,
    ) -> None:
        self._bot_token = bot_token
        self._app_token = app_token
        self._signing_secret = signing_secret
        self._api_url = api_url
        self._limits = limits
        self._umbrella = umbrella
        self._clock = clock or SystemClock()
        self._connections = connections
        self._silence = silence
        self._answer_seconds = answer_seconds
        self._in_time = in_time
        self._logger = logging.getLogger(f"{__name__}.sdk")
        self._redaction = Redaction([bot_token, app_token, signing_secret], patterns=(TICKET,))
        self._errands = Errands()
        self._open: _Open | None = None

    @property
    def platform(self) -> Platform:
        return Platform.SLACK

    @property
    def lane(self) -> str:
        return f"{self.platform}:{self._started.me.team}"

    @property
    def limits(self) -> Limits:
        return self._limits

    @property
    def pulls(self) -> bool:
        return self._app_token is not None

    async def start(self) -> None:
        self._logger.setLevel(logging.WARNING)
        self._redaction.guard([self._logger])
        wire = Wire(
            self._bot_token,
            self._api_url,
            answer_seconds=self._answer_seconds,
            use_proxy=not is_nearby(self._api_url),
            logger=self._logger,
        )
        try:
            met = await self._introduce(wire)
            if not isinstance(met, Me):
                raise ChannelRefused(self._redaction.clean(_advice(met, self._api_url)))
        except BaseException:  # cancelled, too
            await wire.close()
            self._redaction.release()
            raise
        directory = Directory(wire)
        sender = Sender(wire, directory, self._redaction)
        reception = Reception(met, self._umbrella, directory, Notices(wire), self._errands, self._in_time)
        self._open = _Open(wire, met, directory, sender, reception)

    async def receive(self, handle: Handle, report: Report = unheard) -> None:
        started = self._started
        if self._app_token is None:
            await asyncio.Event().wait()
            return
        # Bolt takes a fifth of the whole start to load, and is of no use where Slack calls us.
        from engagebot.platforms.slack.bolting import bolt_app
        from engagebot.platforms.slack.sockets import Lines

        app = bolt_app(started.wire, started.me, started.reception.taking(handle), self._logger)
        telling = Telling(report)
        await Lines(
            started.wire, self._app_token, app, self._logger, telling, count=self._connections, silence=self._silence
        ).run()

    def events_route(self, handle: Handle) -> Route:
        """Where Slack posts events, presses and commands, if Socket Mode is off."""
        if self._signing_secret is None:
            raise ChannelRefused("Slack's events by HTTP need the app's signing secret in the settings.")

        def take() -> Take | None:
            return None if self._open is None else self._open.reception.taking(handle)

        return Receiver(self._signing_secret, self._clock, take).route()

    async def send(self, outgoing: Outgoing) -> Outcome:
        return await self._started.sender.send(outgoing)

    async def stop(self) -> None:
        try:
            await self._errands.finish(within=2.0)
        finally:
            if self._open is not None:
                await self._open.directory.close()
                await self._open.wire.close()
            self._redaction.release()

    @property
    def _started(self) -> _Open:
        if self._open is None:
            raise RuntimeError("start() comes first.")
        return self._open

    async def _introduce(self, wire: Wire) -> Me | Trouble:
        for pause in (*islice(pauses(first=1.0), START_TRIES - 1), None):
            try:
                return _me(await wire.ask(wire.client.auth_test()))
            except (NotWritten, MaybeWritten, Refused) as error:
                if pause is None or (isinstance(error, Refused) and error.error):
                    return error
                log.warning("slack_not_reached", why=str(error), retry_in=round(pause, 1))
            await asyncio.sleep(pause)
        raise AssertionError("the last try returns")


def _me(answer: Answered) -> Me:
    match answer:
        case {"team_id": str(team), "user_id": str(user), "bot_id": str(bot)}:
            return Me(team, user, bot)
        case _:
            raise Refused("not_a_bot_token")


def _advice(problem: Trouble, api_url: str) -> str:
    match problem:
        case Refused(error=code) if code:
            return f"Slack refuses the bot token ({problem}). Copy it again from the app's page, under Install App."
        case _:
            return f"Slack is not reached at {api_url} ({problem}). Check the network and the address."
