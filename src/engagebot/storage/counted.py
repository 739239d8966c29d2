"""Which ballots of a closed round count, and whose they are, as long as that is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, bindparam, delete, null, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Body
from engagebot.domain.consultation import Ballot, Voter
from engagebot.domain.draft import Draft
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
    """Those to an organisation's people name its ballot."""
    columns = (Delivery.id, Stakeholder.language, Stakeholder.zone, Account.platform, Ballot.receipt)
    told = (
        select(*columns)
        .join(Account, Delivery.account_id == Account.id)
        .join(Stakeholder, Account.stakeholder_id == Stakeholder.id)
        .where(Delivery.announcement_id == announcement_id, Ballot.round_id == round_id, Ballot.answered > 0)
    )
    people = told.join(Voter, Voter.stakeholder_id == Stakeholder.id).join(Ballot, Ballot.voter_id == Voter.id)
    drafts = told.join(Draft, Draft.organisation_id == Stakeholder.organisation_id)
    organisations = drafts.join(Ballot, Ballot.voter_id == Draft.voter_id)
    return [ToVoter(*row) for query in (people, organisations) for row in await session.execute(query)]


async def give_bodies(session: AsyncSession, bodies: Mapping[int, Body]) -> None:
    """By delivery: a text of its own in place of its variant's."""
    outbox = cast(Table, Delivery.__table__)
    statement = update(outbox).where(outbox.c.id == bindparam("this_one")).values(body=bindparam("own"))
    if bodies:
        connection = await session.connection()
        await connection.execute(statement, [{"this_one": id_, "own": dict(body)} for id_, body in bodies.items()])


async def detach_voters(session: AsyncSession, round_id: int) -> None:
    """From now on nothing tells whose a ballot is, and what an organisation's people drafted is gone."""
    theirs = update(Voter).where(Voter.round_id == round_id).values(stakeholder_id=null())
    await session.execute(theirs.execution_options(synchronize_session=False))
    drafts = delete(Draft).where(Draft.round_id == round_id)
    await session.execute(drafts.execution_options(synchronize_session=False))
