"""Where a person's ballot cards stand on their several accounts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Announcement, AnnouncementKind
from engagebot.domain.card import BallotCard
from engagebot.domain.outbox import TOGETHER, Delivery, DeliveryState
from engagebot.domain.people import Account
from engagebot.storage.upsert import insert_for


@dataclass(frozen=True, slots=True)
class CardThere:
    """A card in the chat of an account; `ref` is the platform's name for it."""

    account: Account
    ref: str


async def note_card(session: AsyncSession, account_id: int, round_id: int, ref: str, now: datetime) -> None:
    statement = insert_for(session, BallotCard).values(account_id=account_id, round_id=round_id, ref=ref, at=now)
    await session.execute(
        statement.on_conflict_do_update(index_elements=["account_id", "round_id"], set_={"ref": ref, "at": now})
    )


async def cards_of(session: AsyncSession, stakeholder_id: int, round_id: int) -> list[CardThere]:
    """The newest on each reachable account that has one: a message that bore the ballot when it was last pressed, or
    the invitation to vote or the nudge, of which a press makes the card."""
    theirs = (Account.stakeholder_id == stakeholder_id, Account.unreachable.is_(None))
    pressed = await session.execute(
        select(Account, BallotCard.ref, BallotCard.at)
        .join(BallotCard, BallotCard.account_id == Account.id)
        .where(*theirs, BallotCard.round_id == round_id)
    )
    told = await session.execute(
        select(Account, Delivery.ref, Delivery.ended_at)
        .join(Delivery, Delivery.account_id == Account.id)
        .join(Announcement, Delivery.announcement_id == Announcement.id)
        .where(
            *theirs,
            Announcement.round_id == round_id,
            Announcement.kind.in_([AnnouncementKind.OPENING, AnnouncementKind.NUDGE]),
            Delivery.state == DeliveryState.SENT,
            Delivery.ref.is_not(None),
            Delivery.what != TOGETHER,
        )
    )
    newest: dict[int, tuple[datetime, CardThere]] = {}
    for account, ref, at in [*pressed, *told]:
        if account.id not in newest or newest[account.id][0] < at:
            newest[account.id] = at, CardThere(account, ref)
    return [card for _, card in newest.values()]
