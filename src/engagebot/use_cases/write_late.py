"""What is written only when it goes out."""

from collections.abc import Sequence
from datetime import datetime

from engagebot.storage.database import Database
from engagebot.storage.leases import Claimed
from engagebot.texts.texts import Texts
from engagebot.use_cases.write_cards import CardWriter
from engagebot.use_cases.write_homes import HomeWriter


class LateWriter:
    def __init__(self, texts: Texts) -> None:
        self._cards = CardWriter(texts)
        self._homes = HomeWriter(texts)

    async def write(self, database: Database, claimed: Sequence[Claimed], now: datetime) -> list[Claimed]:
        """The same with their texts, without what cannot be written any more. Nobody who votes has to wait for it, at
        most for a single text."""
        return await self._homes.write(database, await self._cards.write(database, claimed, now), now)
