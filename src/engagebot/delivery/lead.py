"""A leadership as this process sees it: whether it may go on now."""

import asyncio
import math
from collections.abc import Callable, Mapping

from engagebot.delivery.timing import Stopwatch
from engagebot.storage.leaderships import Term

IMPORTANT_SECONDS = 1.0
"""A silence that is over sooner is not worth writing down."""


class Lead:
    """Held until an instant of the stopwatch, unless it is renewed before. What it allows has to ask `held()`
    right before each deed: a process may have slept for a while without noticing."""

    def __init__(self, name: str, stopwatch: Stopwatch, held_until: float = -math.inf) -> None:
        self.name = name
        self.terms = 0
        """How often it began: whoever sees a new number has to begin with care."""
        self.began = -math.inf
        self.term = Term()
        self.silences: Mapping[str, float] = {}
        """Instants of the stopwatch until which the platform wants to be left alone, by chat."""
        self.on_silence: Callable[[], None] | None = None
        self._stopwatch = stopwatch
        self._held_until = held_until
        self._gained, self._lost = asyncio.Event(), asyncio.Event()
        (self._gained if self.held() else self._lost).set()

    def held(self) -> bool:
        return self._stopwatch.seconds() < self._held_until

    @property
    def held_until(self) -> float:
        return self._held_until

    async def gained(self) -> None:
        """Waits until it is ours."""
        await self._gained.wait()

    async def lost(self) -> None:
        """Waits until it is ours no more."""
        await self._lost.wait()

    def hold(self, until: float, term: Term) -> bool:
        """Ours until then; whether it was not before."""
        new = not self._gained.is_set()
        self._held_until = until
        if new:
            self.terms += 1
            self.began, self.term = self._stopwatch.seconds(), term
        self._lost.clear()
        self._gained.set()
        return new

    def lose(self) -> bool:
        """Not ours; whether it was until now."""
        was_ours = self._gained.is_set()
        self._held_until = -math.inf
        self._gained.clear()
        self._lost.set()
        return was_ours

    def keep_silences(self, until: Mapping[str, float]) -> None:
        """What the one after us has to heed as well."""
        worth = {chat: end for chat, end in until.items() if end > self._stopwatch.seconds() + IMPORTANT_SECONDS}
        news = any(self.silences.get(chat) != end for chat, end in worth.items())
        self.silences = worth
        if news and self.on_silence is not None:
            self.on_silence()


def always(name: str, stopwatch: Stopwatch) -> Lead:
    """Where there is nobody else."""
    return Lead(name, stopwatch, held_until=math.inf)
