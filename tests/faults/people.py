"""A small workstream of today, with people who have joined it, written straight into a database."""

import re
from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.clock import SystemClock
from engagebot.domain.people import Account, Stakeholder
from engagebot.use_cases.load_workstream import load_workstream
from engagebot.workfile import read_workstream
from tests.workfile.small import SMALL

PLACES = ("Europe/Zurich", "Asia/Manila", "America/New_York", "Pacific/Auckland")


def daytime() -> str:
    """A city where nobody sleeps at the moment, so that no quiet hours hold a message."""
    now = SystemClock().now()
    return next(zone for zone in PLACES if 8 <= now.astimezone(ZoneInfo(zone)).hour < 21)


def of_today(opens_in: timedelta = timedelta(days=9)) -> str:
    """The talk is in three days; the round opens as told, on the minute, and is open for ten days."""
    now = SystemClock().now().astimezone(ZoneInfo("Europe/Zurich"))
    opens = now + opens_in
    text = re.sub(r"starts: .*", f"starts: {now + timedelta(days=3):%Y-%m-%d} 15:00", SMALL)
    text = re.sub(r"opens: .*", f"opens: {opens:%Y-%m-%d %H:%M}", text)
    return re.sub(r"closes: .*", f"closes: {opens + timedelta(days=10):%Y-%m-%d %H:%M}", text)


async def load(session: AsyncSession, text: str) -> int:
    """The number of the workstream."""
    return (await load_workstream(session, read_workstream(text, "small.yaml"), SystemClock().now())).workstream_id


async def join(session: AsyncSession, workstream: int, accounts: Sequence[tuple[str, str, str, str]]) -> None:
    """For each platform, workspace, user and chat somebody who consented."""
    now, zone = SystemClock().now(), daytime()
    common = {"language": "en", "zone": zone}
    persons = [
        Stakeholder(workstream_id=workstream, group="states", consented_at=now, **common) for _ in range(len(accounts))
    ]
    session.add_all(persons)
    await session.flush()
    for person, (platform, workspace, user, chat) in zip(persons, accounts, strict=True):
        place = {"platform": platform, "workspace": workspace, "user": user, "chat": chat}
        session.add(Account(stakeholder_id=person.id, created_at=now, **place, **common))
    await session.flush()
