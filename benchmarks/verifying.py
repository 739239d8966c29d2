"""A bundle of a million votes checked by the program in it, in a Python of its own."""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from benchmarks.figures import Figure, Plan, Reach, in_turns, plain
from engagebot.exports.bundle import write_bundle
from tests.exports.built import Person, export_of

NAMES = ("verify.1m_s",)
ITEMS = 30
GROUPS = 15


def measure(plan: Plan) -> Iterable[Figure]:
    votes = plan.pick(1_000_000, 20_000)
    with tempfile.TemporaryDirectory(prefix="engagebot-bench-") as folder:
        bundle = Path(folder) / "bundle"
        write_bundle(export_of(_people(-(-votes // ITEMS)), [f"Item {n}" for n in range(1, ITEMS + 1)]), bundle)

        def ours() -> float:
            began = time.perf_counter()
            command = [sys.executable, "-I", str(bundle / "verify.py")]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            return time.perf_counter() - began

        (found,) = in_turns(plan.pick(3, 2), ours)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    note = f"{votes:,} votes on {ITEMS} items; at most {peak:,.0f} MB in memory"
    yield plain("verify.1m_s", found, "seconds", Reach(at_most=60), note)


def _people(count: int) -> list[Person]:
    return [
        Person(f"group-{n % GROUPS}", "", {item: 1 + (n * item + n) % 5 for item in range(1, ITEMS + 1)})
        for n in range(count)
    ]
