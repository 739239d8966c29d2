"""Weekly summaries are written when they go out: coming events, open rounds, activities that moved, for one person."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Body, Platform
from engagebot.domain.outbox import DIGEST, Delivery, DeliveryState
from engagebot.domain.weekly import WEEK
from engagebot.domain.workstream import Activity
from engagebot.storage.database import Database
from engagebot.storage.events import answers_of, coming_events
from engagebot.storage.leases import Claimed
from engagebot.storage.merging import open_rounds_of
from engagebot.storage.outbox import change
from engagebot.storage.rounds import items_of
from engagebot.texts.reader import Reader
from engagebot.texts.texts import Texts
from engagebot.use_cases.asking import Member
from engagebot.use_cases.drafting import answered_of
from engagebot.use_cases.event_for import concerns
from engagebot.use_cases.write_homes import member_of

EVENTS = 5
ACTIVITIES = 8
"""More are too much to read on a telephone; a button leads to all."""
NOTHING_NEW = (DeliveryState.CANCELLED, "there was nothing to tell this week")
UNWRITABLE = (DeliveryState.FAILED, "its text could not be written")
Values = Mapping[str, object]

log = structlog.get_logger(__name__)


class DigestWriter:
    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    async def write(self, database: Database, claimed: Sequence[Claimed], now: datetime) -> list[Claimed]:
        """The same with their texts. A summary of nothing is ended, and left out."""
        if not any(DIGEST in one.outgoing.body for one in claimed):
            return list(claimed)
        async with database.begin_brief() as session:
            return await self._written(session, claimed, now)

    async def _written(self, session: AsyncSession, claimed: Sequence[Claimed], now: datetime) -> list[Claimed]:
        written: list[Claimed] = []
        for one in claimed:
            if DIGEST not in one.outgoing.body:
                written.append(one)
                continue
            outcome = await self._body(session, one, now)
            if isinstance(outcome, tuple):
                state, reason = outcome
                end = {"state": state, "reason": reason, "ended_at": now, "leased_by": None, "leased_until": None}
                await change(session, [Delivery.id == one.id], **end)
            else:
                written.append(replace(one, outgoing=replace(one.outgoing, body=outcome)))
        return written

    async def _body(self, session: AsyncSession, claimed: Claimed, now: datetime) -> Body | tuple[DeliveryState, str]:
        member = await member_of(session, claimed, now)
        values = None if member is None else await digest_of(session, member)
        if member is None or values is None:
            return NOTHING_NEW
        person = member.stakeholder
        reader = Reader(person.language, person.zone, Platform(member.account.platform))
        try:
            return self._texts.body("digest", values, reader)
        except Exception:
            log.exception("a summary could not be written", delivery=claimed.id)
            return UNWRITABLE


async def digest_of(session: AsyncSession, member: Member) -> Values | None:
    """None where there is nothing to tell."""
    workstream, person, now = member.workstream, member.stakeholder, member.received_at
    events = [one for one in await coming_events(session, workstream.id, now) if concerns(one, member)]
    answers = await answers_of(session, person.id)
    rounds = []
    for held in await open_rounds_of(session, person.id, now):
        answered = await answered_of(session, held, person)
        rounds.append((held, answered, len(await items_of(session, held.id))))
    lately = (Activity.workstream_id == workstream.id, Activity.withdrawn.is_(False), Activity.moved_at > now - WEEK)
    activities = (await session.scalars(select(Activity).where(*lately).order_by(Activity.position))).all()
    if not events and not rounds and not activities:
        return None
    given = [(one, answers[one.id].answer if one.id in answers else None) for one in events]
    return {
        "workstream": workstream,
        "events": given[:EVENTS],
        "more": max(0, len(given) - EVENTS),
        "rounds": rounds,
        "activities": activities[:ACTIVITIES],
    }
