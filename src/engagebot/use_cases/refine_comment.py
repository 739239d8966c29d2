"""What an author can add to a comment while it is open: its kind, another wording, and why."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.comment import Comment, CommentKind
from engagebot.storage.comments import is_settled, own_comment
from engagebot.use_cases.asking import Member
from engagebot.use_cases.comment_card import LONGEST_COMMENT, comment_card, said_above, too_long
from engagebot.use_cases.comment_place import Place, closed_to, place_of_comment
from engagebot.use_cases.reply import UNKNOWN_BUTTON, Notice, Reply, Say

SETTLED = Reply(notice=Notice("comment_settled", alert=True))
MORE = ("proposed", "rationale")
"""What can be written to it, by its column."""


async def show_comment(session: AsyncSession, member: Member, comment_id: int) -> Reply:
    found = await _found(session, member, comment_id)
    return found if isinstance(found, Reply) else Reply((comment_card(member, *found),))


async def choose_kind(session: AsyncSession, member: Member, comment_id: int, kind: str) -> Reply:
    found = await _found(session, member, comment_id)
    if isinstance(found, Reply):
        return found
    if kind not in set(CommentKind):
        return UNKNOWN_BUTTON
    comment, _ = found
    comment.kind = kind
    return Reply((comment_card(member, *found),), Notice("comment_kind_kept", {"kind": kind}))


async def ask_for_more(session: AsyncSession, member: Member, comment_id: int, what: str) -> Reply:
    """`what`: one of `MORE`."""
    found = await _found(session, member, comment_id)
    if isinstance(found, Reply):
        return found
    comment, place = found
    card = {"card": member.card} if member.card is not None else {}
    member.account.expects = {"what": what, "comment": comment.id, **card}
    values = {**place.values(member.stakeholder.language), "comment": comment, "what": what}
    return Reply((Say("comment_more_asked", values, in_place=True),))


async def keep_more(
    session: AsyncSession, member: Member, expected: Mapping[str, object], comment_id: int, text: str
) -> Reply:
    """`expected`: where the dialogue stands."""
    found = await _found(session, member, comment_id)
    if isinstance(found, Reply):
        member.account.expects = None
        return found if found.says else Reply((Say("not_understood"),))
    if len(text) > LONGEST_COMMENT:
        return too_long(text)
    comment, place = found
    setattr(comment, str(expected["what"]), text)
    member.account.expects = None
    values = {**place.values(member.stakeholder.language), "text": text}
    written = said_above(member, expected, "comment_noted", values)
    return Reply((*written, comment_card(member, comment, place)))


async def _found(session: AsyncSession, member: Member, comment_id: int) -> tuple[Comment, Place] | Reply:
    """The member's own comment and what it is on, or why nothing can be added to it any more."""
    comment = await own_comment(session, comment_id, member.stakeholder.id)
    place = await place_of_comment(session, member, comment) if comment is not None else None
    if comment is None or place is None:
        return UNKNOWN_BUTTON
    closed = await closed_to(session, member, place)
    if closed is not None:
        return closed
    return SETTLED if await is_settled(session, comment.id) else (comment, place)
