"""One update is all or nothing: its key, its effects and its answers in the outbox commit together."""

import asyncio
import time
from collections.abc import Callable, Collection, Sequence
from datetime import datetime

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Answer, Commanded, Incoming, Pressed, Said, Unread
from engagebot.chat.arrival import Arrival
from engagebot.chat.asker import reader_of, who_asks
from engagebot.chat.first_seen import FirstSeen
from engagebot.chat.hearing import hearing
from engagebot.chat.homes import renew
from engagebot.chat.posting import answer_of, post
from engagebot.chat.routes import answer
from engagebot.chat.together import Spoiled, Together
from engagebot.chat.votes import Particular, Votes, vote_in
from engagebot.domain.clock import Clock
from engagebot.storage.database import UNAVAILABLE, Conflict, Database, Group
from engagebot.storage.doors import Door
from engagebot.storage.inbox import first_time, set_aside
from engagebot.texts.texts import Texts
from engagebot.use_cases.reply import Reply, Say

LONGEST = 0.05
"""Seconds that a group may grow before it commits: delivery writes on the same connection."""

log = structlog.get_logger(__name__)


class NotUnderstood(Exception):
    """Where an update is not of the form that we know."""


class Chat:
    """`handle` is what every channel is given. `on_committed` hears in which lane something may wait to be sent.

    Where writers have to wait for each other anyway, what waits together commits together.
    """

    def __init__(
        self,
        database: Database,
        texts: Texts,
        clock: Clock,
        on_committed: Callable[[str], None],
        longest: float = LONGEST,
        organisers: Collection[str] = (),
    ) -> None:
        self._longest = longest
        self._database = database
        self._texts = texts
        self._organisers = organisers
        self._hearing = hearing(texts)
        self.first_seen = FirstSeen(clock)
        self._on_committed = on_committed
        self._elsewhere: set[str] = set()
        """Other lanes in which something may wait by now, for the other accounts of the same people."""
        self._votes = Votes(texts)
        self._voting = Together[Arrival, Answer | Particular](self._take_votes)
        self._together = Together[Arrival, Answer](self._handle_group)

    async def handle(self, incoming: Incoming) -> Answer:
        """Raises only if the store cannot be written: then nothing happened, and nothing may be acknowledged."""
        received_at = self.first_seen.of(incoming.key)
        try:
            result = await self._handle_or_set_aside(incoming, received_at)
        except (*UNAVAILABLE, asyncio.CancelledError):
            self.first_seen.remember(incoming.key, received_at)
            raise
        for lane in {incoming.sender.lane, *self._elsewhere}:
            self._on_committed(lane)
        self._elsewhere.clear()
        return result

    async def _handle_or_set_aside(self, incoming: Incoming, received_at: datetime) -> Answer:
        if isinstance(incoming.intent, Unread):
            await self._set_aside(incoming, NotUnderstood(incoming.intent.wrong), received_at)
            return Answer()
        try:
            return await self._once_more(incoming, received_at)
        except UNAVAILABLE:
            raise
        except Exception as error:
            if await self._set_aside(incoming, error, received_at):
                await self._apologise(incoming, received_at)
            return Answer()

    async def _once_more(self, incoming: Incoming, received_at: datetime) -> Answer:
        """Two first words of one person at the same instant can collide on a unique constraint, and two processes
        in a deadlock: the second try wins."""
        try:
            return await self._handle(incoming, received_at)
        except (IntegrityError, Conflict):
            return await self._handle(incoming, received_at)

    async def _handle(self, incoming: Incoming, received_at: datetime) -> Answer:
        arrival, votes = Arrival(incoming, received_at), vote_in(incoming) is not None
        if votes:
            taken = await self._voting.do(arrival)
            if not isinstance(taken, Particular):
                return taken
        if self._database.one_writer or votes:  # they would wait for the round's lock one by one
            return await self._together.do(arrival)
        async with self._database.begin() as session:
            return await self._handle_once(session, arrival)

    async def _handle_once(self, session: AsyncSession, arrival: Arrival) -> Answer:
        if not await first_time(session, arrival.incoming.key, arrival.received_at):
            return Answer()
        return await self.do(session, arrival.incoming, arrival.received_at)

    async def _handle_group(self, arrivals: Sequence[Arrival]) -> list[Answer | Exception | None]:
        """In a savepoint each; one commit for all."""
        outcomes: list[Answer | Exception | None] = [None] * len(arrivals)
        async with self._database.begin_group() as group:
            end = time.monotonic() + self._longest
            for number, arrival in enumerate(arrivals):
                outcomes[number] = await self._handle_member(group, arrival)
                if time.monotonic() > end:
                    break
                await asyncio.sleep(0)  # let others have a turn: a group's statements do not
        return outcomes

    async def _take_votes(self, arrivals: Sequence[Arrival]) -> Sequence[Answer | Particular]:
        """All of them are particular if one of them breaks."""
        try:
            async with self._database.begin_straight() as door:
                return await self._votes_through(door, arrivals)
        except (Spoiled, *UNAVAILABLE):
            raise
        except Exception:
            log.warning("votes are taken one by one", exc_info=True)
            return [Particular()] * len(arrivals)

    async def _votes_through(self, door: Door, arrivals: Sequence[Arrival]) -> Sequence[Answer | Particular]:
        try:
            return await self._votes.take(door, arrivals)
        except UNAVAILABLE as error:
            raise Spoiled(error) from error

    async def _handle_member(self, group: Group, arrival: Arrival) -> Answer | Exception:
        """Its own error, if it has one. Raises Spoiled where it is not sure whose it is: the store may be away."""
        try:
            async with group.member() as session:
                return await self._handle_once(session, arrival)
        except UNAVAILABLE as error:
            raise Spoiled(error) from error
        except Exception as error:
            return error

    async def do(self, session: AsyncSession, incoming: Incoming, received_at: datetime) -> Answer:
        """Its effects and its answers in the outbox, in the caller's transaction."""
        asker = await who_asks(session, incoming, received_at, self._organisers)
        reply = await answer(session, asker, self._hearing.meant(incoming.intent))
        reader = reader_of(asker, incoming, self._texts.languages)
        await post(session, self._texts, asker, incoming, reply, reader, received_at)
        await renew(session, self._texts, asker, incoming, reply, reader, received_at)
        self._elsewhere.update(say.to.account.lane for say in reply.says if say.to is not None)
        return answer_of(self._texts, reply.notice, reader, echoed=bool(reply.says))

    async def _set_aside(self, incoming: Incoming, error: Exception, received_at: datetime) -> bool:
        """Keep what broke, for us to look at; it blocks nothing behind it. False if it was handled meanwhile."""
        log.error("an update was set aside", key=incoming.key, exc_info=error)
        async with self._database.begin() as session:
            if not await first_time(session, incoming.key, received_at):
                return False
            await set_aside(session, incoming, f"{type(error).__name__}: {error}", received_at)
        return True

    async def _apologise(self, incoming: Incoming, received_at: datetime) -> None:
        """By itself, since what broke the update may break this too."""
        if not isinstance(incoming.intent, Commanded | Pressed | Said):
            return
        try:
            async with self._database.begin() as session:
                asker = await who_asks(session, incoming, received_at, self._organisers)
                reader = reader_of(asker, incoming, self._texts.languages)
                sorry = Reply((Say("something_wrong"),))
                await post(session, self._texts, asker, incoming, sorry, reader, received_at)
        except Exception as error:
            log.error("nobody was told of it", key=incoming.key, exc_info=error)
