"""Organisations that are to vote, and have nobody yet who could confirm: said before a round is lost."""

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.audience import Audience
from engagebot.domain.consultation import RoundState
from engagebot.storage.contents import rounds_by_key
from engagebot.storage.drafts import without_focal_point


async def unable_to_confirm(session: AsyncSession, workstream_id: int) -> list[str]:
    """A line for each round to come or open, for people to read."""
    lines = []
    lacking = await without_focal_point(session, workstream_id)
    for held in (await rounds_by_key(session, workstream_id)).values():
        over = held.withdrawn or held.state in (RoundState.CLOSED, RoundState.MISSED)
        audience = Audience.from_json(held.audience)
        keys = [one.key for one in lacking if audience.includes(one.group, one.region, "")]
        if keys and held.agreed.by_organisation and not over:
            lines.append(
                f"Round {held.key}: nobody can confirm yet for {', '.join(keys)}. "
                f"Invite a focal point: engagebot invite --organisation {keys[0]} --focal-point"
            )
    return lines
