"""Plays an update again that was set aside, once what broke it is mended."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from engagebot.channel import Incoming, Unread
from engagebot.chat.handler import Chat, NotUnderstood
from engagebot.domain.inbox import SetAside
from engagebot.storage.bells import ring
from engagebot.storage.database import UNAVAILABLE, Database
from engagebot.storage.set_aside import incoming_of, note_error, take_up


@dataclass(frozen=True, slots=True)
class Replayed:
    key: str
    error: str | None = None
    """Why it broke again; it is then kept as it was."""
    gone: bool = False
    """Somebody else had played it meanwhile."""


class Replaying:
    """Its key counts as seen already, so what keeps it to one effect is the row itself: it goes in the very
    transaction that has the effects."""

    def __init__(self, database: Database, chat: Chat, read_again: Callable[[Incoming], Incoming | None]) -> None:
        """`read_again` has a second look at what was not understood; None if it means nothing."""
        self._database = database
        self._chat = chat
        self._read_again = read_again

    async def replay(self, kept: SetAside) -> Replayed:
        """As of the instant at which it came, so that a vote which arrived before a closing counts as long as the
        round is not sealed. Raises only if the store cannot be written."""
        try:
            return Replayed(kept.key, gone=not await self._play(kept, kept.at))
        except UNAVAILABLE:
            raise
        except Exception as error:
            return await self._broke_again(kept, error)

    async def _play(self, kept: SetAside, received_at: datetime) -> bool:
        incoming = self._read_again(incoming_of(kept.incoming))
        if incoming is not None and isinstance(incoming.intent, Unread):
            raise NotUnderstood(incoming.intent.wrong)
        async with self._database.begin() as session:
            if not await take_up(session, kept.key):
                return False
            if incoming is not None:
                await self._chat.do(session, incoming, received_at)
                await ring(session, incoming.sender.lane)
        return True

    async def _broke_again(self, kept: SetAside, error: Exception) -> Replayed:
        words = f"{type(error).__name__}: {error}"
        async with self._database.begin() as session:
            await note_error(session, kept.key, words)
        return Replayed(kept.key, words)
