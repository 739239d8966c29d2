"""Which ballots of a closed round count, and whose they are, as long as that is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, bindparam, null, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Body
from engagebot.domain.consultation import Ballot, Voter
from engagebot.domain.outbox import Delivery
from engagebot.domain.people import Account, Stakeholder


async def receipts_of(session: AsyncSession, round_id: int) -> list[str]:
    """Of all ballots with an answer, in no order."""
    found = await session.scalars(select(Ballot.receipt).where(Ballot.round_id == round_id, Ballot.answered > 0))
    return list(found)


@dataclass(frozen=True, slots=True)
class ToVoter:
    """A message to somebody whose ballot counts, and how they read."""

    delivery_id: int
    language: str
    zone: str
    platform: str
    receipt: str


async def messages_to_voters(session: AsyncSession, announcement_id: int, round_id: int) -> list[ToVoter]:
    rows = await session.execute(
        select(Delivery.id, Stakeholder.language, Stakeholder.zone, Account.platform, Ballot.receipt)
        .join(Account, Delivery.account_id == Account.id)
        .join(Stakeholder, Account.stakeholder_id == Stakeholder.id)
        .join(Voter, Voter.stakeholder_id == Stakeholder.id)
        .join(Ballot, Ballot.voter_id == Voter.id)
        .where(Delivery.announcement_id == announcement_id, Voter.round_id == round_id, Ballot.answered > 0)
    )
    return [ToVoter(*row) for row in rows]


async def give_bodies(session: AsyncSession, bodies: Mapping[int, Body]) -> None:
    """By delivery: a text of its own in place of its variant's."""
    outbox = cast(Table, Delivery.__table__)
    statement = update(outbox).where(outbox.c.id == bindparam("this_one")).values(body=bindparam("own"))
    if bodies:
        connection = await session.connection()
        await connection.execute(statement, [{"this_one": id_, "own": dict(body)} for id_, body in bodies.items()])


async def detach_voters(session: AsyncSession, round_id: int) -> None:
    """From now on nothing tells whose a ballot is."""
    theirs = update(Voter).where(Voter.round_id == round_id).values(stakeholder_id=null())
    await session.execute(theirs.execution_options(synchronize_session=False))
