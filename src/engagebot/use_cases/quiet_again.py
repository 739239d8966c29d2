"""What is let go at an instant nobody planned must not wake anybody."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.quiet import held_until
from engagebot.storage.holding_back import put_off, zones_of


async def keep_quiet_hours(session: AsyncSession, announcement_id: int, now: datetime) -> None:
    zones = await zones_of(session, announcement_id)
    mornings = {zone: morning for zone in zones if (morning := held_until(now, zone)) > now}
    await put_off(session, announcement_id, mornings)
