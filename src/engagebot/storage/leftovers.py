"""What has served its purpose and must not lie about for ever."""

from datetime import datetime

from sqlalchemy import delete, null, update
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.inbox import SeenUpdate, SetAside
from engagebot.domain.outbox import Delivery
from engagebot.domain.people import Account
from engagebot.storage.outbox import is_open


async def drop_strangers(session: AsyncSession, before: datetime) -> None:
    """What was said to people who never consented, once it was sent and some time has passed."""
    await session.execute(
        delete(Delivery)
        .where(
            Delivery.account_id.is_(None),
            Delivery.announcement_id.is_(None),
            Delivery.created_at < before,
            ~is_open(),
        )
        .execution_options(synchronize_session=False)
    )


async def drop_undecided(session: AsyncSession, before: datetime) -> None:
    """Accounts of people who took an invitation and never said whether they agree; the invitation still works."""
    await session.execute(
        delete(Account)
        .where(Account.stakeholder_id.is_(None), Account.created_at < before)
        .execution_options(synchronize_session=False)
    )


async def drop_set_aside(session: AsyncSession, before: datetime) -> None:
    """Updates that nobody has mended: they hold what people wrote."""
    await session.execute(delete(SetAside).where(SetAside.at < before).execution_options(synchronize_session=False))


async def empty_replies(session: AsyncSession, before: datetime) -> None:
    """The text of what was sent to one person alone: it repeats what people rated and wrote."""
    await session.execute(
        update(Delivery)
        .where(
            Delivery.created_at < before,
            Delivery.body.is_not(None),
            ~is_open(),
        )
        .values(body=null(), document=null())
        .execution_options(synchronize_session=False)
    )


async def drop_seen_updates(session: AsyncSession, before: datetime) -> None:
    """Keys of updates that no platform delivers again."""
    await session.execute(delete(SeenUpdate).where(SeenUpdate.at < before).execution_options(synchronize_session=False))
