"""What the cards of many ballots show, when they are about to go out."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.comment import Comment
from engagebot.domain.consultation import Answers, Ballot, Voter
from engagebot.domain.people import Account, Stakeholder


@dataclass(frozen=True, slots=True)
class Shown:
    """A ballot as it stands; without answers there may be none yet."""

    person_id: int
    language: str
    zone: str
    platform: str
    answers: Answers
    receipt: str | None
    changed_at: datetime | None


async def ballots_shown(session: AsyncSession, round_id: int, accounts: Collection[int]) -> dict[int, Shown]:
    """By account, of those whose person is on the round's roll."""
    rows = await session.execute(_ballots_shown(), {"this_round": round_id, "accounts": list(accounts)})
    return {
        account: Shown(person, language, zone, platform, answers or {}, receipt, at)
        for account, person, language, zone, platform, answers, receipt, at in rows
    }


@cache
def _ballots_shown() -> Select[*tuple[Any, ...]]:
    return (
        select(
            *(Account.id, Stakeholder.id, Stakeholder.language, Stakeholder.zone, Account.platform),
            *(Ballot.answers, Ballot.receipt, Ballot.changed_at),
        )
        .join(Stakeholder, Account.stakeholder_id == Stakeholder.id)
        .join(Voter, Voter.stakeholder_id == Stakeholder.id)
        .outerjoin(Ballot, Ballot.voter_id == Voter.id)
        .where(Voter.round_id == bindparam("this_round"), Account.id.in_(bindparam("accounts", expanding=True)))
    )


async def comments_by(session: AsyncSession, round_id: int, people: Iterable[int]) -> Mapping[tuple[int, int], int]:
    """How many comments each of the people wrote on each item of a round, by person and item."""
    rows = await session.execute(_comments_by(), {"this_round": round_id, "people": list(people)})
    return {(person, item): count for person, item, count in rows}


@cache
def _comments_by() -> Select[*tuple[Any, ...]]:
    people = Comment.stakeholder_id.in_(bindparam("people", expanding=True))
    return (
        select(Comment.stakeholder_id, Comment.item, func.count(Comment.id))
        .where(Comment.round_id == bindparam("this_round"), people)
        .group_by(Comment.stakeholder_id, Comment.item)
    )
