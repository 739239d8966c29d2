"""Rounds, their items, their rolls and their ballots."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Select, SQLColumnExpression, and_, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.base import Localised
from engagebot.domain.consultation import (
    Ballot,
    Recommendation,
    RecommendationVersion,
    Round,
    RoundItem,
    Voter,
)
from engagebot.storage.lines import lines_of_person


@dataclass(frozen=True, slots=True)
class Item:
    """A round's item with the text that it was put to the vote with."""

    number: int
    key: str
    area: str | None
    area_title: Localised | None = field(hash=False)
    version: int
    text: Localised = field(hash=False)
    reworded: bool = False
    """Whether it had another text when the round opened."""


async def round_by_key(session: AsyncSession, workstream_id: int, key: str) -> Round | None:
    found = await session.scalars(select(Round).where(Round.workstream_id == workstream_id, Round.key == key))
    return found.one_or_none()


async def round_by_id(session: AsyncSession, round_id: int) -> Round | None:
    return (await session.scalars(_round(), {"this_round": round_id})).one_or_none()


async def locked_round(session: AsyncSession, round_id: int) -> Round:
    """The round, held until the end of the transaction: votes join its chain one after the other."""
    return (await session.scalars(_round_to_lock(), {"this_round": round_id})).one()


@cache
def _round() -> Select[Round]:
    return select(Round).where(Round.id == bindparam("this_round"))


@cache
def _round_to_lock() -> Select[Round]:
    return _round().with_for_update(key_share=True).execution_options(populate_existing=True)


async def items_of(session: AsyncSession, round_id: int) -> list[Item]:
    """In the order of their numbers."""
    return [Item(*row) for row in await session.execute(_items_of(), {"this_round": round_id})]


async def opened_with(session: AsyncSession, round_id: int) -> list[Item]:
    """The same, with the texts that the round was opened with."""
    return [Item(*row) for row in await session.execute(_opened_with(), {"this_round": round_id})]


@cache
def _items_of() -> Select[*tuple[Any, ...]]:
    return _items_in(RoundItem.version_id)


@cache
def _opened_with() -> Select[*tuple[Any, ...]]:
    return _items_in(func.coalesce(RoundItem.first_version_id, RoundItem.version_id))


def _items_in(version_id: SQLColumnExpression[int]) -> Select[*tuple[Any, ...]]:
    chosen, version = Recommendation, RecommendationVersion
    columns = (RoundItem.number, chosen.key, chosen.area, chosen.area_title, version.number, version.text)
    return (
        select(*columns, RoundItem.first_version_id.is_not(None))
        .join(chosen, RoundItem.recommendation_id == chosen.id)
        .join(version, version_id == version.id)
        .where(RoundItem.round_id == bindparam("this_round"))
        .order_by(RoundItem.number)
    )


async def voter_of(session: AsyncSession, round_id: int, stakeholder_id: int) -> Voter | None:
    found = await session.scalars(_voter_of(), {"this_round": round_id, "this_person": stakeholder_id})
    return found.one_or_none()


@cache
def _voter_of() -> Select[Voter]:
    return select(Voter).where(
        Voter.round_id == bindparam("this_round"), Voter.stakeholder_id == bindparam("this_person")
    )


async def ballot_of(session: AsyncSession, voter_id: int) -> Ballot | None:
    return (await session.scalars(_ballot_of(), {"this_voter": voter_id})).one_or_none()


@cache
def _ballot_of() -> Select[Ballot]:
    return select(Ballot).where(Ballot.voter_id == bindparam("this_voter"))


async def roll_of(session: AsyncSession, round_id: int) -> list[tuple[Voter, Ballot | None]]:
    """Every voter with their ballot, in the order of the pseudonyms, which tells nothing. A line that was merged
    into another is not on the roll."""
    rows = await session.execute(
        select(Voter, Ballot)
        .outerjoin(Ballot, Ballot.voter_id == Voter.id)
        .where(Voter.round_id == round_id, Voter.merged.is_(False))
        .order_by(Voter.pseudonym)
    )
    return [(voter, ballot) for voter, ballot in rows]


async def ballots_of_person(session: AsyncSession, stakeholder_id: int) -> list[tuple[Round, Ballot, str]]:
    """A person's own ballots with their pseudonyms, the newest round first."""
    rows = await session.execute(
        select(Round, Ballot, Voter.pseudonym)
        .join(Voter, Voter.round_id == Round.id)
        .join(Ballot, Ballot.voter_id == Voter.id)
        .where(lines_of_person(stakeholder_id), Ballot.answered > 0)
        .order_by(Round.closes_at.desc())
    )
    return [(held, ballot, pseudonym) for held, ballot, pseudonym in rows]


async def turnout(session: AsyncSession, round_id: int) -> dict[str, tuple[int, int]]:
    """By group: how many are on the roll, and how many of them voted."""
    rows = await session.execute(
        select(Voter.group, func.count(Voter.id), func.count(Ballot.voter_id))
        .outerjoin(Ballot, and_(Ballot.voter_id == Voter.id, Ballot.answered > 0))
        .where(Voter.round_id == round_id, Voter.merged.is_(False))
        .group_by(Voter.group)
    )
    return {group: (invited, voted) for group, invited, voted in rows}
