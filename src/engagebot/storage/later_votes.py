"""Whether a voter has changed their mind since."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.consultation import VoteEvent


async def voted_after(session: AsyncSession, voter_id: int, item: int, instant: datetime) -> bool:
    later = (VoteEvent.voter_id == voter_id, VoteEvent.item == item, VoteEvent.at > instant)
    return bool(await session.scalar(select(exists().where(*later))))
