"""A platform made by hand: it takes what it is sent, answers as it is told, and remembers the moments."""

import asyncio
from collections import defaultdict, deque

from engagebot.channel import Handle, Limits, Outcome, Outgoing, Platform, Report, Sent, unheard
from engagebot.delivery.timing import Stopwatch

FAST = Limits(per_second=1000, seconds_per_chat=0)
EVERYBODY = "*"


class Postbox:
    platform = Platform.TELEGRAM
    pulls = True

    def __init__(self, stopwatch: Stopwatch, limits: Limits = FAST, lane: str = "telegram:1") -> None:
        self.lane = lane
        self.limits = limits
        self.arrived: list[Outgoing] = []
        self.moments: list[tuple[float, str]] = []
        self.in_flight = 0
        self._stopwatch = stopwatch
        self._answers: dict[str, deque[Outcome | Exception]] = defaultdict(deque)
        self._held: set[str] = set()
        self._let_go = asyncio.Event()

    def answer(self, chat: str, *outcomes: Outcome | Exception) -> None:
        """What the next messages to the chat get; then they are taken again."""
        self._answers[chat].extend(outcomes)

    def hold(self, *chats: str) -> None:
        """Take messages to these chats, or to any, and leave them without an answer until let go."""
        self._held.update(chats or (EVERYBODY,))

    def let_go(self) -> None:
        self._held.clear()
        self._let_go.set()

    def texts(self) -> list[str]:
        return [str(one.body["text"]) for one in self.arrived]

    async def send(self, outgoing: Outgoing) -> Outcome:
        self.moments.append((self._stopwatch.seconds(), outgoing.chat))
        self.in_flight += 1
        try:
            return await self._answer(outgoing)
        finally:
            self.in_flight -= 1

    async def _answer(self, outgoing: Outgoing) -> Outcome:
        told = self._answers[outgoing.chat]
        outcome = told.popleft() if told else Sent(f"m{len(self.arrived) + 1}", outgoing.chat)
        if isinstance(outcome, Sent):
            self.arrived.append(outgoing)
        if self._held & {EVERYBODY, outgoing.chat}:
            await self._let_go.wait()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def start(self) -> None: ...

    async def receive(self, handle: Handle, report: Report = unheard) -> None: ...

    async def stop(self) -> None: ...
