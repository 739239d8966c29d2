"""Many voters at once, by the addresses from which they press."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Row, Select, Table, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from engagebot.channel import Address
from engagebot.domain.consultation import Answers, Ballot, Voter
from engagebot.domain.people import Account, Stakeholder


@dataclass(frozen=True, slots=True)
class VoterAt:
    """Who presses, where, and how their ballot stands; `changed_at` and `receipt` are None where there is none."""

    account_id: int
    chat: str
    person_id: int
    language: str
    zone: str
    voter_id: int
    pseudonym: str
    secret: str
    answers: Answers
    changed_at: datetime | None
    receipt: str | None


async def voters_at(
    connection: AsyncConnection, round_id: int, workstream_id: int, addresses: Iterable[Address]
) -> dict[Address, VoterAt]:
    """Those on a round's roll whose accounts are in no way particular: of the round's workstream, reachable, in no
    dialogue, and the person's only one. All others have to be looked at one by one."""
    lanes: dict[tuple[str, str], list[Address]] = {}
    for address in addresses:
        lanes.setdefault((address.platform, address.workspace), []).append(address)
    found: dict[Address, VoterAt] = {}
    for (platform, workspace), here in lanes.items():
        place = {"this_platform": platform, "this_workspace": workspace, "this_round": round_id, "ours": workstream_id}
        rows = await connection.execute(_voters_at(), {**place, "users": [address.user for address in here]})
        by_user = {row.user: row for row in rows}
        found |= {address: _voter(by_user[address.user]) for address in here if address.user in by_user}
    return found


def _voter(row: Row[*tuple[Any, ...]]) -> VoterAt:
    (_, account_id, chat, person, language, zone, voter, pseudonym, secret, answers, changed_at, receipt) = row
    kept = (answers or {}, changed_at, receipt)
    return VoterAt(account_id, chat, person, language, zone, voter, pseudonym, secret, *kept)


@cache
def _voters_at() -> Select[*tuple[Any, ...]]:
    tables = (Account, Stakeholder, Voter, Ballot)
    account, person, voter, ballot = (cast(Table, table.__table__) for table in tables)
    return (
        select(
            *(account.c.user, account.c.id, account.c.chat, person.c.id, person.c.language, person.c.zone),
            *(voter.c.id, voter.c.pseudonym, voter.c.secret, ballot.c.answers, ballot.c.changed_at, ballot.c.receipt),
        )
        .join(person, account.c.stakeholder_id == person.c.id)
        .join(voter, voter.c.stakeholder_id == person.c.id)
        .outerjoin(ballot, ballot.c.voter_id == voter.c.id)
        .where(
            account.c.platform == bindparam("this_platform"),
            account.c.workspace == bindparam("this_workspace"),
            account.c.user.in_(bindparam("users", expanding=True)),
            voter.c.round_id == bindparam("this_round"),
            person.c.workstream_id == bindparam("ours"),
            *(account.c.unreachable.is_(None), account.c.expects.is_(None), account.c.preferred.is_(None)),
        )
    )
