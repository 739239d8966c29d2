"""A focal point votes for another organisation as for their own: what is confirmed for theirs is voted for it too."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.draft import DraftState
from engagebot.domain.mandate import Mandate
from engagebot.domain.method import changes
from engagebot.storage.drafts import draft_of
from engagebot.storage.mandates import held_by
from engagebot.storage.rewordings import versions_answered
from engagebot.storage.rounds import ballot_of
from engagebot.use_cases.asking import Member
from engagebot.use_cases.at_the_box import Box, at_the_box
from engagebot.use_cases.ballot import given_in, review
from engagebot.use_cases.mirror_card import remember_card
from engagebot.use_cases.record_vote import Vote
from engagebot.use_cases.reply import UNKNOWN_BUTTON, Notice, Reply, Say


async def vote_by_mandate(
    session: AsyncSession, member: Member, round_id: int, mandate_id: int, revision: int
) -> Reply:
    """`revision`: of the own draft, as it was shown above the button. Nothing is voted once the giver has voted
    itself, or has the mandate revoked."""
    box = await at_the_box(session, member, round_id)
    if isinstance(box, Reply):
        return box
    if box.draft is None or not member.stakeholder.focal_point:
        return UNKNOWN_BUTTON
    await remember_card(session, member, box.held.id, always=True)
    if mandate_id not in [one.id for one in await held_by(session, box.draft)]:
        return Reply((await _review(session, member, box),), Notice("mandate_over", alert=True))
    if box.draft.revision != revision or box.draft.state != DraftState.CONFIRMED:
        return Reply((await _review(session, member, box),), Notice("draft_changed", alert=True))
    await _cast(session, member, box, await session.get_one(Mandate, mandate_id))
    return Reply((await _review(session, member, box),), Notice("draft_confirmed"))


async def _cast(session: AsyncSession, member: Member, box: Box, mandate: Mandate) -> None:
    found = await draft_of(session, box.held.id, mandate.giver_id)
    assert found is not None  # noqa: S101 - it is held from one on the roll
    voter, draft = found
    given_to = await versions_answered(session, box.held.id, voter.id)
    theirs = replace(box, voter=voter, ballot=await ballot_of(session, voter.id), given_to=given_to, draft=draft)
    first = box.held.votes + 1
    theirs.record(session, _votes(box, theirs), member.received_at)
    mandate.votes = [*mandate.votes, *range(first, box.held.votes + 1)]
    await session.flush()


def _votes(box: Box, theirs: Box) -> list[Vote]:
    """What leads from what counts for the giver to what counts for the holder, on the texts that the holder answered
    on."""
    counts = given_in(theirs.ballot.answers if theirs.ballot else {})
    wanted = given_in(box.ballot.answers if box.ballot else {})
    versions = {item.number: box.given_to.get(item.number, item.version) for item in box.items}
    moved = dict(changes(counts, wanted))
    moved |= {number: value for number, value in wanted.items() if theirs.given_to.get(number) != versions[number]}
    now = {item.number: item.version for item in box.items}
    return [Vote(number, now[number] if value is None else versions[number], value) for number, value in moved.items()]


async def _review(session: AsyncSession, member: Member, box: Box) -> Say:
    seen = await box.seen_by(session, member)
    return review(member.workstream, box.held, box.items, box.shown, seen)
