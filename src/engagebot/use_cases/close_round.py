"""Seal a round after its closing, and tell everybody on its roll what came out."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Announcement, AnnouncementKind
from engagebot.domain.audience import Audience
from engagebot.domain.consultation import Round, RoundState

NEWS_FOR = timedelta(days=7)


async def close_round(session: AsyncSession, held: Round, now: datetime) -> None:
    held.state = RoundState.CLOSED
    held.closed_at = held.closes_at
    session.add(
        Announcement(
            workstream_id=held.workstream_id,
            kind=AnnouncementKind.RESULTS,
            round_id=held.id,
            audience=Audience(on_roll=held.id).to_json(),
            due_at=now,
            expires_at=now + NEWS_FOR,
            created_at=now,
        )
    )
