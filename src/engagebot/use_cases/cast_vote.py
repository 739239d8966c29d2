"""One press, one vote event: counted at once, and changeable until the round closes."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.consultation import Answers, Ballot, Vote
from engagebot.storage.later_votes import voted_after
from engagebot.storage.rounds import ballot_of, items_of, locked_round, voter_of
from engagebot.use_cases.asking import Member
from engagebot.use_cases.ballot import card, closed_for_you, round_of
from engagebot.use_cases.mirror_card import mirrored, remember_card
from engagebot.use_cases.record_vote import new_ballot, record_vote
from engagebot.use_cases.reply import UNKNOWN_BUTTON, Notice, Reply, Say

TAKEN_BACK = 0
"""The value of a button that takes an answer back."""
SCALE = range(1, 6)


async def cast_vote(
    session: AsyncSession, member: Member, round_id: int, number: int, version: int, value: int
) -> Reply:
    """Record `value` (1 to 5, or 0 to take the answer back) for an item, and show the next one.

    The round is locked first, so that votes join the chain one after the other. What counts for the closing is
    when the server received the press, not when the lock was had.
    """
    if await round_of(session, member, round_id) is None:
        return UNKNOWN_BUTTON
    held = await locked_round(session, round_id)
    if not held.accepts(member.received_at):
        return await closed_for_you(session, member, held)
    voter = await voter_of(session, held.id, member.stakeholder.id)
    if voter is None:
        return Reply((Say("not_on_roll", {"round": held}),))
    items = await items_of(session, held.id)
    if not 1 <= number <= len(items) or (value != TAKEN_BACK and value not in SCALE):
        return UNKNOWN_BUTTON
    item = items[number - 1]
    if item.version != version:
        return UNKNOWN_BUTTON
    ballot = await ballot_of(session, voter.id)
    given = None if value == TAKEN_BACK else value
    outdated = ballot is not None and await _outdated(session, ballot, number, member.received_at)
    changes = not outdated and (ballot.answers if ballot else {}).get(str(number)) != given
    if changes:
        ballot = ballot or new_ballot(session, held, voter)
        record_vote(session, held, voter, ballot, Vote(number, version, given), member.received_at)
    shown = number if value == TAKEN_BACK else next_item(len(items), ballot.answers if ballot else {}, number)
    say = await card(session, member, held, items, shown, ballot)
    await remember_card(session, member, held.id)
    return Reply((say, *(await mirrored(session, member, held.id, say) if changes else ())), vote_notice(number, value))


async def _outdated(session: AsyncSession, ballot: Ballot, number: int, received_at: datetime) -> bool:
    """An update that was set aside and is played again must not undo what the voter pressed after it."""
    return received_at < ballot.changed_at and await voted_after(session, ballot.voter_id, number, received_at)


def next_item(items: int, answers: Answers, number: int) -> int:
    """The next of so many items that has no answer yet; 0, the review, after the last one. What was skipped stays
    skipped."""
    return next((n for n in range(number + 1, items + 1) if str(n) not in answers), 0)


def vote_notice(number: int, value: int) -> Notice:
    message = "vote_taken_back" if value == TAKEN_BACK else "vote_kept"
    return Notice(message, {"number": number, "value": value}, by_value=True)
