"""Durable votes acknowledged a second, and how long one waits for it, beside an endpoint that does nothing.

Both get the very same requests over as many connections from the same client, in turns. Each voter has opened the
first item's card before, and then answers all items one after the other.
"""

import asyncio
import os
import random
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import median

import uvloop

from benchmarks.acks.floor import NAME, floor
from benchmarks.acks.posting import Posted, post
from benchmarks.acks.presses import Make, Press, slack_request, telegram_request
from benchmarks.acks.serving import ITEMS, ROUND, check, engagebot, furnish, yardstick
from benchmarks.figures import Figure, Plan, Reach, in_turns, ratio
from benchmarks.house import sqlite_url
from benchmarks.loopback.running import loopback

NAMES = ("ack.telegram.vs_noop", "ack.slack.vs_noop", "ack.p99.vs_noop", NAME)
UNIT = "acknowledgements a second"


def measure(plan: Plan) -> Iterable[Figure]:
    voters = plan.pick(400, 60)
    with loopback() as platforms, tempfile.TemporaryDirectory(prefix="engagebot-bench-") as folder:
        url = sqlite_url(Path(folder) / "engagebot.sqlite")
        asyncio.run(furnish(url, voters * 2 * (plan.runs + 1)))
        with engagebot(Path(folder), platforms.url) as ours, yardstick() as noop:
            # Ours and the yardstick have the first core, the stand-in and this client the last.
            os.sched_setaffinity(0, platforms.cores)
            telegram = Voting(ours, noop, telegram_request, 2, voters)
            slack = Voting(ours, noop, slack_request, 1, voters)
            figures = [
                telegram.rate("ack.telegram.vs_noop", plan.runs, Reach(at_least=0.4)),
                slack.rate("ack.slack.vs_noop", plan.runs, Reach(at_least=0.3)),
            ]
            figures.append(telegram.p99("ack.p99.vs_noop", plan.runs, (figures[0].ours or 0) / 2))
        figures += floor(plan, Path(folder))
        asyncio.run(check(url, telegram.votes + slack.votes))
    yield from figures


class Voting:
    """By one way. Each run takes voters that have not voted yet, every second number from `first` on."""

    def __init__(self, ours: int, noop: int, make: Make, first: int, voters: int) -> None:
        self._ports = ours, noop
        self._make = make
        self._next = first
        self._voters = voters
        self._chance = random.Random(first)
        self._number = first * 10_000_000
        self.votes = 0
        self._run(ours, self._votes())

    def rate(self, name: str, runs: int, reach: Reach) -> Figure:
        posted = self._both(runs, None)
        ours, noop = ([one.per_second for one in side] for side in posted)
        return ratio(name, ours, noop, UNIT, reach, f"the client was busy for {_busiest(posted)} of its time at most")

    def p99(self, name: str, runs: int, per_second: float) -> Figure:
        """At half the rate that ours can do, for both."""
        posted = self._both(runs, per_second)
        ours, noop = ([one.p99 * 1000 for one in side] for side in posted)
        medians = [1000 * median(wait for run in side for wait in run.waits) for side in posted]
        note = f"at {per_second:.0f} a second; the medians are {medians[0]:.2f} and {medians[1]:.2f} ms"
        return ratio(name, ours, noop, "milliseconds at half load", Reach(at_most=2.5), note)

    def _both(self, runs: int, per_second: float | None) -> list[list[Posted]]:
        posted: list[list[Posted]] = [[], []]
        requests: list[bytes] = []

        def side(place: int) -> Callable[[], float]:
            def run() -> float:
                if place == 0:
                    requests[:] = self._votes()
                posted[place].append(self._run(self._ports[place], requests, per_second))
                return posted[place][-1].per_second

            return run

        in_turns(runs, side(0), side(1))
        return posted

    def _run(self, port: int, requests: Sequence[bytes], per_second: float | None = None) -> Posted:
        posted = uvloop.run(post(port, requests, per_second))
        if posted.refused:
            raise RuntimeError(f"Of {len(requests)} presses {posted.refused} were not acknowledged.")
        return posted

    def _votes(self) -> list[bytes]:
        """Of voters who have the first card before them by now."""
        voters = range(self._next, self._next + 2 * self._voters, 2)
        self._next = voters.stop
        self._run(self._ports[0], [self._press(voter, f"r:{ROUND}:1") for voter in voters])
        self.votes += ITEMS * self._voters
        values = [(item, voter, self._chance.randint(1, 5)) for item in range(1, ITEMS + 1) for voter in voters]
        return [self._press(voter, f"v:{ROUND}:{item}:1:{value}") for item, voter, value in values]

    def _press(self, person: int, action: str) -> bytes:
        self._number += 1
        return self._make(Press(self._number, person, action))


def _busiest(posted: Iterable[Iterable[Posted]]) -> str:
    return f"{max(one.busy for side in posted for one in side):.0%}"
