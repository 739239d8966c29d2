"""Accounts, stakeholders and invitations."""

from functools import cache

from sqlalchemy import ColumnElement, CursorResult, Select, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Address
from engagebot.domain.base import Localised
from engagebot.domain.people import Account, Invitation, Organisation, Stakeholder
from engagebot.domain.workstream import Label, LabelKind, Workstream


async def account_at(
    session: AsyncSession, address: Address
) -> tuple[Account, Stakeholder | None, Workstream | None] | None:
    """The account, and whose it is in which workstream, once the person has joined. It is held until the end of
    the transaction: what one person does at the same time in two processes happens one after the other."""
    place = {"platform": address.platform, "workspace": address.workspace, "user": address.user}
    if session.get_bind().dialect.name != "sqlite":
        # By itself, before it is read: whose it is may change while we wait.
        await session.execute(_held_account(), place)
    row = (await session.execute(_account_at(), place)).one_or_none()
    return None if row is None else (row.Account, row.Stakeholder, row.Workstream)


def _at_place() -> list[ColumnElement[bool]]:
    columns = (Account.platform, Account.workspace, Account.user)
    return [column == bindparam(column.key) for column in columns]


@cache
def _held_account() -> Select[int]:
    return select(Account.id).where(*_at_place()).with_for_update(key_share=True)


@cache
def _account_at() -> Select[Account, Stakeholder, Workstream]:
    return (
        select(Account, Stakeholder, Workstream)
        .outerjoin(Stakeholder, Account.stakeholder_id == Stakeholder.id)
        .outerjoin(Workstream, Stakeholder.workstream_id == Workstream.id)
        .where(*_at_place())
    )


async def invitation_by_code(session: AsyncSession, code: str) -> Invitation | None:
    found = await session.scalars(select(Invitation).where(Invitation.code == code))
    return found.one_or_none()


async def take_place(session: AsyncSession, invitation: Invitation) -> bool:
    """Take one place of an invitation; False if the last one went to somebody else meanwhile."""
    result = await session.execute(
        update(Invitation)
        .where(
            Invitation.id == invitation.id,
            or_(Invitation.people.is_(None), Invitation.taken < Invitation.people),
        )
        .values(taken=Invitation.taken + 1)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(result, CursorResult)  # noqa: S101 - tells the type checker what DML returns
    return result.rowcount == 1


async def organisation_of(session: AsyncSession, holder: Invitation | Stakeholder) -> Organisation | None:
    if holder.organisation_id is None:
        return None
    return await session.get(Organisation, holder.organisation_id)


async def organisation_by_key(session: AsyncSession, workstream_id: int, key: str) -> Organisation | None:
    found = await session.scalars(
        select(Organisation).where(Organisation.workstream_id == workstream_id, Organisation.key == key)
    )
    return found.one_or_none()


async def label_title(session: AsyncSession, workstream_id: int, kind: LabelKind, key: str) -> Localised:
    """What a group, region or route is called; its key where the workstream no longer names it."""
    title = await session.scalar(
        select(Label.title).where(Label.workstream_id == workstream_id, Label.kind == kind, Label.key == key)
    )
    return title or {"en": key}


async def label_keys(session: AsyncSession, workstream_id: int, kind: LabelKind) -> list[str]:
    """The groups, regions or routes in use, in their order."""
    found = await session.scalars(
        select(Label.key)
        .where(Label.workstream_id == workstream_id, Label.kind == kind, Label.withdrawn.is_(False))
        .order_by(Label.position)
    )
    return list(found)


async def organisations_of(session: AsyncSession, workstream_id: int) -> list[Organisation]:
    """Those in the workstream file, in its order."""
    found = await session.scalars(
        select(Organisation)
        .where(Organisation.workstream_id == workstream_id, Organisation.withdrawn.is_(False))
        .order_by(Organisation.id)
    )
    return list(found)


async def invitations_of(session: AsyncSession, workstream_id: int) -> list[Invitation]:
    """The oldest first."""
    found = await session.scalars(
        select(Invitation).where(Invitation.workstream_id == workstream_id).order_by(Invitation.id)
    )
    return list(found)
