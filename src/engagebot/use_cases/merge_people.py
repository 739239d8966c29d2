"""Two stakeholders turned out to be one person: everything of the one becomes the other's."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.people import Stakeholder
from engagebot.storage import merging
from engagebot.storage.linked_accounts import accounts_of
from engagebot.storage.practices import move_practices
from engagebot.use_cases.merge_votes import merge_votes


class Unlike(StrEnum):
    """Why two stakeholders cannot be made one by themselves: it would change who may take part in what."""

    WORKSTREAM = "workstream"
    MEMBERSHIP = "membership"


def unlike(one: Stakeholder, other: Stakeholder) -> Unlike | None:
    """None if they take part in the same consultation for the same group, region and organisation; one of them may
    have come by an invitation that names no organisation."""
    if one.workstream_id != other.workstream_id:
        return Unlike.WORKSTREAM
    organisations = {one.organisation_id, other.organisation_id} - {None}
    if (one.group, one.region) != (other.group, other.region) or len(organisations) > 1:
        return Unlike.MEMBERSHIP
    return None


async def merge_people(session: AsyncSession, staying: Stakeholder, leaving: Stakeholder, now: datetime) -> None:
    """`staying` keeps its language and time zone. Who stopped on either has stopped."""
    await merging.move_answers(session, staying.id, leaving.id)
    await merging.move_ratings(session, staying.id, leaving.id)
    await merging.move_comments(session, staying.id, leaving.id)
    await merging.move_drafts(session, staying.id, leaving.id)
    await merging.move_following(session, staying.id, leaving.id)
    await move_practices(session, staying.id, leaving.id)
    await merge_votes(session, staying.id, leaving.id, now)
    await merging.move_accounts(session, staying.id, leaving.id)
    staying.organisation_id = staying.organisation_id or leaving.organisation_id
    staying.focal_point = staying.focal_point or leaving.focal_point
    staying.stopped_at = staying.stopped_at or leaving.stopped_at
    await session.flush()
    await merging.cancel_doubles(session, await accounts_of(session, staying.id), now)
    await session.delete(leaving)
    await session.flush()
