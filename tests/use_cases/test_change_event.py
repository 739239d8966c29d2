"""An event moves, is cancelled, takes place after all: who was told hears of it, once, with the calendar file."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Announcement, Occurrence, OccurrenceState, ReminderRule
from engagebot.domain.event import Event
from engagebot.domain.outbox import Delivery
from engagebot.domain.people import Stakeholder
from engagebot.domain.workstream import Workstream
from engagebot.storage.due import due_by
from engagebot.storage.events import keep_answer
from engagebot.storage.leases import Claimed, claim
from engagebot.use_cases.answer_event import answer_event
from engagebot.use_cases.asking import Member
from engagebot.use_cases.do_due import do_due
from engagebot.use_cases.reply import Reply
from tests.use_cases.sent import NOW, TEXTS, Office, office_at
from tests.workfile.small import spoiled

LATER = spoiled("starts: 2023-03-23 15:00 CET", "starts: 2023-03-24 15:00 CET")
LATEST = spoiled("starts: 2023-03-23 15:00 CET", "starts: 2023-03-28 15:00 CEST")
OFF = spoiled("    registration: https", "    cancelled: yes\n    registration: https")
AS_IT_WAS = spoiled("minutes: 90", "minutes: 90")


@pytest_asyncio.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with office_at(url) as office:
        await office.joins("amina")
        await office.joins("bruno", language="fr")
        yield office


async def due(office: Office, now: datetime = NOW) -> None:
    """What the ticker would do, until there is nothing left to do."""
    done: set[object] = set()
    while True:
        async with office.house.database.read() as session:
            waiting = [one for one in await due_by(session, now) if one not in done]
        for one in waiting:
            async with office.house.database.begin() as session:
                await do_due(session, TEXTS, one, now)
        done.update(waiting)
        if not waiting:
            return


async def goes_out(office: Office, now: datetime = NOW) -> Sequence[Claimed]:
    return await office.do(lambda session: claim(session, "telegram:1", "me", 20, now, 30))


def said(claimed: Sequence[Claimed]) -> list[tuple[str, str | None, str]]:
    """To whom, in place of which message, and how it begins."""
    return [(c.outgoing.chat, c.outgoing.replaces, str(c.outgoing.body["text"])) for c in claimed]


async def kinds(office: Office) -> list[tuple[str, str, int | None]]:
    found = sorted(await office.house.all(Announcement), key=lambda one: one.id)
    return [(one.kind, one.state, one.recipients) for one in found]


async def test_who_was_told_of_an_event_that_moves_gets_a_correction_with_the_calendar_file(office: Office) -> None:
    await office.announces()
    await office.arrived("amina")
    await office.becomes("bruno", "failed")
    before = await office.house.one(Event)
    changes = await office.house.load(LATER)
    assert "event talk: 1 person who was told of it hears of that" in changes.lines()
    await due(office)
    await office.house.load(LATER)
    await due(office)

    [correction] = await goes_out(office)
    assert "ev:1" in str(correction.outgoing.body["reply_markup"])
    text = str(correction.outgoing.body["text"])
    assert "This event has moved" in text
    assert "Friday 24 March 2023, 15:00–16:30" in text
    assert "Before, it was planned for:\nThursday 23 March 2023, 15:00–16:30" in text
    file = correction.outgoing.document
    assert file is not None
    assert file.name == "talk.ics"
    lines = file.content.split("\r\n")
    for line in ("METHOD:PUBLISH", f"UID:{before.uid}", f"SEQUENCE:{before.sequence + 1}", "STATUS:CONFIRMED"):
        assert line in lines
    assert "DTSTART;TZID=Europe/Zurich:20230324T150000" in lines
    [edit] = [row for row in await office.rows("amina") if row.replaces == "message of amina"]
    assert "24 March" in await office.text(edit)


async def test_what_has_not_gone_out_is_written_anew_and_nobody_is_told_twice(office: Office) -> None:
    await office.announces()
    await office.house.load(LATER)
    await due(office)
    [amina, bruno] = await goes_out(office)
    assert "24 March" in str(amina.outgoing.body["text"])
    assert "24 mars" in str(bruno.outgoing.body["text"])
    assert await kinds(office) == [("event", "sent", 2), ("moved", "sent", 0)]


async def test_an_announcement_yet_to_come_keeps_its_distance_from_the_start(office: Office) -> None:
    id_ = await office.announces(in_minutes=60)
    await office.house.load(LATER)
    moved = await office.announcement(id_)
    assert moved.due_at == NOW + timedelta(days=1, minutes=60)
    assert moved.expires_at == datetime(2023, 3, 24, 14, tzinfo=UTC)
    assert await kinds(office) == [("event", "scheduled", None)]


async def test_moved_twice_before_anybody_heard_of_it_is_told_once(office: Office) -> None:
    await office.announces()
    await office.arrived("amina", "bruno")
    await office.house.load(LATER)
    await office.house.load(LATEST)
    await due(office)
    corrections = [text for _, replaces, text in said(await goes_out(office)) if replaces is None]
    assert ["28 March" in text and "23 March" in text for text in corrections if "moved" in text] == [True]
    assert await kinds(office) == [("event", "sent", 2), ("moved", "cancelled", None), ("moved", "sent", 2)]


async def test_moved_there_and_back_before_anybody_heard_of_it_is_not_told(office: Office) -> None:
    await office.announces()
    await office.arrived("amina", "bruno")
    await office.house.load(LATER)
    await office.house.load(AS_IT_WAS)
    await due(office)
    assert await kinds(office) == [("event", "sent", 2), ("moved", "cancelled", None)]


async def test_moved_again_while_the_first_correction_waits_does_not_say_what_was_before(office: Office) -> None:
    """Some have heard of the one time, some of the other."""
    await office.announces()
    await office.arrived("amina", "bruno")
    await office.house.load(LATER)
    await due(office)
    await office.house.load(LATEST)
    await due(office)
    texts = [text for _, replaces, text in said(await goes_out(office)) if replaces is None]
    assert [("28 March" in text, "planned for" in text) for text in texts if "moved" in text] == [(True, False)]


async def test_a_reminder_of_the_old_time_that_waits_does_not_go_out(office: Office) -> None:
    await office.announces()
    await office.arrived("amina", "bruno")
    await answers(office, "amina", "going")
    day_before = datetime(2023, 3, 22, 14, 0, 1, tzinfo=UTC)
    await due(office, day_before)
    office.house.now = day_before
    await office.house.load(LATER)
    await due(office, day_before)
    [reminder] = [row for row in await office.rows("amina") if row.what == "reminder"]
    assert (reminder.state, reminder.reason) == ("cancelled", "the event was moved")
    await due(office, day_before + timedelta(days=1))
    states = [row.state for row in await office.rows("amina") if row.what == "reminder"]
    assert states == ["cancelled", "pending"]


async def answers(office: Office, name: str, answer: str) -> None:
    person = office.people[name].stakeholder_id or 0
    await office.do(lambda session: keep_answer(session, 1, person, NOW, answer=answer))


async def presses(office: Office, name: str, answer: str) -> Reply:
    async with office.house.database.begin() as session:
        account = await session.merge(office.people[name])
        person = await session.get_one(Stakeholder, account.stakeholder_id)
        member = Member(account, person, await session.get_one(Workstream, 1), NOW)
        return await answer_event(session, member, 1, answer)


async def test_a_cancelled_event_says_so_to_whoever_was_told_and_takes_it_out_of_calendars(office: Office) -> None:
    await office.joins("chen")
    await office.announces()
    await office.arrived("amina", "bruno")
    before = await office.house.one(Event)
    changes = await office.house.load(OFF)
    assert changes.lines() == ["event talk: cancelled", "event talk: 2 people who were told hear of that"]
    await due(office)
    assert not await office.house.load(OFF)
    out = await goes_out(office)
    assert {chat for chat, _, _ in said(out)} == {"chat of amina", "chat of bruno"}
    news = {c.outgoing.chat: c for c in out if c.outgoing.document is not None}
    assert "This event is cancelled." in str(news["chat of amina"].outgoing.body["text"])
    assert "Cet événement est annulé." in str(news["chat of bruno"].outgoing.body["text"])
    for one in news.values():
        lines = one.outgoing.document.content.split("\r\n") if one.outgoing.document else []
        for line in ("METHOD:CANCEL", f"UID:{before.uid}", f"SEQUENCE:{before.sequence + 1}", "STATUS:CANCELLED"):
            assert line in lines
    assert (await office.states())["chen"] == "cancelled"
    [row] = await office.rows("chen")
    assert row.reason == "the event was cancelled"
    occurrence = [one for one in await office.house.all(Occurrence) if one.state == OccurrenceState.DROPPED]
    assert {one.reason for one in occurrence} == {"the event was cancelled"}


async def test_the_card_of_a_cancelled_event_says_so_and_takes_no_answer(office: Office) -> None:
    await office.announces()
    await office.arrived("amina", "bruno")
    await office.house.load(OFF)
    await due(office)
    [edit] = [row for row in await office.rows("amina") if row.replaces == "message of amina"]
    text = await office.text(edit)
    assert "This event is cancelled." in text
    assert "Will you be there?" not in text
    reply = await presses(office, "amina", "going")
    assert reply.notice is not None
    assert reply.notice.message == "event_cancelled"


async def test_what_is_cancelled_can_take_place_after_all_and_reminds_again(office: Office) -> None:
    await office.announces()
    await office.arrived("amina", "bruno")
    await office.house.load(OFF)
    await due(office)
    await office.do(all_arrived)
    await office.house.load(AS_IT_WAS)
    await due(office)
    assert await kinds(office) == [("event", "sent", 2), ("called-off", "sent", 2), ("moved", "sent", 2)]
    rule = await office.house.one(ReminderRule, kind="reminder", withdrawn=False)
    assert (await office.house.one(Occurrence, rule_id=rule.id)).state == OccurrenceState.PENDING
    texts = [text for _, _, text in said(await goes_out(office))]
    assert any("This event takes place after all" in text for text in texts)


async def all_arrived(session: AsyncSession) -> None:
    await session.execute(update(Delivery).values(state="sent", ref="x"))


@pytest.mark.parametrize("text", [LATER, OFF])
async def test_of_an_event_that_is_over_nobody_hears_any_more(office: Office, text: str) -> None:
    await office.announces()
    await office.arrived("amina", "bruno")
    office.house.now = datetime(2023, 4, 20, tzinfo=UTC)
    await office.house.load(text)
    assert await kinds(office) == [("event", "sent", 2)]
