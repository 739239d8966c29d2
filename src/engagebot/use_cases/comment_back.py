"""From the thanks for a comment back to the ballot, of which there is one card at a time."""

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.comment import Comment
from engagebot.domain.consultation import Round
from engagebot.storage.comments import own_comment, wrote_more
from engagebot.storage.rounds import ballot_of, voter_of
from engagebot.use_cases.asking import Member
from engagebot.use_cases.ballot import show_card
from engagebot.use_cases.comment_place import place_of_comment
from engagebot.use_cases.reply import UNKNOWN_BUTTON, Notice, Reply, Say


async def go_back(session: AsyncSession, member: Member, comment_id: int) -> Reply:
    """In place of the thanks, unless they went on with another card of the round: then nothing is left to press."""
    comment = await own_comment(session, comment_id, member.stakeholder.id)
    place = await place_of_comment(session, member, comment) if comment is not None else None
    if comment is None or place is None or place.held is None:
        return UNKNOWN_BUTTON
    if not await _went_on(session, member, comment, place.held):
        return await show_card(session, member, place.held.id, comment.item or 0)
    values = {**place.values(member.stakeholder.language), "text": comment.text}
    return Reply((Say("comment_noted", values, in_place=True),), Notice("card_elsewhere", alert=True))


async def _went_on(session: AsyncSession, member: Member, comment: Comment, held: Round) -> bool:
    """The card on which the comment was begun has given way to it: whatever they did in the round since then, they
    did on another one. On several accounts, or with colleagues, they may have done it elsewhere."""
    if member.account.is_linked or held.agreed.by_organisation or not held.accepts(member.received_at):
        return False
    voter = await voter_of(session, held.id, member.stakeholder.id)
    ballot = await ballot_of(session, voter.id) if voter is not None else None
    voted = ballot is not None and ballot.changed_at > comment.at
    return voted or await wrote_more(session, comment)
