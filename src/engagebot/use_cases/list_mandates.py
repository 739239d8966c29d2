"""The mandates that were filed for a round, as they stand."""

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.consultation import Anonymity, Round, RoundState
from engagebot.domain.mandate import Mandate
from engagebot.domain.workstream import Workstream
from engagebot.exports.values import MandateFiled
from engagebot.storage.export_queries import round_keys
from engagebot.storage.mandates import mandates_of
from engagebot.storage.rounds import round_by_key
from engagebot.use_cases.refused import Refused


async def filed_mandates(session: AsyncSession, workstream: Workstream, round_key: str) -> tuple[MandateFiled, ...]:
    """In the order in which they were filed. Raises Refused."""
    held = await round_by_key(session, workstream.id, round_key)
    if held is None:
        there = ", ".join(await round_keys(session, workstream.id)) or "none"
        raise Refused(f"There is no round {round_key} in {workstream.key}; there are: {there}.")
    return await mandates_in(session, held)


async def mandates_in(session: AsyncSession, held: Round) -> tuple[MandateFiled, ...]:
    detached = held.anonymity == Anonymity.DETACHED and held.state == RoundState.CLOSED
    return tuple(
        MandateFiled(
            giver=giver,
            holder=holder,
            state="unknown" if detached and mandate.revoked_at is None else _state(mandate, itself),
            given_at=mandate.given_at,
            reason=mandate.reason,
            by=mandate.by,
            revoked_at=mandate.revoked_at,
            revoked_by=mandate.revoked_by,
            revoked_why=mandate.revoked_why,
        )
        for mandate, giver, holder, itself in await mandates_of(session, held.id)
    )


def _state(mandate: Mandate, itself: bool) -> str:
    if mandate.revoked_at is not None:
        return "revoked"
    if itself:
        return "overridden"
    return "used" if mandate.votes else "not used"
