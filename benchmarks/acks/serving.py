"""The servers under test, each a program of its own: `engagebot serve` with a round open, and the yardstick."""

import contextlib
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks import idle, plain_loops
from benchmarks.acks.presses import SLACK_PATH, SLACK_SECRET, TELEGRAM_PATH, TELEGRAM_SECRET, slack_user, telegram_user
from benchmarks.house import opened
from engagebot.domain.announcement import Announcement, AnnouncementState
from engagebot.domain.chain import Chain, check_chain
from engagebot.domain.consultation import Ballot, Round
from engagebot.domain.inbox import SetAside
from engagebot.domain.people import Account, Stakeholder
from engagebot.places import examples_folder, migrations_folder
from engagebot.storage.migrating import migrate
from engagebot.storage.votes import links_of
from engagebot.use_cases.load_workstream import load_workstream
from engagebot.use_cases.open_round import open_round
from engagebot.workfile import read_workstream

ROUND = 1
ITEMS = 15
PATHS = (TELEGRAM_PATH, SLACK_PATH)
WEBHOOK = {
    "ENGAGEBOT_TELEGRAM_WEBHOOK_URL": f"https://bench.example.org{TELEGRAM_PATH}",
    "ENGAGEBOT_TELEGRAM_WEBHOOK_SECRET": TELEGRAM_SECRET,
    "ENGAGEBOT_SLACK_SIGNING_SECRET": SLACK_SECRET,
}


async def furnish(url: str, people: int) -> None:
    """The example workstream with its round open, and so many people on its roll, the same number on each platform.
    They were told of the round long ago."""
    now = datetime.now(UTC)
    await migrate(url, migrations_folder())
    async with opened(url) as database, database.begin() as session:
        path = examples_folder() / "missing-migrants.yaml"
        await load_workstream(session, read_workstream(path.read_text(), path.name), datetime(2023, 3, 1, tzinfo=UTC))
        await _people(session, people, now)
        held = (await session.scalars(select(Round))).one()
        held.opens_at, held.closes_at = now - timedelta(hours=1), now + timedelta(days=1)
        await open_round(session, held, now)
        await session.flush()
        await session.execute(update(Announcement).values(state=AnnouncementState.SENT))


async def _people(session: AsyncSession, people: int, now: datetime) -> None:
    """Those with odd numbers are on Slack."""
    joined = {"workstream_id": 1, "group": "states", "zone": "Africa/Nairobi", "consented_at": now}
    numbers = range(1, 2 * people + 1)
    persons = [{"id": n, "language": ("en", "fr")[n // 2 % 2], **joined} for n in numbers]
    await session.execute(insert(Stakeholder), persons)
    accounts = [{"stakeholder_id": n, "language": "en", "created_at": now, **_address(n)} for n in numbers]
    await session.execute(insert(Account), accounts)


def _address(number: int) -> dict[str, str]:
    if number % 2:
        return {"platform": "slack", "workspace": "T1", "user": slack_user(number), "chat": f"D{number:08}"}
    user = telegram_user(number)
    return {"platform": "telegram", "workspace": plain_loops.TOKEN.partition(":")[0], "user": user, "chat": user}


@contextlib.contextmanager
def engagebot(place: Path, platforms: str) -> Iterator[int]:
    """Its port. On the database in the folder, as it is started by default."""
    port = idle.free_port()
    with idle.serving(place, platforms, port, WEBHOOK) as process:
        idle.wait_until_ready(process, port)
        yield port


@contextlib.contextmanager
def yardstick() -> Iterator[int]:
    port = idle.free_port()
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.acks.noop", str(port), *PATHS], stdin=subprocess.PIPE)
    assert process.stdin is not None  # noqa: S101 - it is a pipe
    try:
        idle.wait_for(lambda: _listens(port), process)
        yield port
    finally:
        process.stdin.close()
        process.wait(10)


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


async def check(url: str, votes: int) -> None:
    """Every vote that was acknowledged is there, once, and the chain holds. Raises RuntimeError."""
    async with opened(url) as database, database.read() as session:
        held = (await session.scalars(select(Round))).one()
        chain = Chain(held.key, held.opening or "", held.votes, held.head or "")
        problem = check_chain(chain, [link async for link, _ in links_of(session, held.id)])
        answers = await session.scalar(select(func.sum(Ballot.answered)))
        broken = await session.scalar(select(func.count(SetAside.key)))
    if problem or held.votes != votes or answers != votes or broken:
        raise RuntimeError(f"Of {votes} votes {held.votes} are there, {answers} count, {broken} broke; {problem}")
