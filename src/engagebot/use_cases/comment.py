"""A comment on an item of a round: asked for by a button, then written as a line of text."""

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.comment import Comment
from engagebot.storage.rounds import voter_of
from engagebot.use_cases.asking import Member
from engagebot.use_cases.ballot import closed_for_you, find_item
from engagebot.use_cases.reply import UNKNOWN_BUTTON, Reply, Say

LONGEST_COMMENT = 1000
"""Characters: a few sentences, which fit any message of either platform."""


async def ask_for_comment(session: AsyncSession, member: Member, round_id: int, number: int) -> Reply:
    found = await find_item(session, member, round_id, number)
    if found is None:
        return UNKNOWN_BUTTON
    held, item = found
    if not held.accepts(member.received_at):
        return await closed_for_you(session, member, held)
    if await voter_of(session, held.id, member.stakeholder.id) is None:
        return Reply((Say("not_on_roll", {"round": held}),))
    member.account.expects = {"what": "comment", "round": held.id, "item": item.number}
    return Reply((Say("comment_asked", {"round": held, "item": item}),))


async def keep_comment(session: AsyncSession, member: Member, round_id: int, number: int, text: str) -> Reply:
    found = await find_item(session, member, round_id, number)
    if found is None:
        return Reply((Say("not_understood"),))
    held, item = found
    if not held.accepts(member.received_at):
        member.account.expects = None
        return await closed_for_you(session, member, held)
    if len(text) > LONGEST_COMMENT:
        return Reply((Say("comment_too_long", {"limit": LONGEST_COMMENT, "length": len(text)}),))
    session.add(
        Comment(
            workstream_id=member.workstream.id,
            round_id=held.id,
            item=item.number,
            stakeholder_id=member.stakeholder.id,
            group=member.stakeholder.group,
            language=member.stakeholder.language,
            text=text,
            at=member.received_at,
        )
    )
    member.account.expects = None
    return Reply((Say("comment_kept", {"round": held, "item": item}),))


async def leave_dialogue(_session: AsyncSession, member: Member) -> Reply:
    member.account.expects = None
    return Reply((Say("cancelled_dialogue", in_place=True),))
