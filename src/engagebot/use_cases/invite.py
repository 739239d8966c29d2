"""Make an invitation: a code that carries organisation, group, region and language."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.codes import new_code
from engagebot.domain.people import Invitation
from engagebot.domain.workstream import LabelKind, Workstream
from engagebot.storage.people import label_keys, organisation_by_key, organisations_of
from engagebot.use_cases.refused import Refused


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom an invitation is for. The organisation brings its group and region along unless they are given."""

    organisation: str | None = None
    group: str | None = None
    region: str | None = None
    language: str | None = None
    people: int | None = None
    focal_point: bool = False
    expires_at: datetime | None = None


async def invite(session: AsyncSession, workstream: Workstream, invited: Invited, now: datetime) -> Invitation:
    """Raises Refused, naming what would have been possible."""
    organisation = None
    if invited.organisation is not None:
        organisation = await organisation_by_key(session, workstream.id, invited.organisation)
        if organisation is None:
            known = ", ".join(one.key for one in await organisations_of(session, workstream.id)) or "none"
            raise Refused(f"There is no organisation {invited.organisation} in {workstream.key}; there are: {known}.")
    if invited.focal_point and organisation is None:
        raise Refused("A focal point is one of an organisation: name it.")
    group = invited.group or (organisation.group if organisation else None)
    if group is None:
        raise Refused("An invitation needs an organisation or a group.")
    region = invited.region or (organisation.region if organisation else None)
    await _must_know(session, workstream, LabelKind.GROUP, group)
    if region is not None:
        await _must_know(session, workstream, LabelKind.REGION, region)
    language = invited.language or workstream.languages[0]
    if language not in workstream.languages:
        raise Refused(f"{workstream.key} speaks {', '.join(workstream.languages)}, not {language}.")
    if invited.people is not None and invited.people < 1:
        raise Refused("An invitation is for one person at least.")
    if invited.expires_at is not None and invited.expires_at <= now:
        raise Refused("The invitation would have expired already.")
    invitation = Invitation(
        workstream_id=workstream.id,
        code=new_code(),
        organisation_id=organisation.id if organisation else None,
        focal_point=invited.focal_point,
        group=group,
        region=region,
        language=language,
        people=invited.people,
        expires_at=invited.expires_at,
        created_at=now,
    )
    session.add(invitation)
    await session.flush()
    return invitation


async def _must_know(session: AsyncSession, workstream: Workstream, kind: LabelKind, key: str) -> None:
    known = await label_keys(session, workstream.id, kind)
    if key not in known:
        raise Refused(f"There is no {kind} {key} in {workstream.key}; there are: {', '.join(known)}.")
