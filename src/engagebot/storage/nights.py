"""When the readers of messages want to be left in peace, as the database knows it."""

from datetime import datetime

from sqlalchemy import ColumnElement, String, cast, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.outbox import Delivery, Priority
from engagebot.domain.people import Account, Stakeholder
from engagebot.domain.quiet import Night
from engagebot.storage.bells import Bell, ring
from engagebot.storage.outbox import change, waits


def night_key() -> ColumnElement[str]:
    """As `Night.key`."""
    return cast(Stakeholder.zone + literal(" ") + Stakeholder.quiet, String)


async def nights_of(session: AsyncSession, *deliveries: ColumnElement[bool]) -> list[Night]:
    """Of those to whom these go."""
    rows = await session.execute(
        select(Stakeholder.zone, Stakeholder.quiet)
        .join(Account, Account.stakeholder_id == Stakeholder.id)
        .join(Delivery, Delivery.account_id == Account.id)
        .where(*deliveries)
        .distinct()
    )
    return sorted(Night(zone, quiet) for zone, quiet in rows)


async def wake_otherwise(session: AsyncSession, person: Stakeholder, before: Night, now: datetime) -> None:
    """Their quiet hours or their zone are others now: what waits for the end of this night waits as they say now."""
    old, new = before.ends(now), person.night.ends(now)
    if old <= now or old == new:
        return
    theirs = Delivery.account_id.in_(select(Account.id).where(Account.stakeholder_id == person.id))
    await change(session, [theirs, waits(), Delivery.priority > Priority.REPLY, Delivery.due_at == old], due_at=new)
    await ring(session, Bell.LANES)
