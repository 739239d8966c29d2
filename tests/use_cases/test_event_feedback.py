"""What people said about an event reaches the secretariat, and nothing of fewer than five of them."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from engagebot.domain.comment import Comment
from engagebot.domain.event import Event, EventAnswer, EventRating
from engagebot.domain.people import Stakeholder
from engagebot.exports.values import EventFeedback
from engagebot.use_cases.event_feedback import event_feedback
from tests.use_cases.loaded import House, house_at
from tests.workfile.small import SMALL

NOON = datetime(2023, 3, 16, 12, 0, tzinfo=UTC)


async def people(house: House, answers: list[str], marks: list[int], lines: list[str]) -> None:
    async with house.database.begin() as session:
        event = (await session.scalars(select(Event).where(Event.key == "talk"))).one()
        for number, answer in enumerate(answers):
            person = Stakeholder(
                workstream_id=event.workstream_id, group="states", language="en", zone="UTC", consented_at=NOON
            )
            session.add(person)
            await session.flush()
            at = NOON + timedelta(minutes=number)
            session.add(EventAnswer(event_id=event.id, stakeholder_id=person.id, answer=answer, answered_at=at))
            if number < len(marks):
                session.add(
                    EventRating(event_id=event.id, stakeholder_id=person.id, stars=marks[number], changed_at=at)
                )
        for line in lines:
            session.add(
                Comment(
                    workstream_id=event.workstream_id,
                    event_id=event.id,
                    group="states",
                    language="en",
                    text=line,
                    at=NOON,
                )
            )


async def told(house: House) -> EventFeedback:
    async with house.database.read() as session:
        workstream = (await session.scalars(select(Event))).first()
        assert workstream is not None
        return next(one for one in await event_feedback(session, workstream.workstream_id, "en") if one.event == "talk")


async def test_answers_marks_and_lines_are_handed_over(url: str) -> None:
    async with house_at(url, NOON) as house:
        await house.load(SMALL)
        answers = ["going"] * 6 + ["maybe"] * 5 + ["no"] * 7
        await people(house, answers, [5, 4, 4, 3, 5], ["The sound was bad.", "A clear talk."])
        found = await told(house)
    assert (found.going, found.maybe, found.no) == (6, 5, 7)
    assert (found.marks, found.mean) == (5, 4.2)
    assert found.lines == ("A clear talk.", "The sound was bad.")


async def test_what_fewer_than_five_said_is_withheld_and_cannot_be_computed(url: str) -> None:
    async with house_at(url, NOON) as house:
        await house.load(SMALL)
        await people(house, ["going"] * 8 + ["maybe"] * 6 + ["no"] * 2, [5, 5, 1, 1], [])
        found = await told(house)
    assert found.no is None
    assert (found.going, found.maybe).count(None) == 1
    assert (found.marks, found.mean) == (None, None)
