"""One press, counted at once, and changeable until the round closes. Where answers depend on each other, it can be
several vote events: they join the chain together or not at all."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.consultation import Answers, Ballot, Round, Vote, Voter
from engagebot.domain.draft import Draft, Drafted, DraftState
from engagebot.domain.method import Given, Method, Refusal, Rules, changes
from engagebot.storage.drafts import draft_of, line_of
from engagebot.storage.later_votes import voted_after
from engagebot.storage.rewordings import versions_answered
from engagebot.storage.rounds import Item, ballot_of, items_of, locked_round
from engagebot.use_cases.asking import Member
from engagebot.use_cases.ballot import card, closed_for_you, given_in, list_card, page_of, round_of
from engagebot.use_cases.drafting import DraftedAnswers, answers_in, drafted
from engagebot.use_cases.mirror_card import mirrored, remember_card
from engagebot.use_cases.record_vote import new_ballot, record_vote
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


@dataclass(slots=True)
class Box:
    """A voter before a locked round that takes their answers. Where organisations vote these go into the `draft`, and
    into the ballot when a focal point confirms it."""

    held: Round
    items: Sequence[Item]
    voter: Voter
    ballot: Ballot | None
    given_to: Mapping[int, int]
    """By item, the version to which the last word on it was given, if any text was changed since the opening; else
    nothing, since there is one version only."""
    draft: Draft | None = None

    @property
    def rules(self) -> Rules:
        return self.held.rules(len(self.items))

    @property
    def answers(self) -> Answers:
        if self.draft is not None:
            return self.draft.answers
        return self.ballot.answers if self.ballot else {}

    @property
    def shown(self) -> Ballot | DraftedAnswers | None:
        return self.ballot if self.draft is None else answers_in(self.draft, self.ballot)

    async def seen_by(self, session: AsyncSession, member: Member) -> Drafted | None:
        return None if self.draft is None else await drafted(session, member.stakeholder, self.draft)

    @property
    def changed_at(self) -> datetime | None:
        if self.draft is not None:
            return self.draft.changed_at
        return self.ballot.changed_at if self.ballot else None

    def take(self, session: AsyncSession, member: Member, votes: Sequence[Vote]) -> None:
        """What a member pressed."""
        if self.draft is None:
            return self.record(session, votes, member.received_at)
        answers = self.draft.answers
        for vote in votes:
            answers = vote.changed(answers)
        if votes:
            self.draft.change(answers, member.stakeholder.id, member.received_at)
        return None

    def record(self, session: AsyncSession, votes: Sequence[Vote], at: datetime) -> None:
        if votes and self.ballot is None:
            self.ballot = new_ballot(session, self.held, self.voter)
        for vote in votes:
            assert self.ballot is not None  # noqa: S101 - made above
            record_vote(session, self.held, self.voter, self.ballot, vote, at)

    def votes(self, after: Given, pressed: int | None = None) -> Iterator[Vote]:
        """What leads from the ballot as it stands to another one. The item that was `pressed` is answered on its text
        as it is now, be it with the same answer; the others, which only make room for it, on the text that they were
        answered on."""
        moved = dict(changes(given_in(self.answers), after))
        if pressed is not None and pressed in after and self.answered_before(pressed):
            moved[pressed] = after[pressed]
        for number, value in moved.items():
            version = self.items[number - 1].version
            yield Vote(number, version if number == pressed else self.given_to.get(number, version), value)

    def answered_before(self, number: int) -> bool:
        """Whether an answer to an item stands that was given to an earlier text; in a draft, one that was confirmed."""
        version = self.items[number - 1].version
        if self.draft is not None and self.draft.state != DraftState.CONFIRMED:
            return False
        return str(number) in self.answers and self.given_to.get(number, version) < version

    def outdated(self, number: int, version: int) -> bool:
        """Whether a button was made while the item had an earlier text."""
        known = 1 <= number <= len(self.items)
        return known and self.items[number - 1].reworded and version < self.items[number - 1].version


async def at_the_box(session: AsyncSession, member: Member, round_id: int) -> Box | Reply:
    """Or what to say to whoever cannot vote there. The round stays locked until the end of the transaction."""
    if await round_of(session, member, round_id) is None:
        return UNKNOWN_BUTTON
    held = await locked_round(session, round_id)
    if not held.accepts(member.received_at):
        return await closed_for_you(session, member, held)
    voter = await line_of(session, held, member.stakeholder)
    if voter is None:
        return Reply((Say("not_on_roll", {"round": held}),))
    own = await draft_of(session, held.id, member.stakeholder.organisation_id) if held.agreed.by_organisation else None
    items, ballot = await items_of(session, held.id), await ballot_of(session, voter.id)
    reworded = ballot is not None and any(item.reworded for item in items)
    given_to = await versions_answered(session, held.id, voter.id) if reworded else {}
    return Box(held, items, voter, ballot, given_to, None if own is None else own[1])


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
    """The next recommendation to rate; with the other methods the list again."""
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
