"""The votes of a round, its roll and its ballots one after the other, so that no round is too large for the memory."""

from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, LargeBinary, Select, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from engagebot.domain.chain import Link, Reworded
from engagebot.domain.consultation import Answers, Ballot, VoteEvent, Voter
from engagebot.domain.receipts import Opened, opened_time
from engagebot.storage.rewordings import rewordings_of

BATCH = 1000
"""Rows that are in memory at a time."""


async def links_of(
    source: AsyncSession | AsyncConnection, round_id: int
) -> AsyncIterator[tuple[Link, Opened] | tuple[Reworded, None]]:
    """The chain in its order: each vote with what opens its instant, and the new texts among them."""
    texts = deque(await rewordings_of(source, round_id))
    async for link, opened in _votes_of(source, round_id):
        while texts and texts[0].sequence < link.sequence:
            yield texts.popleft(), None
        yield link, opened
    for text in texts:
        yield text, None


async def _votes_of(source: AsyncSession | AsyncConnection, round_id: int) -> AsyncIterator[tuple[Link, Opened]]:
    result = await source.stream(_votes(round_id), execution_options={"yield_per": BATCH})
    async for sequence, pseudonym, secret, item, version, value, at, found in result:
        opened = opened_time(secret, sequence, at)
        yield Link(sequence, pseudonym, item, version, value, opened.commitment(), found), opened


def _votes(round_id: int) -> Select[int, str, str, int, int, int | None, datetime, str]:
    vote = VoteEvent
    return (
        select(vote.sequence, Voter.pseudonym, Voter.secret, vote.item, vote.version, vote.value, vote.at, vote.hash)
        .join(Voter, vote.voter_id == Voter.id)
        .where(vote.round_id == round_id)
        .order_by(vote.sequence)
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A line on the roll with its ballot, if there is one."""

    pseudonym: str
    secret: str
    group: str
    region: str | None
    merged: bool
    answers: Answers | None
    receipt: str | None


async def lines_of_roll(session: AsyncSession, round_id: int) -> AsyncIterator[Line]:
    """All, merged ones too, in the order of the pseudonyms, which tells nothing."""
    result = await session.stream(
        select(Voter.pseudonym, Voter.secret, Voter.group, Voter.region, Voter.merged, Ballot.answers, Ballot.receipt)
        .outerjoin(Ballot, Ballot.voter_id == Voter.id)
        .where(Voter.round_id == round_id)
        .order_by(_by_pseudonym()),
        execution_options={"yield_per": BATCH},
    )
    async for row in result:
        yield Line(*row)


async def last_links(session: AsyncSession, round_id: int) -> AsyncIterator[list[Link]]:
    """Each voter's last vote on each item, taken back ones too, in the order of the pseudonyms. Their `time` is left
    empty."""
    last = (
        select(func.max(VoteEvent.sequence).label("sequence"))
        .where(VoteEvent.round_id == round_id)
        .group_by(VoteEvent.voter_id, VoteEvent.item)
        .subquery()
    )
    vote = VoteEvent
    result = await session.stream(
        select(vote.sequence, Voter.pseudonym, vote.item, vote.version, vote.value, vote.hash)
        .join(last, vote.sequence == last.c.sequence)
        .join(Voter, vote.voter_id == Voter.id)
        .where(vote.round_id == round_id)
        .order_by(_by_pseudonym(), vote.item),
        execution_options={"yield_per": BATCH},
    )
    links: list[Link] = []
    async for sequence, pseudonym, item, version, value, found in result:
        if links and links[-1].pseudonym != pseudonym:
            yield links
            links = []
        links.append(Link(sequence, pseudonym, item, version, value, "", found))
    if links:
        yield links


def _by_pseudonym() -> ColumnElement[bytes]:
    """By its bytes: the same on every database, whatever the language that it sorts in."""
    return cast(Voter.pseudonym, LargeBinary)
