"""Updates that came in: handled once, or set aside with their error."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import select, true
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Incoming
from engagebot.domain.inbox import SeenUpdate, SetAside
from engagebot.storage.doors import Door
from engagebot.storage.each import each, instant, written
from engagebot.storage.upsert import insert_for, insert_if_absent


async def first_time(session: AsyncSession, key: str, now: datetime) -> bool:
    """Note the update's key in this transaction; False if its effects are committed already."""
    return await insert_if_absent(session, SeenUpdate, key=key, at=now)


async def first_times(door: Door, keys: Mapping[str, datetime]) -> set[str]:
    """The same for many, each with the instant at which it came: those whose effects are not committed yet."""
    if not keys:
        return set()
    come = {key: written(at) for key, at in sorted(keys.items())}
    return {key for (key,) in await door.rows(_note_keys(insert_for(door, SeenUpdate)), {"come": come})}


@cache
def _note_keys(new: Any) -> Any:
    come = each("come")
    # SQLite takes ON CONFLICT for part of a join unless there is a WHERE before it.
    rows = select(come.c.key, instant(come)).where(true())
    return new.from_select(["key", "at"], rows).on_conflict_do_nothing().returning(new.table.c.key)


async def set_aside(session: AsyncSession, incoming: Incoming, error: str, now: datetime) -> None:
    """Keep an update that broke its use case, whole, so that it can be looked at and played again."""
    kept = asdict(incoming) | {"kind": type(incoming.intent).__name__}
    await insert_if_absent(session, SetAside, key=incoming.key, incoming=kept, error=error, at=now)
