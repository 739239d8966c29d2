"""The weekly summary: who wants it, and when the next one is made."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Announcement, AnnouncementKind, AnnouncementState
from engagebot.domain.audience import Audience
from engagebot.domain.consultation import Round
from engagebot.domain.event import Event
from engagebot.domain.people import Stakeholder
from engagebot.domain.weekly import CAN_WAIT, USEFUL, next_digest
from engagebot.domain.workstream import Workstream
from engagebot.storage.bells import Bell, ring
from engagebot.use_cases.asking import Member
from engagebot.use_cases.reply import Reply, Say


async def choose_digest(session: AsyncSession, member: Member, on: bool) -> Reply:
    member.stakeholder.digest = on
    if on:
        await session.flush()
        await ensure_next(session, member.workstream.id, member.received_at)
    return Reply((Say("settings", {"stakeholder": member.stakeholder}, in_place=True),))


async def ensure_next(session: AsyncSession, workstream_id: int, now: datetime) -> None:
    """One summary waits for its Sunday as long as anybody wants any."""
    await session.scalars(select(Workstream.id).where(Workstream.id == workstream_id).with_for_update(key_share=True))
    waiting = exists().where(
        Announcement.workstream_id == workstream_id,
        Announcement.kind == AnnouncementKind.DIGEST,
        Announcement.state == AnnouncementState.SCHEDULED,
    )
    wanted = exists().where(Stakeholder.workstream_id == workstream_id, Stakeholder.digest.is_(True))
    if not await session.scalar(select(wanted & ~waiting)):
        return
    due_at = next_digest(now)
    session.add(
        Announcement(
            workstream_id=workstream_id,
            kind=AnnouncementKind.DIGEST,
            audience=Audience(digest=True).to_json(),
            due_at=due_at,
            expires_at=due_at + USEFUL,
            created_at=now,
        )
    )
    await session.flush()
    await ring(session, Bell.DUTIES)


def can_wait(kind: str, event: Event | None, held: Round | None, now: datetime) -> bool:
    """Whether an announcement is left to the summary of those who prefer that."""
    match kind:
        case AnnouncementKind.EVENT if event is not None:
            return event.starts_at > now + CAN_WAIT
        case AnnouncementKind.OPENING if held is not None:
            return held.closes_at > now + CAN_WAIT
        case AnnouncementKind.ACTIVITY:
            return True
        case _:
            return False
