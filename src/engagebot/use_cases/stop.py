"""No more messages: at once, for what waits as well."""

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.storage.outbox import cancel_for_account
from engagebot.use_cases.asking import Member
from engagebot.use_cases.reply import Reply, Say


async def stop(session: AsyncSession, member: Member) -> Reply:
    member.stakeholder.stopped_at = member.stakeholder.stopped_at or member.received_at
    member.account.expects = None
    await cancel_for_account(session, member.account.id, "stopped", member.received_at)
    return Reply((Say("stopped"),))


async def note_blocked(session: AsyncSession, member: Member) -> Reply:
    """The person shut the bot out: nothing more is tried until they let it in again."""
    member.account.unreachable = "blocked by the person"
    await cancel_for_account(session, member.account.id, "blocked by the person", member.received_at)
    return Reply()


async def note_unblocked(_session: AsyncSession, member: Member) -> Reply:
    member.account.unreachable = None
    return Reply()
