"""A lane's messages between claim and record: which starts when, and what came of it. No database here."""

import asyncio
import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import structlog

from engagebot.channel import UNDER_WAY, Channel, GiveUp, Outcome, Retry, Sent, StopLane, Unknown
from engagebot.delivery.patience import Patience
from engagebot.delivery.places import MORE_FOR_REPLIES, Places
from engagebot.delivery.timing import Stopwatch, Timing
from engagebot.domain.leadership import LANE
from engagebot.domain.outbox import Priority
from engagebot.domain.pacing import Pace
from engagebot.log import hide_tokens
from engagebot.storage.leaderships import Term
from engagebot.storage.leases import Claimed
from engagebot.storage.outcomes import Result

BATCH = 500
SHORTEST_WAIT = 0.001
"""Seconds; timers know no less, and a few that start together cost less than each by itself."""
SOON = 0.005
"""Seconds in which a commit does not pay: what starts meanwhile would wait for it."""
TOGETHER = 100
"""So many outcomes are written down without waiting for more."""


@dataclass(frozen=True, slots=True)
class Waiting:
    claimed: Claimed
    since: float


class Sending:
    def __init__(self, channel: Channel, stopwatch: Stopwatch, timing: Timing, changed: asyncio.Event) -> None:
        limits = channel.limits
        self.pace = Pace(limits.per_second, limits.seconds_per_chat, limits.seconds_per_group)
        self.refused: str | None = None
        """Why the platform refuses the sender; None while it does not."""
        self._lane_silent = -math.inf
        self._channel, self._stopwatch, self._timing, self._changed = channel, stopwatch, timing, changed
        self._places = Places(limits.per_second)
        self._allowed: Callable[[], bool] = lambda: False
        self._stirred, self._next_start = asyncio.Event(), math.inf
        """Something may start earlier than at the instant that is waited for."""
        self._waiting: list[Waiting] = []
        self._in_flight: dict[int, tuple[Claimed, asyncio.Task[None]]] = {}
        self._patience = Patience(timing.send)
        self._finished: list[Result] = []
        self._first_finished = 0.0
        self._answered = False
        """Whether somebody's answer is among the finished: their next one may wait for it."""

    def room(self) -> tuple[int, int]:
        """How many more to claim, and how many replies even if there is no room for others."""
        now = self._stopwatch.seconds()
        soon = self.pace.room(now, now + self._timing.ahead)
        if soon == 0:
            return 0, 0
        ready = sum(self.pace.chat_ready(one.claimed.outgoing.chat) <= now for one in self._waiting)
        free = min(soon - ready, self._places.most() - len(self._in_flight) - len(self._waiting), BATCH)
        answers = sum(one.claimed.priority == Priority.REPLY for one in self._waiting)
        places = min(soon, self._places.at_once(Priority.REPLY) - len(self._in_flight))
        replies = min(places - answers, MORE_FOR_REPLIES)
        # Claim again when half is gone, not one by one.
        return (free if free >= ready else 0), max(replies, 0)

    def add(self, claimed: Iterable[Claimed]) -> None:
        now = self._stopwatch.seconds()
        self._waiting += [Waiting(one, now) for one in claimed]
        self._waiting.sort(key=lambda one: one.claimed.priority)
        self._stirred.set()

    async def keep_starting(self) -> None:
        """Start what may start, each at its instant, whatever the lane is waiting for; until cancelled."""
        while True:
            self._stirred.clear()
            self._start_ready()
            self._next_start = self._next() if self._allowed() else math.inf
            rest = self._next_start - self._stopwatch.seconds()
            await self._stopwatch.wait(self._stirred, max(rest, SHORTEST_WAIT))

    def start_ready(self, allowed: Callable[[], bool]) -> None:
        """Those that may start now; and from now on each at its instant, as long as `allowed` says so."""
        self._allowed = allowed
        self._start_ready()
        self._stirred.set()

    def _start_ready(self) -> None:
        if not self._allowed():
            return
        now = self._stopwatch.seconds()
        kept: list[Waiting] = []
        for place, one in enumerate(self._waiting):
            if self.pace.lane_ready() > now:
                kept += self._waiting[place:]
                break
            if self._may_start(one, now):
                self._start(one.claimed, now)
            else:
                kept.append(one)
        if self._waiting and not kept:
            # The lane may claim more.
            self._changed.set()
        self._waiting = kept

    def _next(self) -> float:
        """The instant at which the next may start, unless something stirs before."""
        now = self._stopwatch.seconds()
        in_time = (one for one in self._waiting if self._has_place(one) and not self._is_late(one, now))
        chats = (self.pace.chat_ready(one.claimed.outgoing.chat) for one in in_time)
        return max(self.pace.lane_ready(), min(chats, default=math.inf))

    def _may_start(self, one: Waiting, now: float) -> bool:
        chat = one.claimed.outgoing.chat
        return self._has_place(one) and not self._is_late(one, now) and self.pace.ready(chat) <= now

    def _is_late(self, one: Waiting, now: float) -> bool:
        return now > one.since + self._timing.start

    def _go_on(self) -> None:
        """One ended while all places were taken."""
        first, now = self._waiting[0], self._stopwatch.seconds()
        if self._allowed() and self._may_start(first, now):
            del self._waiting[0]
            self._start(first.claimed, now)
        else:
            self._stirred.set()

    def _has_place(self, one: Waiting) -> bool:
        return len(self._in_flight) < self._places.at_once(one.claimed.priority)

    def _start(self, claimed: Claimed, now: float) -> None:
        self.pace.start(claimed.outgoing.chat, now)
        task = asyncio.create_task(self._send(claimed, now))
        self._in_flight[claimed.id] = claimed, task
        self._patience.begin(claimed.id, task)

    async def _send(self, claimed: Claimed, started: float) -> None:
        written = started

        def under_way() -> None:
            nonlocal written
            written = self._stopwatch.seconds()

        UNDER_WAY.set(under_way)
        try:
            outcome = await self._channel.send(claimed.outgoing)
        except asyncio.CancelledError:
            if not self._patience.lost_with(claimed.id):
                raise
            outcome = Unknown(f"no answer within {self._timing.send:g} s")
        except Exception as error:
            log = structlog.get_logger(__name__)
            log.exception("delivery.broke", lane=self._channel.lane, delivery=claimed.id)
            outcome = Unknown(f"sending broke off: {type(error).__name__}")
        self._patience.end(claimed.id)
        self._note_answer(claimed.outgoing.chat, outcome, started, written)
        self._end(Result(claimed, _clean(outcome)))

    def _note_answer(self, chat: str, outcome: Outcome, started: float, written: float) -> None:
        now = self._stopwatch.seconds()
        if isinstance(outcome, Sent):
            self.pace.answered(chat, started, now, now - written)
            self._places.answered_within(now - written)
        else:
            self.pace.answered(chat, started, now)
        if self.pace.lane_ready() < self._next_start < math.inf:
            self._stirred.set()

    def _end(self, result: Result) -> None:
        all_taken = bool(self._waiting) and not self._has_place(self._waiting[0])
        self._in_flight.pop(result.claimed.id)
        if not self._finished:
            self._first_finished = self._stopwatch.seconds()
            self._changed.set()
        self._finished.append(result)
        self._answered = self._answered or result.claimed.priority == Priority.REPLY
        self._heed(result.claimed.outgoing.chat, result.outcome)
        if not isinstance(result.outcome, Sent):
            self._changed.set()
            self._stirred.set()
        if all_taken:
            self._go_on()
        if self._worth_writing():
            self._changed.set()

    def _heed(self, chat: str, outcome: Outcome) -> None:
        """Keep silent as long as the platform asks, where it asks for it."""
        now = self._stopwatch.seconds()
        match outcome:
            case Retry(seconds, _, whole_lane=True):
                self._lane_silent = now + max(seconds, 1)
                self.pace.silence_lane(self._lane_silent)
            case Retry(seconds):
                self.pace.silence_chat(chat, now + seconds)
            case StopLane(reason):
                self.pace.silence_lane(now + self._timing.probe)
                self.refused, self._places.trusted = hide_tokens(reason), False
                return
        self.refused, self._places.trusted = None, True

    def silences(self) -> dict[str, float]:
        """Until when the platform asked to be left alone, by chat and for the lane."""
        return {LANE: self._lane_silent, **self.pace.silent_chats()}

    def begin(self, term: Term, began: float) -> None:
        """Another process may have sent until just now: heed what it would have heeded."""
        self.pace.silence_lane(began + max(0.0, self.pace.memory_seconds - term.idle_seconds))
        for chat, seconds in term.silences.items():
            if chat == LANE:
                self._lane_silent = max(self._lane_silent, began + seconds)
                self.pace.silence_lane(self._lane_silent)
            else:
                self.pace.silence_chat(chat, began + seconds)

    def late(self) -> list[tuple[Claimed, float | None]]:
        """What waits and cannot start in time, with the seconds that its chat has to be left alone."""
        now = self._stopwatch.seconds()
        found: list[tuple[Claimed, float | None]] = []
        for one in self._waiting:
            chat_ready = self.pace.chat_ready(one.claimed.outgoing.chat)
            latest = one.since + self._timing.start
            if max(now, chat_ready, self.pace.lane_ready()) > latest:
                found.append((one.claimed, chat_ready - now if chat_ready > latest else None))
        return found

    def drop(self, ids: Collection[int]) -> None:
        self._waiting = [one for one in self._waiting if one.claimed.id not in ids]

    def waiting(self) -> list[int]:
        return [one.claimed.id for one in self._waiting]

    def held(self) -> set[int]:
        """Every delivery of which this lane knows that it holds it."""
        return {*self.waiting(), *self._in_flight, *(result.claimed.id for result in self._finished)}

    def finished(self) -> list[Result]:
        """What is worth writing down now: together with others, where nobody waits for it."""
        return list(self._finished) if self._worth_writing() else []

    def _worth_writing(self) -> bool:
        if not self._finished:
            return False
        now = self._stopwatch.seconds()
        alone = not self._in_flight and self._next_start > now + SOON
        enough = self._answered or len(self._finished) >= TOGETHER or alone
        return enough or now >= self._first_finished + self._timing.linger

    def forget(self, results: Sequence[Result]) -> None:
        """These are written down."""
        done = {result.claimed.id for result in results}
        self._finished = [result for result in self._finished if result.claimed.id not in done]
        self._first_finished = self._stopwatch.seconds()
        self._answered = any(result.claimed.priority == Priority.REPLY for result in self._finished)

    def rest(self, look_at: float, longest: float, called: bool = False) -> float:
        """Seconds until there is something to do, if nothing changes before. `called`: there may be a reply that
        there was no room for; it goes before all that waits, as soon as the lane is ready."""
        now = self._stopwatch.seconds()
        moments = [now + longest]
        if self._finished:
            moments.append(self._first_finished + self._timing.linger)
        if called and (ready := self.pace.lane_ready()) > now:
            moments.append(ready)
        if self.room()[0] > 0:
            moments.append(look_at)
        elif not self._waiting and len(self._in_flight) < self._places.at_once(Priority.BROADCAST):
            moments.append(self.pace.lane_ready())
        return max(0.0, min(moments) - now)

    async def settled(self) -> None:
        """Until nothing is in flight."""
        if self._in_flight:
            await asyncio.wait([task for _, task in self._in_flight.values()])

    def cut_off(self) -> None:
        """Stop waiting for answers: what is in flight may have arrived."""
        self._allowed = lambda: False
        self._patience.close()
        for claimed, task in self._in_flight.values():
            task.cancel()
            self._finished.append(Result(claimed, Unknown("stopped while waiting for the answer")))
        self._in_flight.clear()


def _clean(outcome: Outcome) -> Outcome:
    """Reasons are shown and exported, and libraries put tokens into their errors."""
    if isinstance(outcome, Retry | GiveUp | StopLane | Unknown):
        return replace(outcome, reason=hide_tokens(outcome.reason))
    return outcome
