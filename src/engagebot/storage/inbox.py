"""Updates that came in: handled once, or set aside with their error."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Incoming
from engagebot.domain.inbox import SeenUpdate, SetAside
from engagebot.storage.upsert import insert_if_absent


async def first_time(session: AsyncSession, key: str, now: datetime) -> bool:
    """Note the update's key in this transaction; False if its effects are committed already."""
    return await insert_if_absent(session, SeenUpdate, key=key, at=now)


async def set_aside(session: AsyncSession, incoming: Incoming, error: str, now: datetime) -> None:
    """Keep an update that broke its use case, whole, so that it can be looked at and played again."""
    kept = asdict(incoming) | {"kind": type(incoming.intent).__name__}
    await insert_if_absent(session, SetAside, key=incoming.key, incoming=kept, error=error, at=now)
