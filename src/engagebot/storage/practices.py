"""Promising practices."""

from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.people import Organisation
from engagebot.domain.practice import Practice, PracticeState
from engagebot.domain.workstream import Label, LabelKind


async def practices_of(session: AsyncSession, stakeholder_id: int) -> list[Practice]:
    """A person's own, the newest first."""
    theirs = select(Practice).where(Practice.stakeholder_id == stakeholder_id).order_by(Practice.id.desc())
    return list(await session.scalars(theirs))


async def practice_for(session: AsyncSession, stakeholder_id: int, practice_id: int) -> Practice | None:
    """One of a person's own. It is held until the end of the transaction."""
    own = select(Practice).where(Practice.id == practice_id, Practice.stakeholder_id == stakeholder_id)
    return (await session.scalars(own.with_for_update(key_share=True))).one_or_none()


async def practice_in(session: AsyncSession, workstream_id: int, practice_id: int) -> Practice | None:
    """One that was sent. It is held until the end of the transaction."""
    sent = select(Practice).where(
        Practice.id == practice_id, Practice.workstream_id == workstream_id, Practice.sent_at.is_not(None)
    )
    return (await session.scalars(sent.with_for_update(key_share=True))).one_or_none()


async def practices_sent(
    session: AsyncSession, workstream_id: int, states: Collection[PracticeState]
) -> list[tuple[Practice, Organisation | None]]:
    """With whose organisation, in the order in which they were begun. What was never sent is its author's alone."""
    rows = await session.execute(
        select(Practice, Organisation)
        .outerjoin(Organisation, Practice.organisation_id == Organisation.id)
        .where(Practice.workstream_id == workstream_id, Practice.sent_at.is_not(None), Practice.state.in_(states))
        .order_by(Practice.id)
    )
    return [(practice, organisation) for practice, organisation in rows]


async def routes_of(session: AsyncSession, workstream_id: int) -> list[Label]:
    found = await session.scalars(
        select(Label)
        .where(Label.workstream_id == workstream_id, Label.kind == LabelKind.ROUTE, Label.withdrawn.is_(False))
        .order_by(Label.position)
    )
    return list(found)


async def move_practices(session: AsyncSession, staying: int, leaving: int) -> None:
    await session.execute(update(Practice).where(Practice.stakeholder_id == leaving).values(stakeholder_id=staying))
