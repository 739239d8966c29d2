"""No more messages: at once, for what waits as well."""

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.storage.falling_back import fall_back, waiting_for
from engagebot.storage.outbox import cancel_for_account, cancel_for_person
from engagebot.use_cases.asking import Member
from engagebot.use_cases.reply import Reply, Say


async def stop(session: AsyncSession, member: Member) -> Reply:
    """On all of the person's accounts. The last stop counts: what was received before it brings nobody back."""
    stopped_at = member.stakeholder.stopped_at or member.received_at
    member.stakeholder.stopped_at = max(stopped_at, member.received_at)
    member.account.expects = None
    await cancel_for_person(session, member.stakeholder.id, "stopped", member.received_at)
    return Reply((Say("stopped"),))


async def note_blocked(session: AsyncSession, member: Member) -> Reply:
    """The person shut the bot out: nothing more is tried until they let it in again, but on another of their
    accounts."""
    member.account.unreachable = "blocked by the person"
    if member.account.is_linked:
        await fall_back(session, member.account.id, member.received_at, waiting_for(member.account.id))
    await cancel_for_account(session, member.account.id, "blocked by the person", member.received_at)
    return Reply()


async def note_unblocked(_session: AsyncSession, member: Member) -> Reply:
    member.account.unreachable = None
    return Reply()
