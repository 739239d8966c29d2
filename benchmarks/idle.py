"""`engagebot serve` as a program: how long it takes until it is ready, and what it holds while nothing happens."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks import plain_loops
from benchmarks.figures import Figure, Plan, Reach, plain
from benchmarks.loopback.running import loopback

NAMES = ("rss_mb", "ready_s")
COMMAND = (sys.executable, "-c", "from engagebot.cli import main; main()", "serve")
PATIENCE_SECONDS = 60


def measure(plan: Plan) -> Iterable[Figure]:
    """On a database that stands already: the first start makes it, and does not count."""
    with tempfile.TemporaryDirectory() as folder, loopback() as server:
        place = Path(folder)
        _once(place, server.url, idle_seconds=0)
        taken = [_once(place, server.url, plan.pick(5, 0.5)) for _ in range(plan.pick(5, 2))]
    note = "Telegram by long polling, Slack by HTTP events, SQLite"
    yield plain("rss_mb", [held for _, held in taken], "MB", Reach(at_most=150), note)
    yield plain("ready_s", [seconds for seconds, _ in taken], "seconds", Reach(at_most=1.5), note)


def _once(place: Path, platforms: str, idle_seconds: float) -> tuple[float, float]:
    """Seconds until ready, and the megabytes held after a while of rest."""
    port = free_port()
    began = time.perf_counter()
    with serving(place, platforms, port) as process:
        wait_until_ready(process, port)
        seconds = time.perf_counter() - began
        time.sleep(idle_seconds)
        return seconds, _resident_megabytes(process.pid)


@contextmanager
def serving(
    place: Path, platforms: str, port: int, more: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    settings = {
        "ENGAGEBOT_DATABASE_URL": f"sqlite+aiosqlite:///{place}/engagebot.sqlite",
        "ENGAGEBOT_TELEGRAM_TOKEN": plain_loops.TOKEN,
        "ENGAGEBOT_TELEGRAM_API_URL": platforms,
        "ENGAGEBOT_SLACK_BOT_TOKEN": plain_loops.SLACK_TOKEN,
        "ENGAGEBOT_SLACK_SIGNING_SECRET": "0123456789abcdef",
        "ENGAGEBOT_SLACK_API_URL": f"{platforms}/api/",
        "ENGAGEBOT_PORT": str(port),
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ENGAGEBOT_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    with (place / "log").open("ab") as log:
        process = subprocess.Popen(COMMAND, cwd=place, env={**kept, **settings, **(more or {})}, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def wait_until_ready(process: subprocess.Popen[bytes], port: int) -> None:
    def is_ready() -> bool:
        with suppress(URLError, OSError), urlopen(f"http://127.0.0.1:{port}/health", timeout=1):
            return True
        return False

    wait_for(is_ready, process)


def wait_for(holds: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and process.poll() is None:
        if holds():
            return
        time.sleep(0.005)
    raise RuntimeError("A program did not get ready.")


def _resident_megabytes(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("The process is gone.")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
