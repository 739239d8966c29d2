"""Let go of what has served its purpose."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.storage.awaiting import drop_awaited
from engagebot.storage.leftovers import drop_seen_updates, drop_set_aside, drop_strangers, drop_undecided, empty_replies
from engagebot.storage.link_requests import drop_old_requests, drop_old_wrong_codes

STRANGERS_FOR = timedelta(days=1)
UNDECIDED_FOR = timedelta(days=7)
SET_ASIDE_FOR = timedelta(days=30)
REPLIES_FOR = timedelta(days=7)
UPDATES_FOR = timedelta(days=30)
"""Telegram keeps an update for a day, Slack repeats an event within two hours: a month leaves room for
outages and for clocks that were wrong."""


async def clean_up(session: AsyncSession, now: datetime) -> None:
    await drop_old_requests(session, now)
    await drop_old_wrong_codes(session, now)
    await drop_strangers(session, now - STRANGERS_FOR)
    await drop_undecided(session, now - UNDECIDED_FOR)
    await drop_set_aside(session, now - SET_ASIDE_FOR)
    await empty_replies(session, now - REPLIES_FOR)
    await drop_seen_updates(session, now - UPDATES_FOR)
    await drop_awaited(session, now - STRANGERS_FOR)
