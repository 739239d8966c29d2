"""What was held back, when its time has come: whether its reader has done meanwhile what it asks for."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Announcement, AnnouncementKind
from engagebot.domain.audience import Audience
from engagebot.domain.event import EventAnswer, EventRating
from engagebot.domain.outbox import Delivery
from engagebot.domain.people import Account, Stakeholder
from engagebot.storage.audience import meant, voted

ANSWERED = "answered meanwhile"
ASKING = (AnnouncementKind.REMINDER, AnnouncementKind.NUDGE, AnnouncementKind.FEEDBACK, AnnouncementKind.REWORDED)
"""Whom these mean depends on what people have done."""


async def answered_meanwhile(session: AsyncSession, ids: Sequence[int]) -> set[int]:
    """Those of these deliveries that need not go out any more."""
    theirs = select(Delivery.announcement_id).where(Delivery.id.in_(ids))
    announcements = (await session.scalars(select(Announcement).where(Announcement.id.in_(theirs)))).all()
    found: set[int] = set()
    for one in announcements:
        if conditions := _still_meant(one):
            found |= set(await session.scalars(_among(ids, one, conditions)))
    return found


def _among(ids: Sequence[int], announcement: Announcement, conditions: Sequence[ColumnElement[bool]]) -> Select[int]:
    """Those of them that go to somebody of whom the conditions do not hold any more."""
    still = select(Account.id).join(Stakeholder, Account.stakeholder_id == Stakeholder.id).where(*conditions)
    of_it = (Delivery.id.in_(ids), Delivery.announcement_id == announcement.id)
    return select(Delivery.id).where(*of_it, Delivery.account_id.not_in(still))


def _still_meant(announcement: Announcement) -> list[ColumnElement[bool]]:
    """Conditions on Stakeholder; none where nobody can have done what it asks for."""
    conditions: list[ColumnElement[bool]] = []
    if announcement.kind in ASKING:
        conditions += meant(Audience.from_json(announcement.audience), announcement.workstream_id)
    if announcement.kind == AnnouncementKind.EVENT and announcement.event_id is not None:
        answered = (EventAnswer.event_id == announcement.event_id, EventAnswer.answer.is_not(None))
        conditions.append(~exists().where(*answered, EventAnswer.stakeholder_id == Stakeholder.id))
    if announcement.kind == AnnouncementKind.FEEDBACK and announcement.event_id is not None:
        rated = (EventRating.event_id == announcement.event_id, EventRating.stakeholder_id == Stakeholder.id)
        conditions.append(~exists().where(*rated))
    if announcement.kind == AnnouncementKind.OPENING and announcement.round_id is not None:
        conditions.append(~voted(announcement.round_id))
    return conditions
