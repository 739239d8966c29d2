"""Open a round: fix who may vote, and tell them."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Announcement, AnnouncementKind
from engagebot.domain.audience import Audience
from engagebot.domain.consultation import Round, RoundState
from engagebot.domain.opening import opening_hash
from engagebot.use_cases.freeze_roll import freeze_roll
from engagebot.use_cases.opening_of import opening_of
from engagebot.use_cases.round_before import keep_round_before


async def open_round(session: AsyncSession, held: Round, now: datetime) -> None:
    """The roll is frozen here. With the terms and the texts it is hashed into the beginning of the chain."""
    roll = await freeze_roll(session, held)
    await keep_round_before(session, held)
    held.state = RoundState.OPEN
    held.opened_at = now
    held.opening = held.head = opening_hash(await opening_of(session, held, roll))
    session.add(
        Announcement(
            workstream_id=held.workstream_id,
            kind=AnnouncementKind.OPENING,
            round_id=held.id,
            audience=Audience(on_roll=held.id).to_json(),
            due_at=now,
            expires_at=held.closes_at,
            created_at=now,
        )
    )
