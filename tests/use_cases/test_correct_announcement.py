"""After an event was edited, everybody who got the announcement gets an edit in place, with their answer on it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from sqlalchemy import event as events
from sqlalchemy import select

from engagebot.domain.announcement import Announcement
from engagebot.domain.consultation import Round
from engagebot.domain.event import Event
from engagebot.domain.outbox import Delivery, Priority, Variant
from engagebot.domain.people import Stakeholder
from engagebot.storage.corrections import correction_progress
from engagebot.storage.events import keep_answer, keep_choice_of_reminders
from engagebot.storage.leases import claim
from engagebot.storage.outbox import NewDelivery, enqueue
from engagebot.texts.errors import TooLong
from engagebot.texts.reader import Reader
from engagebot.use_cases.correct_announcement import (
    Correction,
    correct_announcement,
    correct_late,
    correcting,
)
from engagebot.use_cases.open_round import open_round
from engagebot.use_cases.pause_announcement import pause_announcement
from engagebot.use_cases.refused import Refused
from engagebot.use_cases.send_announcement import send_announcement
from tests.databases import database_of
from tests.postgres import PostgresServer
from tests.slow_texts import SlowTexts
from tests.use_cases.sent import NOW, TEXTS, Office, office_at
from tests.workfile.small import SMALL, spoiled

ELSEWHERE = spoiled("title: { en: Talk, fr: Échange }", "title: { en: Moved talk, fr: Échange déplacé }")
LATER = NOW + timedelta(hours=1)


@pytest_asyncio.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with office_at(url) as office:
        yield office


async def corrects(office: Office, id_: int, now: datetime = LATER) -> Correction:
    return await office.do(lambda session: correct_announcement(session, TEXTS, id_, now))


async def edits(office: Office, *names: str) -> list[Delivery]:
    return [row for row in await office.rows(*names) if row.what == "correction"]


async def answers(office: Office, name: str, answer: str) -> None:
    person = office.people[name].stakeholder_id or 0
    await office.do(lambda session: keep_answer(session, 1, person, NOW, answer))


async def chooses_reminders(office: Office, name: str, on: bool) -> None:
    person = office.people[name].stakeholder_id or 0
    await office.do(lambda session: keep_choice_of_reminders(session, 1, person, NOW, on))


async def test_who_got_it_gets_an_edit_of_that_very_message_with_the_new_text(office: Office) -> None:
    await office.joins("amina")
    id_ = await office.announces()
    await office.arrived("amina")
    await office.house.load(ELSEWHERE)
    assert (await corrects(office, id_)).edits == 1
    [edit] = await edits(office, "amina")
    assert (edit.replaces, edit.chat, edit.lane) == ("message of amina", "chat of amina", "telegram:1")
    assert (edit.state, edit.priority, edit.due_at) == ("pending", Priority.BROADCAST, LATER)
    assert "Moved talk" in await office.text(edit)
    [claimed] = await office.do(lambda s: claim(s, "telegram:1", "me", 10, LATER, 30))
    assert claimed.outgoing.replaces == "message of amina"
    assert "Moved talk" in str(claimed.outgoing.body)


async def test_who_has_not_got_it_yet_gets_the_new_text_only(office: Office) -> None:
    await office.joins("amina")
    await office.joins("mariam", language="fr")
    id_ = await office.announces()
    await office.do(lambda s: pause_announcement(s, id_, NOW))
    await office.house.load(ELSEWHERE)
    done = await corrects(office, id_)
    assert (done.edits, done.rewritten) == (0, 2)
    assert await edits(office) == []
    english, french = await office.rows("amina", "mariam")
    assert "Moved talk" in await office.text(english)
    assert "Échange déplacé" in await office.text(french)


async def test_a_card_keeps_the_answer_that_its_reader_gave(office: Office) -> None:
    for name in ("silent", "going", "maybe", "no", "hushed", "reminded"):
        await office.joins(name)
    id_ = await office.announces()
    await office.arrived(*office.people)
    for name in ("going", "maybe", "no"):
        await answers(office, name, name)
    await answers(office, "hushed", "going")
    await chooses_reminders(office, "hushed", False)
    await chooses_reminders(office, "reminded", True)
    await office.house.load(ELSEWHERE)
    assert (await corrects(office, id_)).edits == 6
    said = {name: await office.text((await edits(office, name))[0]) for name in office.people}
    assert all("Moved talk" in text for text in said.values())
    marked = {name: [label for label in ("✓ Going", "✓ Maybe", "✓ No") if label in said[name]] for name in said}
    assert marked == {
        "silent": [],
        "going": ["✓ Going"],
        "maybe": ["✓ Maybe"],
        "no": ["✓ No"],
        "hushed": ["✓ Going"],
        "reminded": [],
    }
    assert {name for name in said if "Do not remind me" in said[name]} == {"going", "maybe", "reminded"}


async def test_each_reader_is_spoken_to_in_the_language_and_zone_they_have_now(office: Office) -> None:
    await office.joins("amina")
    await office.joins("chen", platform="slack", zone="Asia/Bangkok")
    id_ = await office.announces()
    await office.arrived("amina", "chen")
    async with office.house.database.begin() as session:
        (await session.get_one(Stakeholder, office.people["amina"].stakeholder_id)).language = "fr"
    await office.house.load(ELSEWHERE)
    await corrects(office, id_)
    amina, chen = [await office.text((await edits(office, name))[0]) for name in ("amina", "chen")]
    assert "Échange déplacé" in amina
    assert "Your time, Bangkok: 21:00" in chen
    assert "blocks" in chen


async def test_a_text_is_rendered_once_for_all_who_share_it_and_the_rows_come_in_one_statement(
    office: Office,
) -> None:
    for number in range(40):
        await office.joins(f"person {number}")
    id_ = await office.announces()
    await office.arrived(*office.people)
    statements: list[str] = []

    def note(_c: object, _u: object, statement: str, *_: object) -> None:
        statements.append(statement)

    engine = office.house.database.engine.sync_engine
    events.listen(engine, "before_cursor_execute", note)
    assert (await corrects(office, id_)).edits == 40
    assert len([one for one in statements if one.startswith("INSERT INTO outbox")]) == 1
    assert len(statements) < 30
    assert len(await office.house.all(Variant)) == 1


async def test_a_message_that_has_become_a_ballot_is_left_to_its_voter(office: Office) -> None:
    amina, _ = await office.joins("amina"), await office.joins("bruno")
    id_ = await _opening(office)
    await office.arrived("amina", "bruno")
    ballot = NewDelivery(
        amina.lane, amina.chat, "ballot_card", Priority.REPLY, NOW, body={"text": "1"}, replaces="message of amina"
    )
    await office.do(lambda s: enqueue(s, [ballot], NOW))
    done = await corrects(office, id_)
    assert (done.edits, done.left) == (1, {"they show the reader's own answer by now": 1})
    assert [edit.replaces for edit in await edits(office)] == ["message of bruno"]


async def _opening(office: Office) -> int:
    """The announcement that a round has opened, sent."""
    async with office.house.database.begin() as session:
        await open_round(session, (await session.scalars(select(Round))).one(), NOW)
    async with office.house.database.begin() as session:
        announcement = (await session.scalars(select(Announcement))).one()
        await send_announcement(session, TEXTS, announcement, NOW)
    return announcement.id


async def test_it_says_for_whom_it_is_not_possible_and_why(office: Office) -> None:
    for name in ("amina", "bruno", "chen", "dunja", "emre"):
        await office.joins(name)
    id_ = await office.announces()
    await office.becomes("amina", "sent")
    await office.becomes("bruno", "unknown")
    await office.becomes("chen", "failed")
    await office.arrived("dunja", "emre")
    await office.house.set(office.people["dunja"], unreachable="blocked")
    async with office.house.database.read() as session:
        planned = await correcting(session, id_, LATER)
    expected = {
        "the platform did not name them when they were sent": 1,
        "their readers stopped or cannot be reached": 1,
        "nobody knows whether they arrived": 1,
        "they failed": 1,
    }
    done = await corrects(office, id_)
    assert (planned.edits, planned.left) == (done.edits, done.left) == (1, expected)


async def test_a_second_correction_takes_the_place_of_one_that_waits(office: Office) -> None:
    await office.joins("amina")
    id_ = await office.announces()
    await office.arrived("amina")
    await corrects(office, id_)
    await answers(office, "amina", "going")
    await office.house.load(ELSEWHERE)
    await corrects(office, id_)
    first, second = await edits(office, "amina")
    assert (first.state, first.reason) == ("cancelled", "replaced by a later edit")
    assert second.state == "pending"
    assert "✓ Going" in await office.text(second)
    counts = await office.do(lambda s: correction_progress(s, id_))
    assert counts == {"cancelled": 1, "pending": 1}


async def test_a_press_after_the_correction_takes_its_place(office: Office) -> None:
    amina = await office.joins("amina")
    id_ = await office.announces()
    await office.arrived("amina")
    await corrects(office, id_)
    reply = NewDelivery(
        amina.lane, amina.chat, "event", Priority.REPLY, LATER, body={"text": "new"}, replaces="message of amina"
    )
    await office.do(lambda s: enqueue(s, [reply], LATER))
    assert [edit.state for edit in await edits(office, "amina")] == ["cancelled"]


async def test_what_was_being_sent_meanwhile_is_edited_once_it_has_gone_out(office: Office) -> None:
    await office.joins("amina")
    await office.joins("bruno")
    id_ = await office.announces()
    await office.becomes("amina", "leased")
    await office.becomes("bruno", "leased")
    done = await corrects(office, id_)
    assert (done.edits, len(done.being_sent)) == (0, 2)
    await office.arrived("amina")
    late = await office.do(lambda s: correct_late(s, TEXTS, id_, done.being_sent, LATER))
    assert (late.edits, len(late.being_sent)) == (1, 1)
    await office.becomes("bruno", "pending")
    last = await office.do(lambda s: correct_late(s, TEXTS, id_, late.being_sent, LATER))
    assert (last.edits, last.being_sent) == (0, [])
    assert len(await edits(office)) == 1


@pytest.mark.only_on("postgresql")
async def test_who_changes_language_or_answers_while_the_texts_are_written_gets_an_edit_as_well(
    office: Office, url: str, postgres_server: PostgresServer
) -> None:
    await office.joins("amina")
    await office.joins("bela")
    await office.joins("chen", language="fr")
    id_ = await office.announces()
    await office.arrived("amina", "bela", "chen")
    changes = [
        "update stakeholders s set language = 'fr' from accounts a where a.stakeholder_id = s.id "
        "and a.chat like '%amina'",
        "insert into event_answers (event_id, stakeholder_id, answer, answered_at) "
        "select 1, stakeholder_id, 'going', now() from accounts where chat like '%bela'",
    ]

    def meanwhile(_reader: Reader) -> None:
        if changes:
            postgres_server.sql(changes.pop(), database_of(url))

    await office.house.load(ELSEWHERE)
    done = await office.do(lambda session: correct_announcement(session, SlowTexts(meanwhile), id_, LATER))
    assert (done.edits, done.left) == (3, {})
    said = {name: await office.text((await edits(office, name))[0]) for name in ("amina", "bela", "chen")}
    assert "Échange déplacé" in said["amina"]
    assert "✓ Going" in said["bela"]
    assert "Échange déplacé" in said["chen"]


async def test_at_night_it_waits_for_the_morning_of_the_reader(office: Office) -> None:
    await office.joins("amina")
    await office.joins("chen", zone="Asia/Bangkok")
    id_ = await office.announces()
    await office.arrived("amina", "chen")
    evening = datetime(2023, 3, 16, 18, tzinfo=UTC)  # 01:00 in Bangkok
    await corrects(office, id_, evening)
    assert [edit.due_at for edit in await edits(office, "amina")] == [evening]
    assert [edit.due_at for edit in await edits(office, "chen")] == [datetime(2023, 3, 17, 0, tzinfo=UTC)]


async def test_who_sleeps_while_the_event_begins_has_the_right_time_on_the_card_all_the_same(office: Office) -> None:
    await office.joins("chen", zone="Asia/Bangkok")
    id_ = await office.announces()
    await office.arrived("chen")
    await office.house.load(spoiled("starts: 2023-03-23 15:00 CET", "starts: 2023-03-17 00:45 CET"))
    await corrects(office, id_, datetime(2023, 3, 16, 18, tzinfo=UTC))  # 01:00 in Bangkok
    [edit] = await edits(office, "chen")
    assert edit.expires_at is not None
    assert edit.expires_at > edit.due_at == datetime(2023, 3, 17, 0, tzinfo=UTC)


async def test_an_event_that_moved_takes_the_end_of_its_announcement_along(office: Office) -> None:
    await office.joins("amina")
    id_ = await office.announces()
    await office.house.load(spoiled("starts: 2023-03-23 15:00 CET", "starts: 2023-03-24 15:00 CET"))
    await corrects(office, id_)
    moved = datetime(2023, 3, 24, 14, tzinfo=UTC)
    assert (await office.announcement(id_)).expires_at == moved
    assert [row.expires_at for row in await office.rows()] == [moved]


async def test_a_text_that_is_too_long_changes_nothing(office: Office) -> None:
    await office.joins("amina")
    id_ = await office.announces()
    await office.arrived("amina")
    await office.house.set(await office.house.one(Event), title={"en": "Talk " * 900})
    with pytest.raises(TooLong):
        await corrects(office, id_)
    assert await edits(office) == []


async def test_what_makes_no_sense_is_refused_in_a_sentence(office: Office) -> None:
    await office.joins("amina")
    scheduled, sent = await office.announces(in_minutes=60), await office.announces()
    with pytest.raises(Refused, match="has not gone out yet"):
        await corrects(office, scheduled)
    with pytest.raises(Refused, match="has passed, so it is not corrected any more"):
        await corrects(office, sent, NOW + timedelta(days=8))
    await office.house.load(SMALL[: SMALL.index("events:")] + SMALL[SMALL.index("areas:") :])
    assert (await office.house.one(Event)).withdrawn
    with pytest.raises(Refused, match="was taken out of the workstream file"):
        await corrects(office, sent)
