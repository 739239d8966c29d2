"""What a voter answered in a round that came before."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.consultation import Ballot, Round, Voter
from engagebot.storage.lines import lines_of_person


async def answer_in(session: AsyncSession, workstream_id: int, key: str, stakeholder_id: int, item: int) -> int | None:
    """None also where it is not known any more whose the ballots are."""
    answers = await session.scalar(
        select(Ballot.answers)
        .join(Voter, Ballot.voter_id == Voter.id)
        .join(Round, Voter.round_id == Round.id)
        .where(Round.workstream_id == workstream_id, Round.key == key, lines_of_person(stakeholder_id))
    )
    return (answers or {}).get(str(item))
