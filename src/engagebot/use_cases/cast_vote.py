"""One press, counted at once, and changeable until the round closes. Where answers depend on each other, it can be
several vote events: they join the chain together or not at all."""

from collections.abc import Callable

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.consultation import Answers
from engagebot.domain.method import Given, Method, Refusal, Rules
from engagebot.storage.later_votes import voted_after
from engagebot.use_cases.asking import Member
from engagebot.use_cases.at_the_box import Box, at_the_box
from engagebot.use_cases.ballot import card, given_in, list_card, page_of
from engagebot.use_cases.mirror_card import mirrored, remember_card
from engagebot.use_cases.reply import UNKNOWN_BUTTON, Notice, Reply, Say

Press = Callable[[Rules, Given], dict[int, int] | Refusal]
"""What a button does to a ballot."""


async def cast_vote(
    session: AsyncSession, member: Member, round_id: int, number: int, version: int, value: int
) -> Reply:
    """Give an item a value (method.py says which there are, and that 0 takes the answer back), and show what is next.

    The round is locked first, so that votes join the chain one after the other. What counts for the closing is
    when the server received the press, not when the lock was had.
    """
    box = await at_the_box(session, member, round_id)
    if isinstance(box, Reply):
        return box
    return await _answer(session, member, box, number, version, lambda rules, given: rules.press(given, number, value))


async def abstain(session: AsyncSession, member: Member, round_id: int, number: int, version: int) -> Reply:
    """The voter does not judge an item, and says so."""
    box = await at_the_box(session, member, round_id)
    if isinstance(box, Reply):
        return box
    return await _answer(session, member, box, number, version, lambda rules, given: rules.abstain(given, number))


async def _answer(session: AsyncSession, member: Member, box: Box, number: int, version: int, press: Press) -> Reply:
    if box.outdated(number, version):
        return await show_new_text(session, member, box, number)
    if not 1 <= number <= len(box.items) or box.items[number - 1].version != version:
        return UNKNOWN_BUTTON
    pressed = press(box.rules, given_in(box.answers))
    if isinstance(pressed, Refusal):
        return _refused(box, pressed)
    votes = [] if await _outdated(session, member, box, number) else list(box.votes(pressed, number))
    box.take(session, member, votes)
    say = await _next(session, member, box, number, pressed.get(number))
    await remember_card(session, member, box.held.id, box.draft is not None)
    says = (say, *(await mirrored(session, member, box.held.id, say) if votes else ()))
    return Reply(says, _notice(box, number, pressed))


async def show_new_text(session: AsyncSession, member: Member, box: Box, number: int) -> Reply:
    """In place of a card with the text before; nothing is counted, since the voter has not read this one."""
    say = await card(session, member, box.held, box.items, number, box.shown, await box.seen_by(session, member))
    await remember_card(session, member, box.held.id, box.draft is not None)
    return Reply((say,), Notice("text_changed", {"number": number}, alert=True))


async def _outdated(session: AsyncSession, member: Member, box: Box, number: int) -> bool:
    """An update that was set aside and is played again must not undo what the voter pressed after it."""
    received_at = member.received_at
    if box.changed_at is None or received_at >= box.changed_at:
        return False
    if box.draft is not None or box.ballot is None:
        return True
    return box.rules.binds or await voted_after(session, box.ballot.voter_id, number, received_at)


async def _next(session: AsyncSession, member: Member, box: Box, number: int, value: int | None) -> Say:
    """The next recommendation to rate; with the other methods the list again. Where what is taken out of a draft goes
    on counting, as is asked with a new text, the review with the button to confirm it."""
    if value is None and box.still_counts(number) and box.items[number - 1].reworded:
        return await card(session, member, box.held, box.items, 0, box.shown, await box.seen_by(session, member))
    if box.rules.method != Method.RATING:
        return list_card(box.held, box.items, page_of(number), box.shown, await box.seen_by(session, member))
    shown = number if value is None else next_item(len(box.items), box.answers, number)
    draft = await box.seen_by(session, member)
    return await card(session, member, box.held, box.items, shown, box.shown, draft)


def next_item(items: int, answers: Answers, number: int) -> int:
    """The next of so many items that has no answer yet; 0, the review, after the last one. What was skipped stays
    skipped."""
    return next((n for n in range(number + 1, items + 1) if str(n) not in answers), 0)


def vote_notice(number: int, value: int | None) -> Notice:
    """Of a rating."""
    message = "vote_taken_back" if value is None else "vote_kept"
    return Notice(message, {"number": number, "value": value}, by_value=True)


def _notice(box: Box, number: int, after: Given) -> Notice:
    if box.draft is not None:
        return Notice("draft_kept", {"number": number, "value": after.get(number), "rules": box.rules}, by_value=True)
    if box.rules.method == Method.RATING:
        return vote_notice(number, after.get(number))
    values = {"number": number, "value": after.get(number), "rules": box.rules, "left": box.rules.left(after)}
    return Notice("choice_kept", values, by_value=True)


def _refused(box: Box, refusal: Refusal) -> Reply:
    """Nothing is shown in the card's place, so that what is refused is read."""
    if refusal == Refusal.NO_SUCH_ANSWER:
        return UNKNOWN_BUTTON
    left = box.rules.left(given_in(box.answers)) or 0
    return Reply(notice=Notice("choice_refused", {"refusal": refusal, "rules": box.rules, "left": left}, alert=True))
