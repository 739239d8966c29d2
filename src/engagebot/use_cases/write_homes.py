"""Slack's Home tabs are written when they go out: coming events, open rounds, own answers and settings as they are."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Body, Platform
from engagebot.domain.consultation import Round
from engagebot.domain.outbox import HOME, Delivery, DeliveryState
from engagebot.domain.people import Account, Stakeholder
from engagebot.domain.workstream import Workstream
from engagebot.storage.activities import followed_by
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
from engagebot.use_cases.greet import membership

EVENTS = 8
"""The others are behind a button."""
End = tuple[DeliveryState, str]
GONE: End = (DeliveryState.CANCELLED, "whoever it was for is gone")
UNWRITABLE: End = (DeliveryState.FAILED, "its text could not be written")
Part = tuple[str, Mapping[str, object]]

log = structlog.get_logger(__name__)


class HomeWriter:
    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    async def write(self, database: Database, claimed: Sequence[Claimed], now: datetime) -> list[Claimed]:
        """The same with their texts. A page that cannot be written is ended, and left out."""
        written: list[Claimed] = []
        for one in claimed:
            if HOME not in one.outgoing.body:
                written.append(one)
                continue
            async with database.read() as session:
                outcome = await self._body(session, one, now)
            if isinstance(outcome, tuple):
                await _end(database, one, *outcome, now)
            else:
                written.append(replace(one, outgoing=replace(one.outgoing, body=outcome)))
        return written

    async def _body(self, session: AsyncSession, claimed: Claimed, now: datetime) -> Body | End:
        member = await member_of(session, claimed, now)
        if member is None:
            return GONE
        person = member.stakeholder
        try:
            parts = await home(session, member)
            return self._texts.home(parts, Reader(person.language, person.zone, Platform(member.account.platform)))
        except Exception:
            log.exception("a home could not be written", delivery=claimed.id)
            return UNWRITABLE


async def _end(database: Database, claimed: Claimed, state: DeliveryState, reason: str, now: datetime) -> None:
    async with database.begin_brief() as session:
        await change(session, [Delivery.id == claimed.id], state=state, reason=reason, ended_at=now, leased_by=None)


async def member_of(session: AsyncSession, claimed: Claimed, now: datetime) -> Member | None:
    account = await session.get(Account, claimed.account_id) if claimed.account_id is not None else None
    if account is None or account.stakeholder_id is None:
        return None
    person = await session.get_one(Stakeholder, account.stakeholder_id)
    return Member(account, person, await session.get_one(Workstream, person.workstream_id), now)


async def home(session: AsyncSession, member: Member) -> list[Part]:
    """Names of messages with their values, one below the other."""
    workstream, person = member.workstream, member.stakeholder
    shared = {"workstream": workstream}
    top = {**shared, "stopped": not person.listens, **await membership(session, workstream, member)}
    events = [one for one in await coming_events(session, workstream.id, member.received_at) if concerns(one, member)]
    answers = await answers_of(session, person.id)
    given = {one.id: answers[one.id].answer if one.id in answers else None for one in events}
    rounds = await open_rounds_of(session, person.id, member.received_at)
    followed = len(await followed_by(session, person.id))
    return [
        ("home_top", {**top, "events": len(events), "rounds": len(rounds)}),
        *[("home_round", {**shared, **await _round(session, member, held)}) for held in rounds],
        *[("home_event", {**shared, "event": one, "answer": given[one.id]}) for one in events[:EVENTS]],
        ("home_settings", {"stakeholder": person, "followed": followed, "more": len(events) > EVENTS}),
    ]


async def _round(session: AsyncSession, member: Member, held: Round) -> Mapping[str, object]:
    answered = await answered_of(session, held, member.stakeholder)
    return {"round": held, "answered": answered, "total": len(await items_of(session, held.id))}
