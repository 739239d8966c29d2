"""What nobody asked for just now, looked at once more before it goes out: not too many a week, not what was answered
meanwhile, and what waited together as one message."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Body, Platform
from engagebot.domain.announcement import Announcement, AnnouncementKind
from engagebot.domain.consultation import Round
from engagebot.domain.digests import for_people
from engagebot.domain.event import Event
from engagebot.domain.outbox import TOGETHER, Delivery, DeliveryState, Priority
from engagebot.domain.quiet import MESSAGES_A_WEEK
from engagebot.domain.workstream import Activity
from engagebot.storage import together, weekly
from engagebot.storage.database import Database
from engagebot.storage.leases import Claimed
from engagebot.storage.meanwhile import ANSWERED, answered_meanwhile
from engagebot.storage.outbox import change
from engagebot.storage.together import Reads
from engagebot.storage.workstreams import workstream_by_id
from engagebot.texts.reader import Reader
from engagebot.texts.texts import Texts

NOTHING_LEFT = (DeliveryState.CANCELLED, "nothing was left of it to say")
UNWRITABLE = (DeliveryState.FAILED, "its text could not be written")
FREE: dict[str, object] = {"leased_by": None, "leased_until": None}

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Look:
    """A delivery that is about to go out: whether it had to wait, and until when it is of use."""

    id: int
    account_id: int
    kind: str
    waited: bool
    urgent: bool
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a message tells beside others: of an event, a round or an activity."""

    kind: str
    event: Event | None = None
    round: Round | None = None
    seal: str | None = None
    activity: Activity | None = None

    @property
    def about(self) -> tuple[str, int] | None:
        subjects = {"event": self.event, "round": self.round, "activity": self.activity}
        return next(((name, one.id) for name, one in subjects.items() if one is not None), None)

    def is_over(self, now: datetime) -> bool:
        if self.event is not None:
            return self.event.cancelled or self.event.withdrawn or self.event.starts_at <= now
        return self.round is not None and self.round.closes_at <= now


class Gatherer:
    """`most`: so many messages a person may get in seven days without having asked for them."""

    def __init__(self, texts: Texts, most: int = MESSAGES_A_WEEK) -> None:
        self._texts, self._most = texts, most

    async def write(self, database: Database, claimed: Sequence[Claimed], now: datetime) -> list[Claimed]:
        """Those that go out, with their texts; the others are ended or put off."""
        if not any(map(_is_unasked, claimed)):
            return list(claimed)
        async with database.begin_brief() as session:
            return await self._gathered(session, claimed, now)

    async def _gathered(self, session: AsyncSession, claimed: Sequence[Claimed], now: datetime) -> list[Claimed]:
        looks = await _looks(session, claimed)
        if not looks:
            return list(claimed)
        gone = await _drop_answered(session, looks, now)
        gone |= await self._hold_back(session, [look for look in looks if look.id not in gone], now)
        held = {look.id: look.account_id for look in looks if look.waited and look.id not in gone}
        carriers = set(await together.merge_waiting(session, held, now)) if held else set()
        carriers |= {one.id for one in claimed if TOGETHER in one.outgoing.body} - gone
        kept = [one for one in claimed if one.id not in gone]
        return await self._written(session, kept, carriers, now) if carriers else kept

    async def _hold_back(self, session: AsyncSession, looks: Sequence[Look], now: datetime) -> set[int]:
        """Who has had enough this week gets it later, or not at all where that would be too late."""
        bound = [look for look in looks if not look.urgent and not weekly.is_exempt(look.kind)]
        full = await weekly.full_until(session, {look.account_id for look in bound}, self._most, now)
        late = [(look, full[look.account_id]) for look in bound if look.account_id in full]
        wanted = await weekly.asked_for(session, [look.id for look, _ in late]) if late else set()
        late = [(look, until) for look, until in late if look.id not in wanted]
        for look, until in late:
            if look.expires_at is not None and look.expires_at <= until:
                end = {"state": DeliveryState.EXPIRED, "reason": weekly.TOO_FULL, "ended_at": now}
                await change(session, [Delivery.id == look.id], **end, **FREE)
            else:
                wait = {"state": DeliveryState.PENDING, "reason": weekly.HELD, "due_at": until}
                await change(session, [Delivery.id == look.id], **wait, **FREE)
        return {look.id for look, _ in late}

    async def _written(
        self, session: AsyncSession, claimed: Sequence[Claimed], carriers: set[int], now: datetime
    ) -> list[Claimed]:
        readers = await together.readers(session, [one.account_id or 0 for one in claimed if one.id in carriers])
        kept = []
        for one in claimed:
            if one.id not in carriers:
                kept.append(one)
                continue
            outcome = await self._body(session, one, readers.get(one.account_id or 0), now)
            if isinstance(outcome, tuple):
                state, reason = outcome
                await change(session, [Delivery.id == one.id], state=state, reason=reason, ended_at=now, **FREE)
                await together.share_fates(session)
            else:
                kept.append(replace(one, outgoing=replace(one.outgoing, body=outcome), stands_for_others=True))
        return kept

    async def _body(
        self, session: AsyncSession, carrier: Claimed, reads: Reads | None, now: datetime
    ) -> Body | tuple[DeliveryState, str]:
        announcements = await together.parts_of(session, carrier.id)
        parts = {part.about: part for part in [await _part(session, one) for one in announcements]}
        left = [part for part in parts.values() if not part.is_over(now)]
        if reads is None or not left:
            return NOTHING_LEFT
        values = {"workstream": await workstream_by_id(session, announcements[0].workstream_id), "parts": left}
        try:
            return self._texts.body(TOGETHER, values, Reader(reads.language, reads.zone, Platform(reads.platform)))
        except Exception:
            log.exception("a message could not be written", delivery=carrier.id)
            return UNWRITABLE


async def _looks(session: AsyncSession, claimed: Sequence[Claimed]) -> list[Look]:
    """Of what went to many, and is no edit of what was sent."""
    unasked = [one.id for one in claimed if _is_unasked(one)]
    rows = await session.execute(
        select(Delivery, Announcement.kind)
        .join(Announcement, Delivery.announcement_id == Announcement.id)
        .where(Delivery.id.in_(unasked), Delivery.account_id.is_not(None))
    )
    return [Look(row.id, row.account_id or 0, kind, _waited(row), row.urgent, row.expires_at) for row, kind in rows]


def _is_unasked(claimed: Claimed) -> bool:
    return claimed.priority > Priority.REPLY and claimed.outgoing.replaces is None


def _waited(row: Delivery) -> bool:
    return row.created_at < row.due_at and row.attempts == 0


async def _drop_answered(session: AsyncSession, looks: Sequence[Look], now: datetime) -> set[int]:
    waited = [look.id for look in looks if look.waited]
    done = await answered_meanwhile(session, waited) if waited else set()
    if done:
        end = {"state": DeliveryState.CANCELLED, "reason": ANSWERED, "ended_at": now}
        await change(session, [Delivery.id.in_(done)], **end, **FREE)
    return done


async def _part(session: AsyncSession, announcement: Announcement) -> Part:
    kind = announcement.kind
    if announcement.event_id is not None:
        return Part(kind, event=await session.get(Event, announcement.event_id))
    if announcement.round_id is not None:
        held = await session.get_one(Round, announcement.round_id)
        seal = held.opening if kind == AnnouncementKind.OPENING else held.head
        return Part(kind, round=held, seal=for_people(seal) if seal else None)
    return Part(kind, activity=await session.get(Activity, announcement.activity_id))
