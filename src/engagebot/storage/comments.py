"""Comments on the items of rounds."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.comment import Comment


async def count_own_comments(session: AsyncSession, round_id: int, item: int, stakeholder_id: int) -> int:
    """How many comments a person wrote on an item."""
    count = await session.scalar(
        select(func.count(Comment.id)).where(
            Comment.round_id == round_id, Comment.item == item, Comment.stakeholder_id == stakeholder_id
        )
    )
    return int(count or 0)
