"""An event as a member may see it: some are for one group only, and a button can name any."""

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.audience import Audience
from engagebot.domain.event import Event
from engagebot.storage.events import event_by_id
from engagebot.use_cases.asking import Member


def concerns(event: Event, member: Member) -> bool:
    """Whether the event is for this person."""
    stakeholder = member.stakeholder
    audience = Audience.from_json(event.audience)
    return audience.includes(stakeholder.group, stakeholder.region, stakeholder.language)


async def event_for(session: AsyncSession, member: Member, event_id: int) -> Event | None:
    """The event, if it is one of the member's workstream and for this member."""
    event = await event_by_id(session, event_id)
    if event is None or event.workstream_id != member.workstream.id or not concerns(event, member):
        return None
    return event
