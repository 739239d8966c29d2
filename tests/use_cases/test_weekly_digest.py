"""Who prefers it gets a summary on Monday morning instead of what can wait for it: once a week, whatever happens."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from hypothesis import given, settings
from hypothesis import strategies as st

from engagebot.channel import Pressed
from engagebot.domain.announcement import Announcement
from engagebot.domain.consultation import Round
from engagebot.domain.local_time import clock_at
from engagebot.domain.people import Stakeholder
from engagebot.domain.weekly import monday, next_digest
from engagebot.domain.workstream import Activity
from engagebot.storage.events import keep_answer
from engagebot.storage.leases import Claimed, claim
from engagebot.use_cases.move_activity import move_activity
from engagebot.use_cases.open_round import open_round
from engagebot.use_cases.write_digests import DigestWriter
from engagebot.use_cases.write_together import Gatherer
from tests.domain.test_local_time import ZONES, instants
from tests.use_cases.sent import NOW, TEXTS, Office, office_at
from tests.use_cases.test_change_event import LATER, due
from tests.use_cases.test_quiet_hours_of_ones_own import does
from tests.workfile.small import SMALL, spoiled

SUNDAY = datetime(2023, 3, 19, 18, tzinfo=UTC)
MONDAY = datetime(2023, 3, 20, 8, tzinfo=UTC)
"""Nine in Geneva."""
FAR = spoiled("starts: 2023-03-23 15:00 CET", "starts: 2023-03-30 15:00 CEST")


SMALL_EVENT = """\
  event{number}:
    title: {{ en: Event {number}, fr: Séance {number} }}
    starts: 2023-03-{day} 10:00
    minutes: 60
"""


@pytest_asyncio.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with office_at(url) as office:
        for name in ("amina", "bruno"):
            await office.joins(name)
        yield office


async def prefers(office: Office, name: str = "amina", word: str = "on", now: datetime = NOW) -> None:
    reply = await does(office, name, Pressed(f"digest:{word}", "card"), now)
    assert (reply.says[0].message, reply.says[0].in_place) == ("settings", True)
    person = await office.house.one(Stakeholder, id=office.people[name].stakeholder_id)
    assert person.digest is (word == "on")


async def goes_out(office: Office, now: datetime) -> Sequence[Claimed]:
    """To Amina."""

    database = office.house.database
    async with database.begin() as session:
        claimed = await claim(session, "telegram:1", "me", 20, now, 30)
    gathered = await Gatherer(TEXTS).write(database, claimed, now)
    written = await DigestWriter(TEXTS).write(database, gathered, now)
    return [one for one in written if one.outgoing.chat == "chat of amina"]


async def digests(office: Office) -> list[tuple[str, datetime, int | None]]:
    found = sorted(await office.house.all(Announcement), key=lambda one: one.id)
    return [(one.state, one.due_at, one.recipients) for one in found if one.kind == "digest"]


async def test_on_monday_at_nine_there_is_one_message_with_all_that_is_coming(office: Office) -> None:
    await prefers(office)
    person = office.people["amina"].stakeholder_id or 0
    await office.do(lambda session: keep_answer(session, 1, person, NOW, "maybe"))
    async with office.house.database.begin() as session:
        await open_round(session, await session.get_one(Round, 1), NOW)
        await move_activity(session, await session.get_one(Activity, 1), "done", NOW)
    await due(office, SUNDAY)
    assert await digests(office) == [("sent", SUNDAY, 1), ("scheduled", SUNDAY + timedelta(days=7), None)]
    [row] = [row for row in await office.rows("amina") if row.what == "digest"]
    assert row.due_at == MONDAY
    [one] = await goes_out(office, MONDAY)
    text = str(one.outgoing.body["text"])
    for words in ("Your week", "Talk", "Your answer: maybe", "Priorities", "Answered: 0 of 2", "Mapping", "✓ done"):
        assert words in text
    markup = str(one.outgoing.body["reply_markup"])
    assert "ev:1" in markup
    assert "rn:1" in markup


async def test_of_many_events_it_shows_the_first_five_and_says_how_many_more_there_are(office: Office) -> None:
    more = "".join(SMALL_EVENT.format(number=number, day=23 + number) for number in range(1, 8))
    await office.house.load(SMALL.replace("areas:", f"{more}areas:", 1))
    await prefers(office)
    await due(office, SUNDAY)
    [one] = await goes_out(office, MONDAY)
    text, markup = str(one.outgoing.body["text"]), str(one.outgoing.body["reply_markup"])
    assert text.count("You have not answered yet.") == 5
    assert "And 3 more: /events" in text
    assert markup.count("'ev:") == 5
    assert "do:events" in markup


async def test_it_comes_instead_of_what_can_wait_for_it(office: Office) -> None:
    await office.house.load(FAR)
    await prefers(office)
    await office.announces()
    assert {row.account_id for row in await office.rows()} == {office.people["bruno"].id}


async def test_what_cannot_wait_comes_singly(office: Office) -> None:
    """The talk is in a week: the summary after the next one would be too late."""
    await prefers(office)
    await office.announces()
    await office.arrived("amina", "bruno")
    assert len(await office.rows("amina")) == 1
    await office.house.load(LATER)
    await due(office)
    assert "moved" in {row.what for row in await office.rows("amina")}


async def test_who_changes_their_mind_gets_none(office: Office) -> None:
    await prefers(office)
    await prefers(office, word="off")
    await due(office, SUNDAY)
    assert await digests(office) == [("sent", SUNDAY, 0)]
    assert await office.rows("amina") == []


async def test_to_ask_for_it_twice_makes_one(office: Office) -> None:
    await prefers(office)
    await prefers(office, "bruno")
    await due(office, SUNDAY)
    assert await digests(office) == [("sent", SUNDAY, 2), ("scheduled", SUNDAY + timedelta(days=7), None)]


async def test_of_nothing_there_is_no_summary(office: Office) -> None:
    await prefers(office, now=datetime(2023, 3, 28, tzinfo=UTC))
    sunday = datetime(2023, 4, 16, 18, tzinfo=UTC)
    async with office.house.database.begin() as session:
        [waiting] = [one for one in await office.house.all(Announcement) if one.kind == "digest"]
        (await session.get_one(Announcement, waiting.id)).due_at = sunday
        (await session.get_one(Announcement, waiting.id)).expires_at = sunday + timedelta(days=5)
    await due(office, sunday)
    assert await goes_out(office, sunday + timedelta(hours=13)) == []
    [row] = [row for row in await office.rows("amina") if row.what == "digest"]
    assert (row.state, row.reason) == ("cancelled", "there was nothing to tell this week")


async def test_after_a_long_outage_the_old_one_is_visibly_too_late_and_the_next_one_comes(office: Office) -> None:
    await prefers(office)
    late = SUNDAY + timedelta(days=17)
    await due(office, late)
    assert await digests(office) == [("sent", SUNDAY, 1), ("scheduled", SUNDAY + timedelta(days=21), None)]
    assert await goes_out(office, late.replace(hour=10) + timedelta(days=1)) == []
    [row] = [row for row in await office.rows("amina") if row.what == "digest"]
    assert (row.state, row.reason) == ("expired", "its time had passed before it could be sent")


@pytest.mark.parametrize("word", ["", "maybe", "on:off"])
async def test_a_button_that_we_never_made_changes_nothing(office: Office, word: str) -> None:
    reply = await does(office, "amina", Pressed(f"digest:{word}", "card"))
    assert reply.notice is not None
    assert reply.notice.message == "unknown_button"


@settings(max_examples=200, deadline=None, derandomize=True)
@given(now=instants, zone=st.sampled_from(ZONES))
def test_it_is_made_before_any_clock_shows_monday_at_nine(now: datetime, zone: str) -> None:
    made_at = next_digest(now)
    assert now < made_at <= now + timedelta(days=7)
    shows = clock_at(monday(made_at, zone), zone)
    assert (shows.weekday(), shows.hour) == (0, 9)
    assert made_at <= monday(made_at, zone) <= made_at + timedelta(hours=30)
