"""Many voters at once, by the addresses from which they press."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, cast

from sqlalchemy import Select, Table, bindparam, select

from engagebot.channel import Address
from engagebot.domain.consultation import Answers, Ballot, Voter
from engagebot.domain.people import Account, Stakeholder
from engagebot.storage.doors import Door
from engagebot.storage.each import each


class VoterAt(NamedTuple):
    """Who presses, where, and how their ballot stands; all of that is None where there is none."""

    account_id: int
    chat: str
    person_id: int
    language: str
    zone: str
    voter_id: int
    pseudonym: str
    secret: str
    answers: Answers | None
    changed_at: datetime | None
    receipt: str | None


async def voters_at(
    door: Door, round_id: int, workstream_id: int, addresses: Iterable[Address]
) -> dict[Address, VoterAt]:
    """Those on a round's roll whose accounts are in no way particular: of the round's workstream, reachable, in no
    dialogue, and the person's only one. All others have to be looked at one by one."""
    lanes: dict[tuple[str, str], list[Address]] = {}
    for address in addresses:
        lanes.setdefault((address.platform, address.workspace), []).append(address)
    found: dict[Address, VoterAt] = {}
    for (platform, workspace), here in lanes.items():
        place = {"this_platform": platform, "this_workspace": workspace, "this_round": round_id, "ours": workstream_id}
        rows = await door.rows(_voters_at(), {**place, "users": dict.fromkeys(address.user for address in here)})
        by_user = {user: VoterAt(*rest) for user, *rest in rows}
        found |= {address: by_user[address.user] for address in here if address.user in by_user}
    return found


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
            account.c.user.in_(select(each("users").c.key)),
            voter.c.round_id == bindparam("this_round"),
            person.c.workstream_id == bindparam("ours"),
            *(account.c.unreachable.is_(None), account.c.expects.is_(None), account.c.preferred.is_(None)),
        )
    )
