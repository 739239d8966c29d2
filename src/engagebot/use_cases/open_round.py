"""Open a round: fix who may vote, and tell them."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Announcement, AnnouncementKind
from engagebot.domain.audience import Audience
from engagebot.domain.chain import new_pseudonym
from engagebot.domain.consultation import Round, RoundState, Voter
from engagebot.domain.opening import Roll, on_roll, opening_hash
from engagebot.domain.receipts import new_secret
from engagebot.storage.audience import people_meant
from engagebot.use_cases.opening_of import opening_of
from engagebot.use_cases.round_before import keep_round_before


async def open_round(session: AsyncSession, held: Round, now: datetime) -> None:
    """The roll is frozen here: every stakeholder meant by the audience, each under a fresh pseudonym.
    With the terms and the texts it is hashed into the beginning of the chain."""
    people = await people_meant(session, Audience.from_json(held.audience), held.workstream_id)
    voters: list[dict[str, Any]] = [
        {
            "round_id": held.id,
            "stakeholder_id": person.id,
            "pseudonym": new_pseudonym(),
            "secret": new_secret(),
            "group": person.group,
            "region": person.region,
        }
        for person in people
    ]
    if voters:
        await session.execute(insert(Voter), voters)
    await keep_round_before(session, held)
    held.state = RoundState.OPEN
    held.opened_at = now
    held.opening = held.head = opening_hash(await opening_of(session, held, _roll(voters)))
    session.add(
        Announcement(
            workstream_id=held.workstream_id,
            kind=AnnouncementKind.OPENING,
            round_id=held.id,
            audience=Audience(on_roll=held.id).to_json(),
            due_at=now,
            expires_at=held.closes_at,
            created_at=now,
        )
    )


def _roll(voters: list[dict[str, Any]]) -> Roll:
    roll = Roll()
    for voter in sorted(voters, key=lambda voter: voter["pseudonym"]):
        roll.add(on_roll(voter["pseudonym"], voter["group"], voter["region"], voter["secret"]))
    return roll
