"""The whole outward way, from a row in the outbox over HTTP to its recorded outcome, beside plain loops."""

import asyncio
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import uvloop

from benchmarks import plain_loops
from benchmarks.carrying import Carried, carry
from benchmarks.figures import Figure, Plan, Reach, in_turns, plain, ratio
from benchmarks.house import copied, furnish, letters, sqlite_url
from benchmarks.loopback.running import Loopback, loopback
from engagebot.channel import Channel, Limits, Platform
from engagebot.delivery.ledger import in_turn
from engagebot.platforms.slack import SlackChannel
from engagebot.platforms.telegram import TelegramChannel
from engagebot.use_cases.write_digests import DigestWriter
from engagebot.use_cases.write_late import LateWriter
from engagebot.use_cases.write_together import Gatherer
from tests.texts.samples import texts

NAMES = (
    *("send.telegram.vs_sdk", "send.telegram.per_s", "send.slack.vs_sdk"),
    *("send.vs_aiohttp", "send.vs_aiohttp.at_once"),
)
UNIT = "messages a CPU second"
FAST = Limits(per_second=10_000, seconds_per_chat=1)
"""More than one core sends."""
SDK_REACH = {Platform.TELEGRAM: Reach(at_least=3), Platform.SLACK: Reach(at_least=1.3)}
AIOHTTP_REACH = Reach(at_least=0.35)


def measure(plan: Plan) -> Iterable[Figure]:
    with loopback() as server, tempfile.TemporaryDirectory() as folder:
        ways = [_Way(plan, platform, server, Path(folder)) for platform in Platform]
        sides = [way.sides() for way in ways]
    for way, side in zip(ways, sides, strict=True):
        yield ratio(f"send.{way.platform}.vs_sdk", side.ours, side.sdk, UNIT, SDK_REACH[way.platform])
        if way.platform is Platform.TELEGRAM:
            unit = "messages a second on one core"
            yield plain("send.telegram.per_s", way.per_second(), unit, Reach(at_least=1000))
    loop = [ratio("send.vs_aiohttp", side.ours, side.aiohttp, UNIT, AIOHTTP_REACH) for side in sides]
    at_once = [ratio("send.vs_aiohttp.at_once", side.ours, side.at_once, UNIT) for side in sides]
    yield _lower(loop, "a plain loop of one session, one message after the other, as with the SDKs")
    yield _lower(at_once, f"the same session with {plain_loops.AT_ONCE} messages under way")


def _lower(figures: Sequence[Figure], yardstick: str) -> Figure:
    both = " and ".join(f"{platform.title()} {one.value:.3f}" for platform, one in zip(Platform, figures, strict=True))
    return replace(min(figures, key=lambda one: one.value), note=f"beside {yardstick}; the lower of {both}")


@dataclass(frozen=True, slots=True)
class _Sides:
    ours: list[float]
    sdk: list[float]
    aiohttp: list[float]
    at_once: list[float]


class _Way:
    """Our way for a platform's letters, from a fresh copy of their outbox each time, and what stands beside it."""

    def __init__(self, plan: Plan, platform: Platform, server: Loopback, folder: Path) -> None:
        self.platform = platform
        self.letters = letters(platform, plan.pick(10_000, 1_000))
        self._plan, self._server = plan, server
        self._path = folder / f"{platform}.sqlite"
        self._carried: list[Carried] = []
        self._write = in_turn(LateWriter(texts()).write, Gatherer(texts()).write, DigestWriter(texts()).write)
        asyncio.run(furnish(sqlite_url(self._path), self.letters))

    def sides(self) -> _Sides:
        few = self.letters.chats(self._plan.pick(2_000, 150))
        many = self.letters.chats(self._plan.pick(5_000, 600))
        body, url = self.letters.body, self._server.url
        telegram = self.platform is Platform.TELEGRAM
        sdk = plain_loops.telegram_sdk if telegram else plain_loops.slack_sdk
        bare = plain_loops.telegram_bare if telegram else plain_loops.slack_bare
        return _Sides(
            *in_turns(
                self._plan.runs,
                self.ours,
                lambda: sdk(url, body, few),
                lambda: bare(url, body, many, at_once=1),
                lambda: bare(url, body, many, at_once=plain_loops.AT_ONCE),
            )
        )

    def ours(self) -> float:
        url = copied(self._path)
        carried = uvloop.run(carry(url, self._channel(), self.letters.count, self._write))
        self._carried.append(carried)
        return carried.count / carried.processor

    def per_second(self) -> list[float]:
        return [carried.count / carried.wall for carried in self._carried]

    def _channel(self) -> Channel:
        if self.platform is Platform.TELEGRAM:
            return TelegramChannel(plain_loops.TOKEN, self._server.url, FAST)
        return SlackChannel(plain_loops.SLACK_TOKEN, None, None, f"{self._server.url}/api/", FAST)
