"""What is written only when it goes out."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.storage.leases import Claimed
from engagebot.texts.texts import Texts
from engagebot.use_cases.write_cards import CardWriter
from engagebot.use_cases.write_homes import HomeWriter


class LateWriter:
    def __init__(self, texts: Texts) -> None:
        self._cards = CardWriter(texts)
        self._homes = HomeWriter(texts)

    async def write(self, session: AsyncSession, claimed: Sequence[Claimed], now: datetime) -> list[Claimed]:
        """The same with their texts, without what cannot be written any more."""
        return await self._homes.write(session, await self._cards.write(session, claimed, now), now)
