"""Socket Mode: several connections at once, each watched, each replaced when it ends or falls silent."""

import asyncio
import logging
import time
from contextlib import suppress

import structlog
from aiohttp import WSMessage
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from engagebot.platforms.pauses import pauses
from engagebot.platforms.slack.wire import MaybeWritten, NotWritten, Refused, Trouble, Wire
from engagebot.platforms.telling import Telling

log = structlog.get_logger(__name__)

GRACE = 5.0
"""Seconds that what is being handled may still take once a connection is given up."""
GOODBYE = 2.0
CONNECT = 15.0
PROMPT = 0.5
"""Seconds for hanging up, for connecting, and between two looks at a line."""

STEADY = 60.0
FIRST_PAUSE = 0.2
"""A line that lasted so many seconds is followed by a new one after so few; shorter ones after growing pauses."""

MEND = "check the app-level token (xapp-, scope connections:write) and that Socket Mode is on"

PINGS = 6
"""How often a line is pinged within the time after which it counts as silent."""


class Line(SocketModeClient):
    """One connection. It does not mend itself, which has been seen to fail silently: it says that it is over."""

    def __init__(self, app_token: str, wire: Wire, app: AsyncApp, ping: float, logger: logging.Logger) -> None:
        super().__init__(app_token=app_token, logger=logger, web_client=wire.client, ping_interval=ping)
        self.proxy = wire.client.proxy
        self.over = asyncio.Event()
        self._app = app
        self._heard_at = time.time()
        self._busy: set[asyncio.Task[None]] = set()
        self.on_message_listeners.append(self._note)
        self.socket_mode_request_listeners.append(self._take)

    async def connect_to_new_endpoint(self, force: bool = False) -> None:
        self.over.set()

    @property
    def silent_for(self) -> float:
        """Seconds since the last message or answered ping."""
        return time.time() - max(self._heard_at, self.last_ping_pong_time or 0.0)

    @property
    def is_over(self) -> bool:
        return self.over.is_set() or self.current_session is None or self.current_session.closed

    async def shut(self) -> None:
        """Takes nothing more, lets what is being handled be finished and acknowledged, then hangs up."""
        try:
            await self._finish()
        finally:  # also when cancelled meanwhile
            await self.aiohttp_client_session.close()

    async def _finish(self) -> None:
        self.auto_reconnect_enabled = False
        ears = [self.message_processor, self.message_receiver, self.current_session_monitor]
        await _end([ear for ear in ears if ear is not None])
        if self._busy:
            await asyncio.wait(self._busy, timeout=GRACE)
        await _end(list(self._busy))
        try:
            async with asyncio.timeout(GOODBYE):
                await self.close()  # type: ignore[no-untyped-call]
        except TimeoutError:
            log.debug("slack_did_not_say_goodbye")

    async def _note(self, message: WSMessage) -> None:
        self._heard_at = time.time()

    async def _take(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        task = asyncio.create_task(self._answer(request))
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)

    async def _answer(self, request: SocketModeRequest) -> None:
        """Slack sends again whatever is not acknowledged."""
        response = await self._app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=request.payload))
        if response.status != 200:
            return
        try:
            await self.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
        except Exception as error:
            log.warning("update_unacknowledged", error=type(error).__name__, note="it will come again")


class Lines:
    """Keeps `count` connections open until cancelled."""

    def __init__(
        self,
        wire: Wire,
        app_token: str,
        app: AsyncApp,
        logger: logging.Logger,
        telling: Telling,
        *,
        count: int,
        silence: float,
    ) -> None:
        self._wire = wire
        self._app_token = app_token
        self._app = app
        self._logger = logger
        self._telling = telling
        self._count = count
        self._silence = silence

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(self._count):
                group.create_task(self._keep())

    async def _keep(self) -> None:
        waits = pauses(first=FIRST_PAUSE)
        while True:
            line = Line(self._app_token, self._wire, self._app, self._silence / PINGS, self._logger)
            began = time.monotonic()
            try:
                problem = await self._open(line)
                await self._tell(problem)
                if problem is None:
                    await self._watch(line)
            finally:
                await line.shut()
            if time.monotonic() - began > STEADY:
                waits = pauses(first=FIRST_PAUSE)
            await asyncio.sleep(_after(problem, next(waits)))

    async def _open(self, line: Line) -> Trouble | None:
        """What stood in the way, or None once the line is up."""
        try:
            request = self._wire.client.apps_connections_open(app_token=self._app_token)
            answer = await self._wire.ask(request)
            line.wss_uri = str(answer["url"])
            async with asyncio.timeout(CONNECT):
                await line.connect()  # type: ignore[no-untyped-call]
        except (NotWritten, MaybeWritten, Refused) as error:
            return error
        except (TimeoutError, KeyError) as error:
            return MaybeWritten(type(error).__name__)
        return None

    async def _tell(self, problem: Trouble | None) -> None:
        """What passes by itself is none of theirs."""
        if problem is None:
            await self._telling.tell(None)
        elif _is_refused(problem):
            await self._telling.tell(f"Slack refuses Socket Mode ({problem}): {MEND}")

    async def _watch(self, line: Line) -> None:
        while not line.is_over and line.silent_for < self._silence:
            with suppress(TimeoutError):
                async with asyncio.timeout(min(PROMPT, self._silence / 4)):
                    await line.over.wait()
        if not line.is_over:
            log.warning("slack_line_silent", seconds=round(line.silent_for), do="a new one is opened")


async def _end(tasks: "list[asyncio.Future[None]] | list[asyncio.Task[None]]") -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _is_refused(problem: Trouble) -> bool:
    """Not for a while, but until somebody mends it."""
    return isinstance(problem, Refused) and problem.status == 200 and problem.retry_after is None


def _after(problem: Trouble | None, pause: float) -> float:
    """Seconds to wait before the next try; says loudly what needs somebody's hand."""
    match problem:
        case None:
            return pause
        case Refused(retry_after=float(seconds)):
            return seconds
        case Refused() if _is_refused(problem):
            log.error("slack_refuses_sockets", why=str(problem), do=MEND)
            return max(pause, 15.0)
        case _:
            log.warning("no_line_to_slack", why=str(problem), retry_in=round(pause, 1))
            return pause
