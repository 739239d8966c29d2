"""A comment: asked for by a button, then written as a line of text."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.comment import Comment
from engagebot.use_cases.asking import Member
from engagebot.use_cases.comment_card import LONGEST_COMMENT, comment_card, said_above, too_long
from engagebot.use_cases.comment_place import Place, closed_to, place_of
from engagebot.use_cases.reply import UNKNOWN_BUTTON, Reply, Say

NOTHING_ELSE = Reply((Say("not_understood"),))


async def ask_for_comment(session: AsyncSession, member: Member, named: Mapping[str, int]) -> Reply:
    """In place of the ballot's card, which comes back by a button; an event's card stays. `named`: as in `place_of`."""
    place = await place_of(session, member, named)
    if place is None:
        return UNKNOWN_BUTTON
    closed = await closed_to(session, member, place)
    if closed is not None:
        return closed
    card = {"card": member.card} if place.held is not None and member.card is not None else {}
    member.account.expects = {"what": "comment", **named, **card}
    values = place.values(member.stakeholder.language)
    return Reply((Say("comment_asked", values, in_place=place.event is None),))


async def keep_comment(session: AsyncSession, member: Member, expected: Mapping[str, object], text: str) -> Reply:
    """`expected`: where the dialogue stands."""
    place = await place_of(session, member, expected)
    if place is None:
        return NOTHING_ELSE
    closed = await closed_to(session, member, place)
    if closed is not None:
        member.account.expects = None
        return closed
    if len(text) > LONGEST_COMMENT:
        return too_long(text)
    comment = _comment(member, place, text)
    session.add(comment)
    await session.flush()
    member.account.expects = None
    written = said_above(member, expected, "comment_noted", {**place.values(member.stakeholder.language), "text": text})
    return Reply((*written, comment_card(member, comment, place)))


def _comment(member: Member, place: Place, text: str) -> Comment:
    return Comment(
        workstream_id=member.workstream.id,
        round_id=place.held.id if place.held else None,
        item=place.item.number if place.item else None,
        version=place.item.version if place.item else None,
        paragraph=place.paragraph,
        event_id=place.event.id if place.event else None,
        stakeholder_id=member.stakeholder.id,
        group=member.stakeholder.group,
        language=member.stakeholder.language,
        text=text,
        at=member.received_at,
    )


async def leave_question(_session: AsyncSession, member: Member) -> Reply:
    """Somebody wrote `cancel` while a question of ours was open: of that they may have meant all messages."""
    member.account.expects = None
    return Reply((Say("question_left"),))


async def leave_dialogue(_session: AsyncSession, member: Member) -> Reply:
    member.account.expects = None
    return Reply((Say("cancelled_dialogue", in_place=True),))
