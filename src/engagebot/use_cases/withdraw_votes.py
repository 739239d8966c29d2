"""Take all of one's answers in a round back; who presses is asked once whether they mean it."""

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.use_cases.asking import Member
from engagebot.use_cases.at_the_box import Box, at_the_box
from engagebot.use_cases.ballot import review
from engagebot.use_cases.mirror_card import mirrored, remember_card
from engagebot.use_cases.reply import Notice, Reply, Say


async def ask_to_withdraw(session: AsyncSession, member: Member, round_id: int) -> Reply:
    box = await at_the_box(session, member, round_id)
    if isinstance(box, Reply):
        return box
    if not box.answers:
        return Reply((await _review(session, member, box),))
    values = {"round": box.held, "answered": len(box.answers), "draft": await box.seen_by(session, member)}
    member.account.expects = {"what": "button"}
    return Reply((Say("withdraw_asked", values, in_place=True),))


async def withdraw_votes(session: AsyncSession, member: Member, round_id: int) -> Reply:
    """Each answer is taken back as if by its own button, all at once; the chain keeps what was there before."""
    box = await at_the_box(session, member, round_id)
    if isinstance(box, Reply):
        return box
    late = box.changed_at is not None and member.received_at < box.changed_at
    votes = [] if late else list(box.votes({}))
    box.take(session, member, votes)
    say = await _review(session, member, box)
    await remember_card(session, member, box.held.id, box.draft is not None)
    says = (say, *(await mirrored(session, member, box.held.id, say) if votes else ()))
    if not votes:
        return Reply(says)
    return Reply(says, Notice("all_withdrawn" if box.draft is None else "draft_emptied"))


async def _review(session: AsyncSession, member: Member, box: Box) -> Say:
    return review(member.workstream, box.held, box.items, box.shown, await box.seen_by(session, member))
