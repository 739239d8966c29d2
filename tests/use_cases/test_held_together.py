"""What waited for the same person comes as one message, or not at all where they answered meanwhile; and not more than
so many messages come in a week."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest_asyncio
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import GiveUp, Outcome, Pressed, Retry, Sent
from engagebot.domain.event import Event, EventAnswer
from engagebot.domain.outbox import Delivery
from engagebot.domain.workstream import Activity
from engagebot.storage.activities import follow
from engagebot.storage.events import event_by_key, keep_answer
from engagebot.storage.leases import Claimed, claim, take_over
from engagebot.storage.outcomes import Result, record
from engagebot.storage.together import any_merged, share_fates
from engagebot.use_cases.announce_event import announce_event
from engagebot.use_cases.change_event import cancel_event
from engagebot.use_cases.move_activity import move_activity
from engagebot.use_cases.send_announcement import send_announcement
from engagebot.use_cases.write_together import Gatherer
from tests.use_cases.sent import TEXTS, Office, office_at
from tests.use_cases.test_change_event import due
from tests.use_cases.test_quiet_hours_of_ones_own import does
from tests.workfile.small import SMALL

NIGHT = datetime(2023, 3, 16, 22, tzinfo=UTC)
MORNING = datetime(2023, 3, 17, 6, tzinfo=UTC)
TWO_TALKS = SMALL.replace(
    "areas:",
    """\
  workshop:
    title: { en: Workshop, fr: Atelier }
    starts: 2023-03-24 10:00 CET
    minutes: 60
    reminders: none
    feedback: none
areas:""",
    1,
)

SECOND_ACTIVITY = """\
  ii:
    title: { en: Training, fr: Formation }
    timeline: "2023"
"""


@pytest_asyncio.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with office_at(url) as office:
        await office.house.load(TWO_TALKS)
        await office.joins("amina")
        yield office


async def announce(office: Office, key: str, now: datetime) -> int:
    async with office.house.database.begin() as session:
        event = await event_by_key(session, 1, key)
        assert event is not None
        announcement = await announce_event(session, event, now, now, again=True)
        await send_announcement(session, TEXTS, announcement, now)
        return announcement.id


async def goes_out(office: Office, now: datetime, most: int = 14, lane: str = "telegram:1") -> Sequence[Claimed]:
    async with office.house.database.begin() as session:
        claimed = await claim(session, lane, "me", 20, now, 30)
    return await Gatherer(TEXTS, most).write(office.house.database, claimed, now)


async def became(office: Office, claimed: Sequence[Claimed], outcome: Outcome, now: datetime) -> None:
    results = [Result(one, outcome) for one in claimed]
    await office.do(lambda session: record(session, "me", results, now))


async def states(office: Office) -> list[tuple[str, str | None]]:
    return [(row.state, row.reason) for row in await office.rows()]


async def test_what_waited_for_the_morning_comes_as_one_message(office: Office) -> None:
    for key in ("talk", "workshop"):
        await announce(office, key, NIGHT)
    assert await goes_out(office, NIGHT) == []
    [one] = await goes_out(office, MORNING)
    text = str(one.outgoing.body["text"])
    assert text.startswith("<b>This waited for you</b>")
    assert "Talk" in text
    assert "Workshop" in text
    markup = str(one.outgoing.body["reply_markup"])
    assert "ev:1" in markup
    assert "ev:2" in markup
    assert await states(office) == [("leased", None), ("merged", "in one message with others")]

    await became(office, [one], Sent("m1", "chat of amina"), MORNING)
    assert await states(office) == [("sent", None), ("sent", "in one message with others")]
    assert not await office.do(any_merged)
    assert await goes_out(office, MORNING) == []


async def test_activities_alone_share_their_heading_and_have_a_button(office: Office) -> None:
    await office.house.load(TWO_TALKS.replace("events:", SECOND_ACTIVITY + "events:", 1))
    person = office.people["amina"].stakeholder_id or 0
    await office.do(lambda session: follow(session, person, [1, 2], NIGHT))
    for id_ in (1, 2):
        await office.do(lambda session, id_=id_: moves(session, id_))  # type: ignore[misc]
    await due(office, NIGHT)
    [one] = await goes_out(office, MORNING)
    text = str(one.outgoing.body["text"])
    assert text.startswith("<b>This waited for you</b>\n\nActivities that have moved\n<b>i. Mapping</b>")
    assert text.count("moved") == 1
    assert "<b>ii. Training</b>" in text
    markup = str(one.outgoing.body["reply_markup"])
    assert "ac:1:0" in markup
    assert "ac:2:0" in markup


async def moves(session: AsyncSession, id_: int) -> None:
    await move_activity(session, await session.get_one(Activity, id_), "done", NIGHT)


async def test_one_alone_comes_as_it_was_written(office: Office) -> None:
    await announce(office, "talk", NIGHT)
    [one] = await goes_out(office, MORNING)
    assert "Will you be there?" in str(one.outgoing.body["text"])


async def test_what_came_in_the_day_is_not_merged(office: Office) -> None:
    for key in ("talk", "workshop"):
        await announce(office, key, MORNING)
    [one] = await goes_out(office, MORNING)
    assert "Will you be there?" in str(one.outgoing.body["text"])
    assert await states(office) == [("leased", None), ("pending", None)]


async def test_what_was_answered_meanwhile_does_not_come(office: Office) -> None:
    for key in ("talk", "workshop"):
        await announce(office, key, NIGHT)
    await answers(office, 2, "no")
    [one] = await goes_out(office, MORNING)
    assert "Will you be there?" in str(one.outgoing.body["text"])
    assert await states(office) == [("leased", None), ("cancelled", "answered meanwhile")]


async def test_a_reminder_does_not_come_to_who_has_said_no_meanwhile(office: Office) -> None:
    await answers(office, 1, "going")
    moment = datetime(2023, 3, 22, 23, tzinfo=UTC)
    await office.house.load(TWO_TALKS.replace("1 day before start", "15 hours before start"))
    await due(office, moment)
    await answers(office, 1, "no", moment)
    assert await goes_out(office, datetime(2023, 3, 23, 6, tzinfo=UTC)) == []
    assert await states(office) == [("cancelled", "answered meanwhile")]


async def answers(office: Office, event: int, answer: str, now: datetime = NIGHT) -> None:
    person = office.people["amina"].stakeholder_id or 0
    await office.do(lambda session: keep_answer(session, event, person, now, answer=answer))
    assert (await office.house.one(EventAnswer, event_id=event)).answer == answer


async def test_a_message_for_several_that_has_to_be_tried_again_is_written_anew(office: Office) -> None:
    for key in ("talk", "workshop"):
        await announce(office, key, NIGHT)
    first = await goes_out(office, MORNING)
    await became(office, first, Retry(60, "busy"), MORNING)
    async with office.house.database.begin() as session:
        event = await event_by_key(session, 1, "workshop")
        assert event is not None
        await cancel_event(session, event, MORNING)
    later = MORNING + timedelta(minutes=2)
    [again] = await goes_out(office, later)
    assert "Talk" in str(again.outgoing.body["text"])
    assert "Workshop" not in str(again.outgoing.body["text"])
    await became(office, [again], GiveUp("no"), later)
    assert [state for state, _ in await states(office)][:2] == ["failed", "failed"]


async def test_what_a_dead_process_was_sending_takes_the_others_along(office: Office) -> None:
    for key in ("talk", "workshop"):
        await announce(office, key, NIGHT)
    await goes_out(office, MORNING)
    await office.do(lambda session: take_over(session, "telegram:1", "other", MORNING, {"me"}))
    await office.do(share_fates)
    assert [state for state, _ in await states(office)] == ["unknown", "unknown"]


async def test_a_press_in_it_leaves_it_standing(office: Office) -> None:
    reply = await does(office, "amina", Pressed("ev:1", "m1"))
    assert (reply.says[0].message, reply.says[0].in_place) == ("event", False)


async def test_no_more_than_so_many_in_a_week_on_all_platforms_together(office: Office) -> None:
    await office.joins_too("amina", "slack")
    for place, key in enumerate(("talk", "workshop")):
        id_ = await announce(office, key, MORNING)
        row = next(row for row in await office.rows() if row.announcement_id == id_)
        assert row.lane == "slack:1"
        await ended(office, row.id, MORNING + timedelta(hours=place))
    full = MORNING + timedelta(hours=3)
    await announce(office, "talk", full)
    assert await goes_out(office, full, most=2, lane="slack:1") == []
    *_, held = await office.rows()
    free = MORNING + timedelta(days=7)
    assert (held.state, held.due_at) == ("expired", full)
    assert held.reason == "its time passes before its reader may have another message"

    await office.do(put_off_the_workshop)
    await announce(office, "workshop", full)
    assert await goes_out(office, full, most=2, lane="slack:1") == []
    *_, held = await office.rows()
    assert (held.state, held.due_at) == ("pending", free)
    assert held.reason == "held back: its reader has had as many messages as one may have in a week"
    assert len(await goes_out(office, free + timedelta(seconds=1), most=2, lane="slack:1")) == 1


async def test_the_reminder_of_an_event_that_one_goes_to_comes_although_the_week_is_full(office: Office) -> None:
    """What one asked for is no broadcast; whoever has not answered has had enough."""
    await office.house.load(TWO_TALKS.replace("[1 day before start]", "[{ when: 1 day before start, for: all }]"))
    await office.joins("bruno")
    await announce(office, "talk", MORNING)
    for row in await office.rows():
        await ended(office, row.id, MORNING)
    await answers(office, 1, "going", MORNING)
    day_before = datetime(2023, 3, 22, 14, tzinfo=UTC)
    await due(office, day_before)
    [one] = await goes_out(office, day_before, most=1)
    assert one.outgoing.chat == "chat of amina"
    assert "A reminder: tomorrow" in str(one.outgoing.body["text"])
    *_, bruno = await office.rows("bruno")
    assert (bruno.state, bruno.reason) == ("expired", "its time passes before its reader may have another message")


async def put_off_the_workshop(session: AsyncSession) -> None:
    shift = timedelta(days=60)
    event = await session.get_one(Event, 2)
    event.starts_at, event.ends_at = event.starts_at + shift, event.ends_at + shift


async def ended(office: Office, row: int, at: datetime) -> None:
    done = update(Delivery).where(Delivery.id == row).values(state="sent", ended_at=at, ref=str(row))

    async def work(session: AsyncSession) -> None:
        await session.execute(done)

    await office.do(work)


async def test_that_an_event_is_cancelled_comes_although_the_week_is_full(office: Office) -> None:
    id_ = await announce(office, "talk", MORNING)
    await ended(office, 1, MORNING)
    async with office.house.database.begin() as session:
        event = await event_by_key(session, 1, "talk")
        assert event is not None
        await cancel_event(session, event, MORNING)
    await due(office, MORNING)
    [one] = await goes_out(office, MORNING, most=1)
    assert "This event is cancelled." in str(one.outgoing.body["text"])
    assert (await office.announcement(id_)).state == "sent"
