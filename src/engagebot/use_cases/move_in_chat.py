"""One activity of the mandate, and an organiser who moves it in the chat; whoever follows it is told as by command."""

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.workstream import Activity, ActivityStatus
from engagebot.storage.activities import activity_by_id, followed_by
from engagebot.use_cases.asking import Member
from engagebot.use_cases.move_activity import followers_of, movable, move_activity
from engagebot.use_cases.refused import Refused
from engagebot.use_cases.reply import UNKNOWN_BUTTON, Notice, Reply, Say

NO_ORGANISER = Reply(notice=Notice("no_organiser", alert=True))

log = structlog.get_logger(__name__)


async def show_activity(session: AsyncSession, member: Member, activity_id: int, in_place: bool = False) -> Reply:
    activity = await _of_theirs(session, member, activity_id)
    if activity is None:
        return UNKNOWN_BUTTON
    return Reply((await _card(session, member, activity, in_place),))


async def ask_to_move(session: AsyncSession, member: Member, activity_id: int, status: str) -> Reply:
    """Says first what would happen, and how many hear of it."""
    if (refusal := _refusal(member, status)) is not None:
        return refusal
    activity = await _of_theirs(session, member, activity_id)
    if activity is None:
        return UNKNOWN_BUTTON
    if activity.status == status:
        return Reply((await _card(session, member, activity, in_place=True),), Notice("activity_there"))
    values = {"activity": activity, "to": status, "followers": await followers_of(session, activity)}
    return Reply((Say("activity_move_asked", values, in_place=True),))


async def move_as_asked(session: AsyncSession, member: Member, activity_id: int, status: str) -> Reply:
    if (refusal := _refusal(member, status)) is not None:
        return refusal
    activity = await _of_theirs(session, member, activity_id)
    if activity is None:
        return UNKNOWN_BUTTON
    try:
        held = await movable(session, member.workstream, activity.code, status, hold=True)
    except Refused:
        return Reply((await _card(session, member, activity, in_place=True),), Notice("activity_there"))
    await move_activity(session, held, status, member.received_at)
    log.info("an organiser moved an activity in the chat", activity=held.code, status=status)
    return Reply((await _card(session, member, held, in_place=True),), Notice("activity_moved"))


def _refusal(member: Member, status: str) -> Reply | None:
    """A button can be forged, and whoever was an organiser may be none any more."""
    if not member.organiser:
        log.warning("a press that only organisers may make was refused", press="move an activity")
        return NO_ORGANISER
    return None if status in set(ActivityStatus) else UNKNOWN_BUTTON


async def _of_theirs(session: AsyncSession, member: Member, activity_id: int) -> Activity | None:
    activity = await activity_by_id(session, activity_id)
    if activity is None or activity.withdrawn or activity.workstream_id != member.workstream.id:
        return None
    return activity


async def _card(session: AsyncSession, member: Member, activity: Activity, in_place: bool) -> Say:
    followed = activity.id in await followed_by(session, member.stakeholder.id)
    values = {"activity": activity, "followed": followed, "organiser": member.organiser}
    return Say("activity", {**values, "statuses": tuple(map(str, ActivityStatus))}, in_place)
