"""What is kept of people who have not consented, which is next to nothing, and how it goes."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Delete, and_, bindparam, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.outbox import Delivery, DeliveryState
from engagebot.storage.outbox import OUTBOX, is_open


async def spoken_to(session: AsyncSession, lane: str, chat: str) -> bool:
    """Whether we said anything in this chat before."""
    return bool(await session.scalar(select(exists().where(Delivery.lane == lane, Delivery.chat == chat))))


async def forget_chat(session: AsyncSession, lane: str, chat: str) -> None:
    """Drop every message to a stranger's chat, waiting or sent; one that is on its way right now may still arrive."""
    await session.execute(
        delete(Delivery)
        .where(
            Delivery.lane == lane,
            Delivery.chat == chat,
            Delivery.account_id.is_(None),
            Delivery.state != DeliveryState.LEASED,
        )
        .execution_options(synchronize_session=False)
    )


FAREWELLS = ("consent_declined", "deleted", "home_stranger")
"""The answers to a refusal and to the wish to be forgotten, and the page of whoever has not joined: the last thing
said, and the last thing that holds the chat's number."""


async def forget_farewells(session: AsyncSession, ids: Sequence[int]) -> None:
    """Drop, of these messages to strangers, the farewells that have come to their end."""
    await session.execute(_farewells(), {"ids": ids})


@cache
def _farewells() -> Delete:
    row = OUTBOX.c
    farewell = and_(row.what.in_(FAREWELLS), row.account_id.is_(None), ~is_open(row))
    return delete(OUTBOX).where(row.id.in_(bindparam("ids", expanding=True)), farewell)
