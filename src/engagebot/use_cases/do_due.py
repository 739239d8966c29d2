"""One thing that is due, done in one transaction."""

from datetime import datetime

from sqlalchemy import and_
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Announcement, AnnouncementState, Occurrence, OccurrenceState
from engagebot.domain.consultation import SEAL_AFTER, Round, RoundState
from engagebot.storage.due import Due, DueKind, still_waiting
from engagebot.texts.texts import Texts
from engagebot.use_cases.close_round import close_round
from engagebot.use_cases.correct_cards import correct_cards
from engagebot.use_cases.fire_occurrence import fire_occurrence
from engagebot.use_cases.open_round import open_round
from engagebot.use_cases.remind_early import remind_early
from engagebot.use_cases.send_announcement import send_announcement


async def do_due(session: AsyncSession, texts: Texts, due: Due, now: datetime) -> None:
    """Nothing happens if another process did it meanwhile, or if it was put off since it was found due."""
    match due.kind:
        case DueKind.OPENING:
            planned = await still_waiting(
                session,
                Round,
                due.id,
                and_(Round.state == RoundState.PLANNED, Round.opens_at <= now, Round.withdrawn.is_(False)),
            )
            if planned is not None and now < planned.closes_at:
                await open_round(session, planned, now)
            elif planned is not None:
                planned.state = RoundState.MISSED
        case DueKind.CLOSING:
            over = and_(Round.state == RoundState.OPEN, Round.closes_at <= now - SEAL_AFTER)
            held = await still_waiting(session, Round, due.id, over)
            if held is not None:
                await close_round(session, texts, held, now)
        case DueKind.EVENING:
            await _evening(session, texts, due.id, now)
        case DueKind.OCCURRENCE:
            await _occurrence(session, texts, due.id, now)
        case DueKind.ANNOUNCEMENT:
            scheduled = and_(Announcement.state == AnnouncementState.SCHEDULED, Announcement.due_at <= now)
            announcement = await still_waiting(session, Announcement, due.id, scheduled)
            if announcement is not None:
                await correct_cards(session, texts, announcement, now)
                await send_announcement(session, texts, announcement, now)


async def _occurrence(session: AsyncSession, texts: Texts, occurrence_id: int, now: datetime) -> None:
    pending = and_(Occurrence.state == OccurrenceState.PENDING, Occurrence.due_at <= now)
    occurrence = await still_waiting(session, Occurrence, occurrence_id, pending)
    if occurrence is None:
        return
    announcement = await fire_occurrence(session, occurrence, now)
    if announcement is not None:
        await send_announcement(session, texts, announcement, now)


async def _evening(session: AsyncSession, texts: Texts, occurrence_id: int, now: datetime) -> None:
    to_come = and_(Occurrence.state == OccurrenceState.PENDING, Occurrence.due_at > now)
    occurrence = await still_waiting(session, Occurrence, occurrence_id, to_come)
    if occurrence is not None:
        occurrence.looked_at = now
        await remind_early(session, texts, occurrence, now)
