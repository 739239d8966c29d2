"""How the round before came out: kept when the next one opens, shown on its cards."""

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.consultation import Round, RoundState
from engagebot.domain.counts import count
from engagebot.domain.series import Earlier, earlier_json, place_before
from engagebot.storage.earlier import answer_in
from engagebot.storage.rounds import items_of, round_by_key
from engagebot.storage.sheets import sheet_of
from engagebot.use_cases.asking import Member


async def keep_round_before(session: AsyncSession, held: Round) -> None:
    """Fixed with the opening. Nothing is kept of a round that has not closed."""
    key = held.agreed.follows
    before = await round_by_key(session, held.workstream_id, key) if key else None
    if before is None or before.state != RoundState.CLOSED:
        return
    then, now = await items_of(session, before.id), await items_of(session, held.id)
    sheet = await sheet_of(session, before.id, [item.number for item in then])
    given = count(sheet, before.rules(len(then))).given.sum(axis=0)[:, 1:]
    held.earlier = earlier_json(
        before.key,
        {item.key: item.number for item in then},
        {item.key: item.number for item in now},
        {item.number: row.tolist() for item, row in zip(then, given, strict=True)},
    )


async def before_of(session: AsyncSession, member: Member, held: Round, number: int) -> Earlier | None:
    """Of an item, for its card."""
    found = place_before(held.earlier, number)
    if found is None:
        return None
    key, was, given = found
    return Earlier(given, await answer_in(session, held.workstream_id, key, member.stakeholder.id, was))
