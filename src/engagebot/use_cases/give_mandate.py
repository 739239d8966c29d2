"""The secretariat files that an organisation votes for another one, or that it does so no more."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.audience import Audience
from engagebot.domain.consultation import Round, RoundState
from engagebot.domain.mandate import Mandate
from engagebot.domain.method import changes
from engagebot.domain.people import Organisation
from engagebot.domain.workstream import Workstream
from engagebot.storage.drafts import draft_of
from engagebot.storage.export_queries import round_keys
from engagebot.storage.mandates import mandate_from
from engagebot.storage.people import organisation_by_key, organisations_of
from engagebot.storage.rounds import ballot_of, items_of, locked_round, round_by_key
from engagebot.use_cases.ballot import given_in
from engagebot.use_cases.record_vote import Vote, record_vote
from engagebot.use_cases.refused import Refused


async def give_mandate(
    session: AsyncSession,
    workstream: Workstream,
    round_key: str,
    keys: tuple[str, str],
    reason: str,
    by: str,
    now: datetime,
) -> Mandate:
    """`keys`: of the organisation that gives it, and of the one that votes for it. Raises Refused."""
    held = await open_to_mandates(session, workstream, round_key, now)
    giver, holder = [await _on_roll(session, workstream, held, key) for key in keys]
    if giver.id == holder.id:
        raise Refused("An organisation cannot give a mandate to itself.")
    before = await mandate_from(session, held.id, giver.id)
    if before is not None:
        other = (await session.get_one(Organisation, before.holder_id)).key
        raise Refused(f"{giver.key} has given its mandate to {other} already; revoke that first.")
    found = await draft_of(session, held.id, giver.id)
    if found is not None and found[1].confirmed is not None:
        raise Refused(f"{giver.key} has voted itself, and its own vote counts: there is nothing to give.")
    mandate = Mandate(
        round_id=held.id, giver_id=giver.id, holder_id=holder.id, reason=_said(reason), by=by, given_at=now, votes=[]
    )
    session.add(mandate)
    await session.flush()
    return mandate


async def revoke_mandate(
    session: AsyncSession,
    workstream: Workstream,
    round_key: str,
    keys: tuple[str, str],
    reason: str,
    by: str,
    now: datetime,
) -> bool:
    """What was voted under it is taken back, unless the organisation has voted itself since; whether anything was.
    Raises Refused."""
    held = await open_to_mandates(session, workstream, round_key, now)
    giver, holder = [await _known(session, workstream, key) for key in keys]
    mandate = await mandate_from(session, held.id, giver.id)
    if mandate is None or mandate.holder_id != holder.id:
        raise Refused(f"{giver.key} has given no mandate to {holder.key} in round {held.key} that is in force.")
    mandate.revoked_at, mandate.revoked_by, mandate.revoked_why = now, by, _said(reason)
    return await _take_back(session, held, giver, now)


def _said(reason: str) -> str:
    if not reason.strip():
        raise Refused("A mandate needs its reason in words, such as the letter by which it came.")
    return " ".join(reason.split())


async def _take_back(session: AsyncSession, held: Round, giver: Organisation, now: datetime) -> bool:
    found = await draft_of(session, held.id, giver.id)
    ballot = None if found is None else await ballot_of(session, found[0].id)
    if found is None or ballot is None or found[1].confirmed is not None:
        return False
    items = await items_of(session, held.id)
    votes = [Vote(number, items[number - 1].version, value) for number, value in changes(given_in(ballot.answers), {})]
    for vote in votes:
        record_vote(session, held, found[0], ballot, vote, now)
    return bool(votes)


async def open_to_mandates(session: AsyncSession, workstream: Workstream, key: str, now: datetime) -> Round:
    """Held until the end of the transaction. Raises Refused for a round that has closed, or in which people vote."""
    found = await round_by_key(session, workstream.id, key)
    if found is None:
        there = ", ".join(await round_keys(session, workstream.id)) or "none"
        raise Refused(f"There is no round {key} in {workstream.key}; there are: {there}.")
    held = await locked_round(session, found.id)
    if not held.agreed.by_organisation:
        raise Refused(f"In round {key} people vote, each for themselves; mandates are for rounds of organisations.")
    if held.withdrawn or not (held.state == RoundState.PLANNED or held.accepts(now)):
        raise Refused(f"Round {key} takes no votes any more.")
    return held


async def _known(session: AsyncSession, workstream: Workstream, key: str) -> Organisation:
    found = await organisation_by_key(session, workstream.id, key)
    if found is None:
        known = ", ".join(one.key for one in await organisations_of(session, workstream.id)) or "none"
        raise Refused(f"There is no organisation {key} in {workstream.key}; there are: {known}.")
    return found


async def _on_roll(session: AsyncSession, workstream: Workstream, held: Round, key: str) -> Organisation:
    """Or, before the opening, one that would be."""
    found = await _known(session, workstream, key)
    meant = Audience.from_json(held.audience).includes(found.group, found.region, "") and not found.withdrawn
    on_it = meant if held.opened_at is None else await draft_of(session, held.id, found.id) is not None
    if not on_it:
        raise Refused(f"{key} does not vote in round {held.key}.")
    return found
