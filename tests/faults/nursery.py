"""Real processes that start at once: a program that has imported everything forks itself for each of them.

A fresh Python needs a second before it does anything, and hundreds of starts need minutes; a fork needs milliseconds
and can be killed just as well.
"""

import asyncio
import contextlib
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

COMMAND = (sys.executable, "-m", "tests.faults.nursery")
ROOT = Path(__file__).parents[2]
LONGEST_LINE = 2**20


@dataclass(slots=True)
class Child:
    """A process of its own, `job` of `jobs.py`; what it logs is in `log`."""

    process: int
    log: Path
    _nursery: "Nursery"

    async def killed(self) -> None:
        """kill -9: no goodbye. Returns once it is gone."""
        os.kill(self.process, signal.SIGKILL)
        assert await self.ended() == -signal.SIGKILL

    async def told_to_stop(self, within: float = 10.0) -> int:
        """SIGTERM; its exit code."""
        os.kill(self.process, signal.SIGTERM)
        return await self.ended(within)

    async def ended(self, within: float = 30.0) -> int:
        """Its exit code, or less than zero the signal that ended it."""
        async with asyncio.timeout(within):
            while (code := await self.code()) is None:  # noqa: ASYNC110 - it is another process
                await asyncio.sleep(0.002)
        return code

    async def code(self) -> int | None:
        """None while it runs."""
        return await self._nursery.ask({"ended": self.process})


class Nursery:
    def __init__(self, process: Process) -> None:
        self._process = process
        self._turn = asyncio.Lock()

    async def start(self, job: str, log: Path, **arguments: object) -> Child:
        number = await self.ask({"start": job, "arguments": arguments, "log": str(log)})
        assert number is not None
        return Child(number, log, self)

    async def ask(self, question: Mapping[str, object]) -> int | None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        async with self._turn:
            self._process.stdin.write(json.dumps(question).encode() + b"\n")
            answer: int | None = json.loads(await self._process.stdout.readline())
        return answer


@asynccontextmanager
async def nursery() -> AsyncIterator[Nursery]:
    """What still runs at the end is killed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ENGAGEBOT_")}
    process = await asyncio.create_subprocess_exec(
        *COMMAND, cwd=ROOT, env=kept, stdin=PIPE, stdout=PIPE, limit=LONGEST_LINE
    )
    try:
        yield Nursery(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


Job = Callable[..., None]


class Parent:
    """The nursery's own side: reads what to do on its standard input, and answers each line with one."""

    def __init__(self, jobs: Mapping[str, Job]) -> None:
        self._jobs = jobs
        self._children: dict[int, int | None] = {}

    def serve(self) -> None:
        for line in sys.stdin:
            question = json.loads(line)
            answer = self._ended(question["ended"]) if "ended" in question else self._start(**question)
            print(json.dumps(answer), flush=True)  # noqa: T201 - the answer
        for child, code in self._children.items():
            if code is None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)

    def _start(self, start: str, arguments: Mapping[str, object], log: str) -> int:
        child = os.fork()
        if child == 0:
            os._exit(_lived(self._jobs[start], arguments, log))
        self._children[child] = None
        return child

    def _ended(self, child: int) -> int | None:
        if self._children[child] is None:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                self._children[child] = os.waitstatus_to_exitcode(status)
        return self._children[child]


def _lived(job: Job, arguments: Mapping[str, object], log: str) -> int:
    """The child's whole life; its exit code."""
    with Path(log).open("a") as out:
        for stream in (1, 2):
            os.dup2(out.fileno(), stream)
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    try:
        job(**arguments)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


if __name__ == "__main__":
    from tests.faults.jobs import jobs

    Parent(jobs()).serve()
