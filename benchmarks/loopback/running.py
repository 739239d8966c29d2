"""Starts the stand-in, and asks it what arrived."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.request import urlopen

URGENT = -15


@dataclass(frozen=True, slots=True)
class Arrived:
    """`moments` in seconds of the machine's monotonic clock, in order."""

    moments: list[float]
    refused: int


@dataclass(frozen=True, slots=True)
class Loopback:
    """`cores`: those that it runs on."""

    url: str
    cores: frozenset[int]

    def reset(self, limit: int | None = None) -> None:
        """Forget; from now on refuse what is above `limit` messages in any one second."""
        self._ask("reset" if limit is None else f"reset?limit={limit}")

    def arrived(self) -> Arrived:
        return self._ask("arrivals")

    def _ask(self, what: str) -> Arrived:
        with urlopen(f"{self.url}/bench/{what}", timeout=30) as answer:  # noqa: S310 - our own loopback
            said = json.load(answer)
        return Arrived(said["arrivals"], said["refused"])


@contextlib.contextmanager
def loopback() -> Iterator[Loopback]:
    """On the last core where there are several, while this process keeps to the others; before other programs, where
    we may: a stand-in that has to wait for its turn sees messages later than they came."""
    cores = sorted(os.sched_getaffinity(0))
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.loopback.server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - both are pipes
    try:
        with contextlib.suppress(PermissionError):
            os.setpriority(os.PRIO_PROCESS, process.pid, URGENT)
        if len(cores) > 1:
            os.sched_setaffinity(process.pid, cores[-1:])
            os.sched_setaffinity(0, cores[:-1])
        port, where = int(process.stdout.readline()), frozenset(os.sched_getaffinity(process.pid))
        yield Loopback(f"http://127.0.0.1:{port}", where)
    finally:
        os.sched_setaffinity(0, cores)
        process.stdin.close()
        process.wait(10)
        process.stdout.close()
