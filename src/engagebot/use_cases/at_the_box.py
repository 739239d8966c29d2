"""A voter before a round that takes their answers: what stands, and what a press makes of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.consultation import Answers, Ballot, Round, Vote, Voter
from engagebot.domain.draft import Draft, Drafted, DraftState
from engagebot.domain.method import Given, Rules, changes
from engagebot.storage.drafts import draft_of, line_of
from engagebot.storage.rewordings import versions_answered
from engagebot.storage.rounds import Item, ballot_of, items_of, locked_round
from engagebot.use_cases.asking import Member
from engagebot.use_cases.ballot import closed_for_you, given_in, round_of
from engagebot.use_cases.drafting import DraftedAnswers, answers_in, drafted
from engagebot.use_cases.record_vote import new_ballot, record_vote
from engagebot.use_cases.reply import UNKNOWN_BUTTON, Reply, Say


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

    def still_counts(self, number: int) -> bool:
        """Whether an answer counts that is only taken back in the draft."""
        return self.draft is not None and self.ballot is not None and str(number) in self.ballot.answers

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
