"""The results so far, to those on the roll of a round that was opened with them in sight."""

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.storage.drafts import line_of
from engagebot.use_cases.asking import Member
from engagebot.use_cases.ballot import closed_for_you, round_of
from engagebot.use_cases.reply import UNKNOWN_BUTTON, Reply, Say
from engagebot.use_cases.results import results_of


async def show_results(session: AsyncSession, member: Member, round_id: int) -> Reply:
    held = await round_of(session, member, round_id)
    if held is None or not held.agreed.live:
        return UNKNOWN_BUTTON
    if not held.accepts(member.received_at):
        return await closed_for_you(session, member, held)
    if await line_of(session, held, member.stakeholder) is None:
        return Reply((Say("not_on_roll", {"round": held}),))
    return Reply((Say("results_so_far", {"round": held, **await results_of(session, held)}, in_place=True),))
