"""The tally: so far the Schulze method, whose time grows with the cube of the items."""

import time
from collections.abc import Iterable

import numpy as np

from benchmarks.figures import Figure, Plan, Reach, in_turns, plain
from engagebot.domain.statistics.schulze import schulze

NAMES = ("schulze.1000_s",)
ITEMS = 1000
VOTERS = 10**9
"""So many that hardly two pairs are equally strong, which is the slowest case: numbers that fit into fewer bytes are
worked on faster."""


def measure(plan: Plan) -> Iterable[Figure]:
    before = np.triu(np.random.default_rng(1).integers(0, VOTERS, (ITEMS, ITEMS)), k=1)
    pairs = (before + np.tril(VOTERS - before.T, k=-1)).astype(np.float64)

    def ours() -> float:
        began = time.process_time()
        schulze(pairs)
        return time.process_time() - began

    (found,) = in_turns(plan.runs, ours)
    yield plain(
        "schulze.1000_s", found, "CPU seconds", Reach(at_most=2), f"{ITEMS} items, all strengths different; on one core"
    )
