"""The board of activities, and being told when one of them moves."""

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.storage import activities
from engagebot.storage.workstreams import activities_of
from engagebot.use_cases.asking import Member
from engagebot.use_cases.reply import UNKNOWN_BUTTON, Notice, Reply, Say


async def show_activities(session: AsyncSession, member: Member, in_place: bool = False) -> Reply:
    values = {
        "workstream": member.workstream,
        "activities": await activities_of(session, member.workstream.id),
        "organiser": member.organiser,
        "followed": await activities.followed_by(session, member.stakeholder.id),
        "stopped": not member.stakeholder.listens,
    }
    return Reply((Say("activities", values, in_place),))


async def follow_activity(session: AsyncSession, member: Member, activity_id: int, on: bool) -> Reply:
    """Activity 0 is all of them. Whoever has stopped is promised nothing: the board says why."""
    there = [one.id for one in await activities_of(session, member.workstream.id)]
    chosen = there if activity_id == 0 else [one for one in there if one == activity_id]
    if not chosen:
        return UNKNOWN_BUTTON
    if on:
        await activities.follow(session, member.stakeholder.id, chosen, member.received_at)
    else:
        await activities.follow_no_more(session, member.stakeholder.id, chosen)
    board = await show_activities(session, member, in_place=True)
    if on and not member.stakeholder.listens:
        return board
    return Reply(board.says, Notice("following" if on else "not_following"))
