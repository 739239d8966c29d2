"""Two lines on a round's roll that turned out to be one person's: one of them stays, with the last answers."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.consultation import Ballot, Round, VoteEvent, Voter
from engagebot.domain.method import changes
from engagebot.storage.merging import last_votes, lines_of
from engagebot.storage.rounds import ballot_of, items_of, locked_round
from engagebot.use_cases.record_vote import Vote, new_ballot, record_vote


async def merge_votes(session: AsyncSession, staying: int, leaving: int, now: datetime) -> None:
    """From stakeholder `leaving` to `staying`, in every round. In one that is closed nothing changes: both ballots
    were counted, and stay so."""
    mine = await lines_of(session, staying)
    for round_id, theirs in sorted((await lines_of(session, leaving)).items()):
        held = await locked_round(session, round_id)
        own = mine.get(round_id)
        if own is None:
            theirs.stakeholder_id = staying
        elif held.accepts(now):
            await _make_one(session, held, own, theirs, now)
        else:
            theirs.stakeholder_id = None


async def _make_one(session: AsyncSession, held: Round, own: Voter, theirs: Voter, now: datetime) -> None:
    """All in votes like any other, so that the chain leads to the ballots by its own rules. The line that leaves
    has no answers in the end; it stays where the roll was fixed with it."""
    theirs.merged, theirs.stakeholder_id = True, None
    left = await ballot_of(session, theirs.id)
    if left is None:
        return
    kept = await ballot_of(session, own.id)
    given, spoken = await last_votes(session, held.id, theirs.id), await last_votes(session, held.id, own.id)
    for vote in _taken_back(given):
        record_vote(session, held, theirs, left, vote, now)
    for vote in await _joined(session, held, given, spoken, kept):
        kept = kept or new_ballot(session, held, own)
        record_vote(session, held, own, kept, vote, now)


def _taken_back(given: Mapping[int, VoteEvent]) -> Iterator[Vote]:
    for item, last in sorted(given.items()):
        if last.value is not None:
            yield Vote(item, last.version, None)


def _later(given: Mapping[int, VoteEvent], spoken: Mapping[int, VoteEvent], kept: Ballot | None) -> list[Vote]:
    """What was said last on an item was said under the line that leaves, and is not what stands under the other."""
    answers = kept.answers if kept else {}
    return [
        Vote(item, last.version, last.value)
        for item, last in sorted(given.items())
        if (item not in spoken or spoken[item].sequence < last.sequence)
        and (answers.get(str(item)) != last.value or _confirms(last, spoken.get(item)))
    ]


def _confirms(last: VoteEvent, before: VoteEvent | None) -> bool:
    """The same answer, to a later text."""
    return before is not None and last.value == before.value is not None and last.version > before.version


async def _joined(
    session: AsyncSession,
    held: Round,
    given: Mapping[int, VoteEvent],
    spoken: Mapping[int, VoteEvent],
    kept: Ballot | None,
) -> list[Vote]:
    """Where answers depend on each other, those of two ballots may not go together: the one changed last stands as a
    whole."""
    rules = held.rules(len(await items_of(session, held.id)))
    return _whole(given, spoken, kept) if rules.binds else _later(given, spoken, kept)


def _whole(given: Mapping[int, VoteEvent], spoken: Mapping[int, VoteEvent], kept: Ballot | None) -> list[Vote]:
    if _last(given) < _last(spoken):
        return []
    answers = {item: last.value for item, last in given.items() if last.value is not None}
    before = {int(item): value for item, value in kept.answers.items()} if kept else {}
    moved = dict(changes(before, answers))
    moved |= {item: last.value for item, last in given.items() if _confirms(last, spoken.get(item))}
    return [Vote(item, {**spoken, **given}[item].version, value) for item, value in moved.items()]


def _last(votes: Mapping[int, VoteEvent]) -> int:
    return max((vote.sequence for vote in votes.values()), default=0)
