"""`engagebot` as a program of its own: started, listened to, killed."""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

COMMAND = (sys.executable, "-c", "from engagebot.cli import main; main()")
START_SECONDS = 60.0
NO_VARIABLES: Mapping[str, str] = {}


def surroundings(variables: Mapping[str, str]) -> dict[str, str]:
    """Our environment without settings of engagebot that may be in it, and with these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ENGAGEBOT_")}
    return {**kept, "COLUMNS": "200", "NO_COLOR": "1", "PYTHONUNBUFFERED": "1", **variables}


@dataclass(frozen=True, slots=True)
class Ended:
    code: int
    out: str
    err: str


async def run(*arguments: str, where: Path, variables: Mapping[str, str] = NO_VARIABLES) -> Ended:
    """To its end."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND, *arguments, cwd=where, env=surroundings(variables), stdout=PIPE, stderr=PIPE
    )
    try:
        async with asyncio.timeout(START_SECONDS):
            out, err = await process.communicate()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    return Ended(process.returncode or 0, out.decode(), err.decode())


@dataclass(slots=True)
class Program:
    """A running `engagebot`; what it logs is in `log`."""

    process: Process
    log: Path

    async def says(self, beginning: str) -> str:
        """Wait for a line on its standard output that begins so, and return the rest of it."""
        assert self.process.stdout is not None
        async with asyncio.timeout(START_SECONDS):
            while line := await self.process.stdout.readline():
                if line.decode().startswith(beginning):
                    return line.decode().removeprefix(beginning).strip()
        raise AssertionError(f"It ended without saying {beginning!r}: {self.log.read_text()[-2000:]}")

    async def killed(self) -> None:
        """kill -9: no goodbye."""
        self.process.kill()
        await self.process.wait()

    async def told_to_stop(self, within: float = 10.0) -> int:
        """SIGTERM; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(within):
            return await self.process.wait()


@asynccontextmanager
async def started(
    *arguments: str,
    where: Path,
    variables: Mapping[str, str] = NO_VARIABLES,
    command: Sequence[str] = COMMAND,
) -> AsyncIterator[Program]:
    log = where / "program.log"
    with log.open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            *command, *arguments, cwd=where, env=surroundings(variables), stdout=PIPE, stderr=errors
        )
    try:
        yield Program(process, log)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
