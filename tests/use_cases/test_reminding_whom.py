"""Whom reminders reach, how those made by hand move along, and that what was missed is seen."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from engagebot.channel import Platform, Pressed
from engagebot.domain.announcement import Occurrence, OccurrenceState, ReminderRule
from engagebot.domain.consultation import Round
from engagebot.domain.people import Stakeholder
from engagebot.domain.workstream import ActivityFollower, Workstream
from engagebot.storage.due import due_by
from engagebot.storage.events import keep_answer, keep_choice_of_reminders
from engagebot.storage.reminders import missed
from engagebot.texts.reader import Reader
from engagebot.use_cases.export_round import export_round
from engagebot.use_cases.open_round import open_round
from engagebot.use_cases.refused import Refused
from engagebot.use_cases.remind import Wanted, add_reminder, plan_reminder, take_back
from engagebot.use_cases.reply import Reply
from tests.use_cases.sent import NOW, TEXTS, Office, office_at
from tests.use_cases.test_change_event import LATER, OFF, due
from tests.use_cases.test_quiet_hours_of_ones_own import does
from tests.workfile.small import SMALL, spoiled

REMINDERS = "reminders: [1 day before start]"


@pytest_asyncio.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with office_at(url) as office:
        for name in ("goes", "may", "does not", "is silent", "is hushed"):
            await office.joins(name)
        await office.joins("of the media")
        answers = {"goes": "going", "may": "maybe", "does not": "no"}
        for name, answer in answers.items():
            await says(office, name, answer)
        hushed = office.people["is hushed"].stakeholder_id or 0
        await office.do(lambda session: keep_choice_of_reminders(session, 1, hushed, NOW, remind=False))
        async with office.house.database.begin() as session:
            person = await session.get_one(Stakeholder, office.people["of the media"].stakeholder_id)
            person.group = "media"
        yield office


async def says(office: Office, name: str, answer: str) -> None:
    person = office.people[name].stakeholder_id or 0
    await office.do(lambda session: keep_answer(session, 1, person, NOW, answer))


async def reached(office: Office, what: str = "reminder") -> set[str]:
    names = {account.id: name for name, account in office.people.items()}
    return {names[row.account_id or 0] for row in await office.rows() if row.what == what}


@pytest.mark.parametrize(
    ("whom", "names"),
    [
        ("", {"goes", "may"}),
        ("going", {"goes"}),
        ("maybe", {"may"}),
        ("not-answered", {"is silent"}),
        ("all", {"goes", "may", "is silent"}),
    ],
)
async def test_whom_a_reminder_reaches(office: Office, whom: str, names: set[str]) -> None:
    """The talk is for States only; who wants no reminders gets none, and who said no is left alone."""
    written = f"reminders: [{{ when: 1 day before start{f', for: {whom}' if whom else ''} }}]"
    await office.house.load(spoiled(REMINDERS, written))
    await due(office, datetime(2023, 3, 22, 14, 0, 1, tzinfo=UTC))
    assert await reached(office) == names


@pytest.mark.parametrize(
    ("written", "promised"),
    [
        (REMINDERS, {"going", "maybe"}),
        ("reminders: none", set()),
        ("reminders: [{ when: 1 day before start, for: not-answered }]", set()),
        ("reminders: [{ when: 1 day before start, for: going }]", {"going"}),
        ("reminders: [{ when: 1 day before start, for: all }]", {"going", "maybe"}),
        ("reminders: [{ when: 1 hour before end }]", set()),
    ],
)
async def test_the_card_promises_a_reminder_only_where_one_will_come(
    office: Office, written: str, promised: set[str]
) -> None:
    await office.house.load(spoiled(REMINDERS, written))
    cards = {answer: await does(office, "is silent", Pressed(f"e:1:{answer}", "m1")) for answer in ("going", "maybe")}
    said = {answer: card_of(reply) for answer, reply in cards.items()}
    assert {answer for answer, text in said.items() if "I will remind you before it starts." in text} == promised
    assert {answer for answer, text in said.items() if "No further reminder" in text} == said.keys() - promised


async def test_once_the_last_reminder_has_gone_the_button_does_not_promise_another(office: Office) -> None:
    late = datetime(2023, 3, 22, 14, 0, 1, tzinfo=UTC)
    await due(office, late)
    reply = await does(office, "is silent", Pressed("e:1:remind", "m1"), late)
    assert reply.notice is not None
    assert reply.notice.message == "remind_none"


def card_of(reply: Reply) -> str:
    return str(TEXTS.body("event", reply.says[0].values, Reader("en", "Europe/Zurich", Platform.TELEGRAM))["text"])


async def plan(office: Office, about: str, typed: str, whom: str | None = None, now: datetime = NOW) -> Wanted:
    async with office.house.database.begin() as session:
        workstream = await session.get_one(Workstream, 1)
        wanted = await plan_reminder(session, workstream, about, typed, whom, now)
        await add_reminder(session, wanted)
    return wanted


async def pending(office: Office, kind: str = "reminder") -> list[datetime]:
    rules = [rule for rule in await office.house.all(ReminderRule) if rule.kind == kind and not rule.withdrawn]
    found = {one.rule_id: one for one in await office.house.all(Occurrence)}
    states = [found[rule.id] for rule in rules]
    return sorted(one.due_at for one in states if one.state == OccurrenceState.PENDING)


async def test_a_reminder_by_command_moves_along_and_no_load_takes_it_out(office: Office) -> None:
    wanted = await plan(office, "talk", "2 hours before start", "all")
    assert wanted.reaches == 3
    assert not await office.house.load(SMALL)
    changes = await office.house.load(LATER)
    assert "event talk: reminder 2 hours before start moved to 2023-03-24 13:00 CET" in changes.lines()
    assert await pending(office) == [datetime(2023, 3, 23, 14, tzinfo=UTC), datetime(2023, 3, 24, 12, tzinfo=UTC)]


async def test_a_reminder_at_a_time_of_its_own_stays_where_it_is(office: Office) -> None:
    await plan(office, "talk", "2023-03-20 10:00")
    await office.house.load(LATER)
    assert datetime(2023, 3, 20, 9, tzinfo=UTC) in await pending(office)


async def test_a_day_before_is_a_day_of_the_calendar(office: Office) -> None:
    """The clocks go forward in the night before the talk."""
    await office.house.load(spoiled("starts: 2023-03-23 15:00 CET", "starts: 2023-03-26 15:00 CEST"))
    await plan(office, "talk", "24 hours before start")
    assert await pending(office) == [datetime(2023, 3, 25, hour, tzinfo=UTC) for hour in (13, 14)]


async def test_an_activity_reminds_its_followers_or_all(office: Office) -> None:
    async with office.house.database.begin() as session:
        person = office.people["goes"].stakeholder_id
        session.add(ActivityFollower(activity_id=1, stakeholder_id=person, since=NOW))
    assert (await plan(office, "i", "1 week before end")).reaches == 1
    assert (await plan(office, "i", "2023-03-20 10:00", "all")).reaches == 6
    await due(office, datetime(2023, 3, 20, 9, tzinfo=UTC))
    assert len(await reached(office, "timeline")) == 6
    await office.house.load(spoiled('timeline: "2023"', 'timeline: "Q1-Q2 2023"'))
    assert await pending(office, "timeline") == [datetime(2023, 6, 23, 22, tzinfo=UTC)]


async def test_a_nudge_by_command_moves_with_the_closing(office: Office) -> None:
    await plan(office, "first", "3 days before closing")
    await office.house.load(spoiled("closes: 2023-04-10 18:00", "closes: 2023-04-12 18:00"))
    assert datetime(2023, 4, 9, 16, tzinfo=UTC) in await pending(office, "nudge")


@pytest.mark.parametrize(
    ("about", "typed", "whom", "why"),
    [
        ("nothing", "1 day before start", None, "There is no event, round or activity nothing"),
        ("talk", "soon", None, "is not understood"),
        ("talk", "1 day before start", None, "There is such a reminder already"),
        ("talk", "30 days before start", None, "has passed"),
        ("talk", "1 hour after end", None, "is late"),
        ("talk", "1 day before closing", None, "before or after the start or the end"),
        ("talk", "2 hours before start", "everyone", "It can be for going or maybe or not-answered or all"),
        ("first", "1 day before closing", "going", "It can be for not-answered or all"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    office: Office, about: str, typed: str, whom: str | None, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        await plan(office, about, typed, whom)


async def test_only_what_was_added_by_command_is_taken_back_by_command(office: Office) -> None:
    await plan(office, "talk", "2 hours before start")
    by_hand = await office.house.one(ReminderRule, by_hand=True)
    filed = await office.house.one(ReminderRule, kind="reminder", by_hand=False)

    async def back(rule: int) -> None:
        async with office.house.database.begin() as session:
            await take_back(session, await session.get_one(Workstream, 1), rule)

    await back(by_hand.id)
    assert await pending(office) == [datetime(2023, 3, 22, 14, tzinfo=UTC)]
    for rule, why in (
        (filed.id, "stands in the workstream file"),
        (by_hand.id, "dropped already"),
        (99, "no reminder"),
    ):
        with pytest.raises(Refused, match=why):
            await back(rule)


async def test_a_cancelled_event_drops_what_was_added_by_command_too(office: Office) -> None:
    await plan(office, "talk", "2 hours before start")
    await office.house.load(OFF)
    assert await pending(office) == []
    await office.house.load(SMALL)
    assert len(await pending(office)) == 2


async def test_what_was_missed_is_seen_with_its_reason_in_the_report(office: Office) -> None:
    """Nothing ran from the day before the talk until after it; then the round is opened by hand."""
    late = datetime(2023, 3, 23, 18, tzinfo=UTC)
    await due(office, late)
    async with office.house.database.begin() as session:
        [line] = await missed(session, 1)
        await open_round(session, await session.get_one(Round, 1), late)
    assert (line.kind, line.about, line.due_at) == ("reminder", "talk", datetime(2023, 3, 22, 14, tzinfo=UTC))
    assert line.reason == "due 2023-03-22 14:00 UTC, noticed only 2023-03-23 18:00 UTC"
    async with office.house.database.snapshot() as session:
        data = await export_round(session, await session.get_one(Workstream, 1), "first")
    [told] = [one for one in data.deliveries if one.state == "missed"]
    assert (told.announcement, told.reason, told.messages) == (None, line.reason, 0)


async def test_a_round_that_nobody_opened_is_seen_too(office: Office) -> None:
    late = datetime(2023, 5, 1, tzinfo=UTC)
    await due(office, late)
    async with office.house.database.read() as session:
        lines = {(line.kind, line.about) for line in await missed(session, 1)}
        assert await due_by(session, late + timedelta(days=1)) == []
    assert lines >= {("opening", "first"), ("nudge", "first"), ("reminder", "talk"), ("feedback", "talk")}
