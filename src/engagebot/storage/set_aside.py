"""Updates that broke their use case: looked at, and taken up again."""

from collections.abc import Mapping
from typing import get_args

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Incoming, Intent
from engagebot.domain.inbox import SetAside


class CannotBeRead(Exception):
    """An update was set aside by another version of engagebot, and cannot be read any more: {0}"""


def incoming_of(kept: Mapping[str, object]) -> Incoming:
    """The inverse of `storage.inbox.set_aside`. Raises CannotBeRead."""
    kinds = {kind.__name__: kind for kind in get_args(Intent)}
    kind, intent, rest = kept.get("kind"), kept.get("intent"), dict(kept)
    if kind not in kinds:
        raise CannotBeRead(f"there is no kind of update called {kind!r}")
    try:
        rest["intent"] = TypeAdapter(kinds[kind]).validate_python(intent)
        return TypeAdapter(Incoming).validate_python(rest)
    except ValidationError as error:
        wrong = ", ".join(".".join(str(part) for part in one["loc"]) or "intent" for one in error.errors())
        raise CannotBeRead(f"wrong or missing: {wrong}") from None


async def all_set_aside(session: AsyncSession) -> list[SetAside]:
    """In the order in which they came."""
    return list(await session.scalars(select(SetAside).order_by(SetAside.at, SetAside.key)))


async def set_aside_by_key(session: AsyncSession, key: str) -> SetAside | None:
    return await session.get(SetAside, key)


async def take_up(session: AsyncSession, key: str) -> bool:
    """Take it out in this transaction, together with its effects; False if somebody else did."""
    result = await session.execute(delete(SetAside).where(SetAside.key == key))
    assert isinstance(result, CursorResult)  # noqa: S101 - tells the type checker what DML returns
    return result.rowcount == 1


async def note_error(session: AsyncSession, key: str, error: str) -> None:
    """Why it broke this time; the instant at which it came stays."""
    await session.execute(update(SetAside).where(SetAside.key == key).values(error=error))
