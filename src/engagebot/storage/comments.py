"""Comments on the items of rounds."""

from functools import cache

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.comment import Comment


async def count_own_comments(session: AsyncSession, round_id: int, item: int, stakeholder_id: int) -> int:
    """How many comments a person wrote on an item."""
    place = {"this_round": round_id, "this_item": item, "this_person": stakeholder_id}
    return int(await session.scalar(_own_comments(), place) or 0)


@cache
def _own_comments() -> Select[int]:
    return select(func.count(Comment.id)).where(
        Comment.round_id == bindparam("this_round"),
        Comment.item == bindparam("this_item"),
        Comment.stakeholder_id == bindparam("this_person"),
    )
