"""An organiser's hand on an announcement's messages: hold them, let them go, call them off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from engagebot.domain.outbox import CORRECTION, NOT_OUT, WAITING, Delivery, DeliveryState
from engagebot.domain.people import Account, Stakeholder
from engagebot.storage.asleep import mornings
from engagebot.storage.bells import Bell, ring
from engagebot.storage.corrections import edits_of
from engagebot.storage.nights import night_key, nights_of
from engagebot.storage.outbox import change


@dataclass(frozen=True, slots=True)
class Concerned:
    """How many of an announcement were changed: messages, and edits of sent ones."""

    messages: int
    edits: int


async def pause_waiting(session: AsyncSession, announcement_id: int) -> Concerned:
    """What is being sent at this moment is not reached by it."""
    return await _change(session, announcement_id, WAITING, state=DeliveryState.PAUSED)


async def resume_paused(session: AsyncSession, announcement_id: int, now: datetime) -> Concerned:
    """Each waits for its own instant again; but an edit of a card that became something newer meanwhile ends."""
    outdated = [edits_of(announcement_id), Delivery.state == DeliveryState.PAUSED, Delivery.id.in_(_overtaken())]
    end = {"state": DeliveryState.CANCELLED, "reason": "replaced by a later edit", "ended_at": now}
    await change(session, outdated, **end)
    paused = (DeliveryState.PAUSED,)
    await ring(session, Bell.LANES)
    return await _change(session, announcement_id, paused, state=DeliveryState.PENDING, reason=None, ended_at=None)


def _overtaken() -> Select[int]:
    """Paused edits of cards that an answer to their reader has edited since."""
    cards = (Delivery.lane, Delivery.chat, Delivery.replaces)
    answered = (
        select(*cards, func.max(Delivery.id).label("last"))
        .where(Delivery.replaces.is_not(None), Delivery.what != CORRECTION)
        .group_by(*cards)
        .subquery("answered")
    )
    edit = aliased(Delivery)
    same = and_(edit.lane == answered.c.lane, edit.chat == answered.c.chat, edit.replaces == answered.c.replaces)
    return select(edit.id).join(answered, same).where(edit.state == DeliveryState.PAUSED, edit.id < answered.c.last)


async def cancel_not_out(session: AsyncSession, announcement_id: int, reason: str, now: datetime) -> Concerned:
    """An edit that is being sent at this moment is not tried again if it comes back; one that is written after
    this is another matter, and goes out."""
    await change(session, [edits_of(announcement_id), Delivery.state == DeliveryState.LEASED], expires_at=now)
    end = {"state": DeliveryState.CANCELLED, "reason": reason, "ended_at": now}
    return await _change(session, announcement_id, NOT_OUT, **end)


async def _change(
    session: AsyncSession, announcement_id: int, states: Sequence[DeliveryState], **values: object
) -> Concerned:
    stand = Delivery.state.in_(states)
    messages = await change(session, [Delivery.announcement_id == announcement_id, stand], **values)
    return Concerned(messages, await change(session, [edits_of(announcement_id), stand], **values))


async def put_off(session: AsyncSession, announcement_id: int, now: datetime) -> None:
    """What waits for readers who sleep now is not due before their morning: one statement an instant."""
    pending = (Delivery.announcement_id == announcement_id, Delivery.state == DeliveryState.PENDING)
    patient = (*pending, Delivery.urgent.is_(False))
    until = mornings(await nights_of(session, *patient), now)
    for instant in sorted(set(until.values())):
        nights = [night for night, its_own in until.items() if its_own == instant]
        theirs = select(Account.id).join(Stakeholder, Account.stakeholder_id == Stakeholder.id)
        asleep = Delivery.account_id.in_(theirs.where(night_key().in_(nights)))
        await change(session, [*patient, Delivery.due_at < instant, asleep], due_at=instant)
