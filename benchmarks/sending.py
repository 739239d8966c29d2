"""The whole outward way, from a row in the outbox over HTTP to its recorded outcome, beside plain loops."""

import asyncio
import tempfile
from collections.abc import Iterable
from pathlib import Path

import uvloop

from benchmarks import plain_loops
from benchmarks.carrying import Carried, carry
from benchmarks.figures import Figure, Plan, Reach, in_turns, plain, ratio
from benchmarks.house import Letters, copied, furnish, letters, sqlite_url
from benchmarks.loopback.running import Loopback, loopback
from engagebot.channel import Channel, Limits, Platform
from engagebot.platforms.slack import SlackChannel
from engagebot.platforms.telegram import TelegramChannel

NAMES = ("send.telegram.vs_sdk", "send.telegram.per_s", "send.slack.vs_sdk", "send.vs_aiohttp")
UNIT = "messages a CPU second"
NO_LIMIT = Limits(per_second=100_000, seconds_per_chat=1)


def measure(plan: Plan) -> Iterable[Figure]:
    with loopback() as server, tempfile.TemporaryDirectory() as folder:
        telegram, telegram_bare = _telegram(plan, server, Path(folder))
        slack, slack_bare = _slack(plan, server, Path(folder))
        yield from telegram
        yield from slack
    lower = min(telegram_bare, slack_bare, key=lambda figure: figure.value)
    yield Figure(
        "send.vs_aiohttp", lower.value, lower.unit, lower.runs, lower.spread, Reach(at_least=0.35), lower.ours,
        lower.yardstick, f"the lower of Telegram {telegram_bare.value:.3f} and Slack {slack_bare.value:.3f}",
    )  # fmt: skip


def _telegram(plan: Plan, server: Loopback, folder: Path) -> tuple[list[Figure], Figure]:
    way = _Way(letters(Platform.TELEGRAM, plan.pick(10_000, 1_500)), server, folder)
    few = way.letters.chats(plan.pick(2_000, 300))
    many = way.letters.chats(plan.pick(10_000, 2_000))
    ours, sdk, bare = in_turns(
        plan.runs,
        way.ours,
        lambda: plain_loops.telegram_sdk(server.url, way.letters.body, few),
        lambda: plain_loops.telegram_bare(server.url, way.letters.body, many),
    )
    figures = [
        ratio("send.telegram.vs_sdk", ours, sdk, UNIT, Reach(at_least=3)),
        plain("send.telegram.per_s", way.per_second(), "messages a second on one core", Reach(at_least=1000)),
    ]
    return figures, ratio("send.telegram.vs_aiohttp", ours, bare, UNIT, Reach(at_least=0.35))


def _slack(plan: Plan, server: Loopback, folder: Path) -> tuple[list[Figure], Figure]:
    way = _Way(letters(Platform.SLACK, plan.pick(10_000, 1_500)), server, folder)
    few = way.letters.chats(plan.pick(2_000, 300))
    many = way.letters.chats(plan.pick(10_000, 2_000))
    ours, sdk, bare = in_turns(
        plan.runs,
        way.ours,
        lambda: plain_loops.slack_sdk(server.url, way.letters.body, few),
        lambda: plain_loops.slack_bare(server.url, way.letters.body, many),
    )
    figures = [ratio("send.slack.vs_sdk", ours, sdk, UNIT, Reach(at_least=1.3))]
    return figures, ratio("send.slack.vs_aiohttp", ours, bare, UNIT, Reach(at_least=0.35))


class _Way:
    """Our way for some letters: a fresh copy of their outbox each time."""

    def __init__(self, post: Letters, server: Loopback, folder: Path) -> None:
        self.letters = post
        self._server = server
        self._path = folder / f"{post.platform}.sqlite"
        self._carried: list[Carried] = []
        asyncio.run(furnish(sqlite_url(self._path), post))

    def ours(self) -> float:
        url = copied(self._path)
        carried = uvloop.run(carry(url, self._channel(), self.letters.count))
        self._carried.append(carried)
        return carried.count / carried.processor

    def per_second(self) -> list[float]:
        return [carried.count / carried.wall for carried in self._carried]

    def _channel(self) -> Channel:
        if self.letters.platform is Platform.TELEGRAM:
            return TelegramChannel(plain_loops.TOKEN, self._server.url, NO_LIMIT)
        return SlackChannel(plain_loops.SLACK_TOKEN, None, None, f"{self._server.url}/api/", NO_LIMIT)
