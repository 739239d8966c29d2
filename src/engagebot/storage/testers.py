"""Finds the account to which an organiser wants a test to go."""

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.people import Account, Invitation, Stakeholder

Reached = tuple[Account, Stakeholder]


def _members(workstream_id: int) -> Select[Account, Stakeholder]:
    joined = select(Account, Stakeholder).join(Stakeholder, Account.stakeholder_id == Stakeholder.id)
    return joined.where(Stakeholder.workstream_id == workstream_id).order_by(Account.id.desc())


async def members_at(session: AsyncSession, workstream_id: int, platform: str, user: str) -> list[Reached]:
    """The accounts of a platform's user, one for each workspace, the newest first."""
    rows = await session.execute(_members(workstream_id).where(Account.platform == platform, Account.user == user))
    return [(account, person) for account, person in rows]


async def members_like(session: AsyncSession, invitation: Invitation) -> list[Reached]:
    """Everybody who can have come in by the invitation, the newest first. Which one did is not kept."""
    rows = await session.execute(
        _members(invitation.workstream_id).where(
            Stakeholder.organisation_id.is_not_distinct_from(invitation.organisation_id),
            Stakeholder.group == invitation.group,
            Stakeholder.region.is_not_distinct_from(invitation.region),
        )
    )
    return [(account, person) for account, person in rows]
