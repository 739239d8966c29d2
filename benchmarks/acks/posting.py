"""A client that costs as little as it can: finished requests over connections that stay open."""

import asyncio
import random
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import cast

CONNECTIONS = 32
PATIENCE = 180
"""Seconds after which a run is given up."""


@dataclass(frozen=True, slots=True)
class Posted:
    """`waits`: seconds until each answer was there, from the instant at which its request could have gone had there
    been a free connection. `refused`: answers other than 200. `busy`: the client's share of a core meanwhile."""

    per_second: float
    waits: list[float]
    refused: int
    busy: float

    @property
    def p99(self) -> float:
        return quantiles(self.waits, n=100)[98]


async def post(port: int, requests: Sequence[bytes], rate: float | None = None) -> Posted:
    """All requests in their order over CONNECTIONS connections: as fast as they are answered, or at random instants,
    `rate` a second."""
    crowd = Crowd(len(requests))
    lines = [await crowd.connect(port) for _ in range(CONNECTIONS)]
    began, busy = time.perf_counter(), time.process_time()
    if rate is None:
        crowd.add(requests, timed=False)
    else:
        await _in_the_course_of_time(crowd, requests, rate)
    async with asyncio.timeout(PATIENCE):
        await crowd.done
    took, busy = time.perf_counter() - began, time.process_time() - busy
    for line in lines:
        line.close()
    return Posted(len(requests) / took, crowd.waits, crowd.refused, busy / took)


async def _in_the_course_of_time(crowd: "Crowd", requests: Sequence[bytes], rate: float) -> None:
    chance, due = random.Random(1), time.perf_counter()
    for request in requests:
        due += chance.expovariate(rate)
        if due > time.perf_counter():
            await asyncio.sleep(due - time.perf_counter())
        crowd.add([request])


class Crowd:
    def __init__(self, count: int) -> None:
        self.waits: list[float] = []
        self.refused = 0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._left = count
        self._waiting: deque[tuple[bytes, float | None]] = deque()
        self._free: list[Line] = []

    async def connect(self, port: int) -> "Line":
        _, line = await asyncio.get_running_loop().create_connection(lambda: Line(self), "127.0.0.1", port)
        return line

    def add(self, requests: Sequence[bytes], timed: bool = True) -> None:
        """Unless `timed`, a request's wait begins only once it is sent."""
        now = time.perf_counter() if timed else None
        self._waiting.extend((request, now) for request in requests)
        while self._free and self._waiting:
            self._free.pop().post(*self._waiting.popleft())

    def is_free(self, line: "Line") -> None:
        if self._waiting:
            line.post(*self._waiting.popleft())
        else:
            self._free.append(line)

    def answered(self, seconds: float, taken: bool) -> None:
        self.waits.append(seconds)
        self.refused += not taken
        self._left -= 1
        if self._left == 0:
            self.done.set_result(None)

    def lost(self) -> None:
        if not self.done.done():
            self.done.set_exception(RuntimeError("The server hung up."))


class Line(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self, crowd: Crowd) -> None:
        self._crowd = crowd
        self._answer = b""
        self._since = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._crowd.is_free(self)

    def post(self, request: bytes, since: float | None) -> None:
        self._since = time.perf_counter() if since is None else since
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._answer += data
        head = self._answer.find(b"\r\n\r\n")
        if head >= 0 and len(self._answer) >= head + 4 + _length(self._answer[:head]):
            taken = self._answer.startswith(b"HTTP/1.1 200")
            self._answer = b""
            self._crowd.answered(time.perf_counter() - self._since, taken)
            self._crowd.is_free(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._crowd.lost()

    def close(self) -> None:
        self._transport.close()


def _length(head: bytes) -> int:
    at = head.lower().find(b"content-length:")
    return int(head[at + 15 :].split(b"\r\n", 1)[0])
