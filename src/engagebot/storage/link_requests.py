"""Requests to link two accounts, found by their code or by their number, and the wrong codes that were written."""

from datetime import datetime

from sqlalchemy import case, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Address
from engagebot.domain.linking import LIFETIME, WRONG_WITHIN, LinkRequest, WrongCodes, hash_of
from engagebot.storage.upsert import insert_for


async def replace_request(session: AsyncSession, account_id: int, code: str, number: str, now: datetime) -> None:
    """A new code makes the old one worthless."""
    await session.execute(delete(LinkRequest).where(LinkRequest.account_id == account_id))
    session.add(
        LinkRequest(account_id=account_id, code=hash_of(code), number=number, agreed=False, expires_at=now + LIFETIME)
    )
    await session.flush()


async def request_by_code(session: AsyncSession, code: str, now: datetime) -> LinkRequest | None:
    """Held until the end of the transaction: the code works once."""
    found = await session.scalars(
        select(LinkRequest)
        .where(LinkRequest.code == hash_of(code), LinkRequest.expires_at > now)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.one_or_none()


async def request_by_id(session: AsyncSession, request_id: int, now: datetime) -> LinkRequest | None:
    """Held until the end of the transaction: it is answered once."""
    found = await session.scalars(
        select(LinkRequest)
        .where(LinkRequest.id == request_id, LinkRequest.expires_at > now)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.one_or_none()


async def wrong_codes_of(session: AsyncSession, address: Address, now: datetime) -> int:
    """How many within the time that counts."""
    found = await session.get(WrongCodes, _who(address), populate_existing=True)
    return found.count if found is not None and found.since > now - WRONG_WITHIN else 0


async def note_wrong_code(session: AsyncSession, address: Address, now: datetime) -> None:
    statement = insert_for(session, WrongCodes).values(who=_who(address), count=1, since=now)
    recent = WrongCodes.since > now - WRONG_WITHIN
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["who"],
            set_={
                "count": case((recent, WrongCodes.count + 1), else_=1),
                "since": case((recent, WrongCodes.since), else_=statement.excluded.since),
            },
        )
    )


def _who(address: Address) -> str:
    return hash_of(f"{address.lane}:{address.user}")


async def drop_old_requests(session: AsyncSession, now: datetime) -> None:
    await session.execute(delete(LinkRequest).where(LinkRequest.expires_at <= now))


async def drop_old_wrong_codes(session: AsyncSession, now: datetime) -> None:
    await session.execute(delete(WrongCodes).where(WrongCodes.since <= now - WRONG_WITHIN))
