"""Open a round: fix who may vote, and tell them."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Announcement, AnnouncementKind
from engagebot.domain.audience import Audience
from engagebot.domain.chain import genesis_hash, new_pseudonym
from engagebot.domain.consultation import Round, RoundState, Voter
from engagebot.storage.audience import people_meant


async def open_round(session: AsyncSession, held: Round, now: datetime) -> None:
    """The roll is frozen here: every stakeholder meant by the audience, each under a fresh pseudonym."""
    people = await people_meant(session, Audience.from_json(held.audience), held.workstream_id)
    voters = [
        {
            "round_id": held.id,
            "stakeholder_id": person.id,
            "pseudonym": new_pseudonym(),
            "group": person.group,
            "region": person.region,
        }
        for person in people
    ]
    if voters:
        await session.execute(insert(Voter), voters)
    held.state = RoundState.OPEN
    held.opened_at = now
    held.head = genesis_hash(held.key, now)
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
