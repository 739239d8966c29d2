"""Seal a round after its closing, and tell everybody on its roll what came out."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Announcement, AnnouncementKind
from engagebot.domain.audience import Audience
from engagebot.domain.consultation import Anonymity, Round, RoundState
from engagebot.storage.counted import detach_voters
from engagebot.storage.mandates import forget_votes_by_mandate
from engagebot.texts.texts import Texts
from engagebot.use_cases.send_announcement import send_announcement

NEWS_FOR = timedelta(days=7)


async def close_round(session: AsyncSession, texts: Texts, held: Round, now: datetime) -> None:
    """Where ballots are to be detached, they are once the results are on their way to those on the roll."""
    held.state = RoundState.CLOSED
    held.closed_at = held.closes_at
    news = Announcement(
        workstream_id=held.workstream_id,
        kind=AnnouncementKind.RESULTS,
        round_id=held.id,
        audience=Audience(on_roll=held.id).to_json(),
        due_at=now,
        expires_at=now + NEWS_FOR,
        created_at=now,
    )
    session.add(news)
    if held.anonymity == Anonymity.DETACHED:
        await session.flush()
        await send_announcement(session, texts, news, now)
        await detach_voters(session, held.id)
        await forget_votes_by_mandate(session, held.id)
