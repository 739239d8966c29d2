"""A text was changed after it was answered, and the voter says that their answer stands."""

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.consultation import Answers, Vote
from engagebot.use_cases.asking import Member
from engagebot.use_cases.at_the_box import Box, at_the_box
from engagebot.use_cases.ballot import card, review
from engagebot.use_cases.cast_vote import show_new_text
from engagebot.use_cases.mirror_card import mirrored, remember_card
from engagebot.use_cases.reply import UNKNOWN_BUTTON, Notice, Reply


async def confirm_answer(session: AsyncSession, member: Member, round_id: int, number: int, version: int) -> Reply:
    """What counts once more, now given to this version; for an organisation a focal point says so. Where no answer
    counts any more, the item is shown to be answered."""
    box = await at_the_box(session, member, round_id)
    if isinstance(box, Reply):
        return box
    if box.outdated(number, version):
        return await show_new_text(session, member, box, number)
    if not 1 <= number <= len(box.items) or box.items[number - 1].version != version:
        return UNKNOWN_BUTTON
    if box.draft is not None and not member.stakeholder.focal_point:
        return UNKNOWN_BUTTON
    await remember_card(session, member, box.held.id, box.draft is not None)
    if str(number) not in _counting(box):
        seen = await box.seen_by(session, member)
        return Reply((await card(session, member, box.held, box.items, number, box.shown, seen),))
    return await _confirm(session, member, box, number)


async def _confirm(session: AsyncSession, member: Member, box: Box, number: int) -> Reply:
    version = box.items[number - 1].version
    late = box.ballot is not None and member.received_at < box.ballot.changed_at
    earlier = box.given_to.get(number, version) < version
    votes = [Vote(number, version, _counting(box)[str(number)])] if earlier and not late else []
    box.record(session, votes, member.received_at)
    say = review(member.workstream, box.held, box.items, box.shown, await box.seen_by(session, member))
    says = (say, *(await mirrored(session, member, box.held.id, say) if votes else ()))
    return Reply(says, Notice("answer_stands", {"number": number}))


def _counting(box: Box) -> Answers:
    """Not what is only drafted, nor what another organisation voted for theirs by mandate: that one says whether it
    stands."""
    if box.draft is not None and box.draft.confirmed is None:
        return {}
    return box.ballot.answers if box.ballot else {}
