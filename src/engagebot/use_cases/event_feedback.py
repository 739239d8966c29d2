"""What people answered to the events and thought of them, as it may leave the house."""

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.event import Event, Going
from engagebot.domain.suppression import MINIMUM, withheld
from engagebot.exports.values import EventFeedback
from engagebot.storage.export_queries import all_events, lines_about
from engagebot.storage.figures import answers_to_event, ratings_of_event
from engagebot.texts.own import own


async def event_feedback(session: AsyncSession, workstream_id: int, language: str) -> tuple[EventFeedback, ...]:
    """In the order of the events. Answers that fewer than five people gave are withheld, with as many others as keep
    them from being computed; so are the marks of fewer than five."""
    events = await all_events(session, workstream_id)
    return tuple([await _feedback(session, event, language) for event in events])


async def _feedback(session: AsyncSession, event: Event, language: str) -> EventFeedback:
    given = await answers_to_event(session, event.id)
    answers = {str(answer): given.get(answer, 0) for answer in Going}
    hidden = withheld(answers)
    marks, total = await ratings_of_event(session, event.id)
    shown = {answer: None if answer in hidden else count for answer, count in answers.items()}
    enough = marks >= MINIMUM
    return EventFeedback(
        event=event.key,
        title=own(event.title, language),
        starts_at=event.starts_at,
        going=shown[Going.YES],
        maybe=shown[Going.MAYBE],
        no=shown[Going.NO],
        marks=marks if enough else None,
        mean=total / marks if enough else None,
        lines=tuple(sorted(await lines_about(session, event.id))),
    )
