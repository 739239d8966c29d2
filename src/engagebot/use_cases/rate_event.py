"""After an event: one to five, and a line of text."""

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.comment import Comment
from engagebot.storage.events import keep_rating
from engagebot.use_cases.asking import Member
from engagebot.use_cases.comment_card import LONGEST_COMMENT
from engagebot.use_cases.event_for import event_for
from engagebot.use_cases.reply import UNKNOWN_BUTTON, Notice, Reply, Say


async def rate_event(session: AsyncSession, member: Member, event_id: int, stars: int) -> Reply:
    event = await event_for(session, member, event_id)
    if event is None or event.withdrawn or event.cancelled or not 1 <= stars <= 5:
        return UNKNOWN_BUTTON
    if member.received_at < event.starts_at:
        return Reply(notice=Notice("event_not_begun", alert=True))
    await keep_rating(session, event.id, member.stakeholder.id, stars, member.received_at)
    member.account.expects = {"what": "feedback", "event": event.id}
    thanks = Say("feedback_thanks", {"event": event, "stars": stars}, in_place=True)
    return Reply((thanks,), Notice("stars_kept", {"stars": stars}))


async def keep_feedback(session: AsyncSession, member: Member, event_id: int, text: str) -> Reply:
    event = await event_for(session, member, event_id)
    if event is None:
        return Reply((Say("not_understood"),))
    if len(text) > LONGEST_COMMENT:
        return Reply((Say("comment_too_long", {"limit": LONGEST_COMMENT, "length": len(text)}),))
    session.add(
        Comment(
            workstream_id=member.workstream.id,
            event_id=event.id,
            stakeholder_id=member.stakeholder.id,
            group=member.stakeholder.group,
            language=member.stakeholder.language,
            text=text,
            at=member.received_at,
        )
    )
    member.account.expects = None
    return Reply((Say("feedback_kept", {"event": event}),))
