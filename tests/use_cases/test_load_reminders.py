"""Reminders follow the file as long as they have not spoken."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest_asyncio

from engagebot.domain.announcement import Occurrence, OccurrenceState, ReminderRule
from engagebot.domain.consultation import Round
from engagebot.domain.event import Event
from tests.use_cases.loaded import House, house_at
from tests.workfile.small import SMALL, spoiled

LATER = spoiled("starts: 2023-03-23 15:00 CET", "starts: 2023-03-24 15:00 CET")
EARLIER = spoiled("starts: 2023-03-23 15:00 CET", "starts: 2023-03-17 08:00 CET")


@pytest_asyncio.fixture
async def house(url: str) -> AsyncIterator[House]:
    async with house_at(url, datetime(2023, 3, 16, 8, tzinfo=UTC)) as house:
        yield house


async def occurrence(house: House, kind: str) -> Occurrence:
    """Of the rule of that kind that is in force."""
    rule = await house.one(ReminderRule, kind=kind, withdrawn=False)
    return await house.one(Occurrence, rule_id=rule.id)


async def test_rules_become_occurrences_in_utc_with_their_audiences(house: House) -> None:
    await house.load(SMALL)

    talk, held = await house.one(Event), await house.one(Round)
    rules = {rule.kind: rule for rule in await house.all(ReminderRule)}
    assert rules["reminder"].audience == {"event": talk.id, "reminded": True}
    assert rules["feedback"].audience == {"event": talk.id, "answers": ["going", "maybe"]}
    assert rules["nudge"].audience == {"not_voted": held.id}

    reminder, feedback, nudge = [await occurrence(house, kind) for kind in ("reminder", "feedback", "nudge")]
    assert (reminder.due_at, reminder.too_late_at) == (_utc(22, 14), talk.starts_at)
    assert (feedback.due_at, feedback.too_late_at) == (_utc(23, 16), _utc(30, 15, 30))
    assert (nudge.due_at, nudge.too_late_at) == (datetime(2023, 4, 8, 16, tzinfo=UTC), held.closes_at)


async def test_a_moved_event_takes_its_reminder_along(house: House) -> None:
    await house.load(SMALL)
    changes = await house.load(LATER)

    assert "event talk: reminder 1 day before start moved to 2023-03-23 15:00 CET" in changes.lines()
    assert (await occurrence(house, "reminder")).due_at == _utc(23, 14)
    assert len(await house.all(Occurrence)) == 3
    assert not await house.load(LATER)


async def test_a_reminder_that_was_sent_goes_out_again_for_an_event_that_is_put_off(house: House) -> None:
    await house.load(SMALL)
    sent = await occurrence(house, "reminder")
    await house.set(sent, state=OccurrenceState.SENT)
    house.now = _utc(23, 8)
    changes = await house.load(LATER)

    assert (
        "event talk: reminder 1 day before start will go out at its new time, 2023-03-23 15:00 CET" in changes.lines()
    )
    assert (await house.one(Occurrence, id=sent.id)).due_at == _utc(22, 14)
    assert (await occurrence(house, "reminder")).state == OccurrenceState.PENDING
    assert not await house.load(LATER)


async def test_a_reminder_that_was_sent_stays_sent_if_its_new_time_has_passed_too(house: House) -> None:
    await house.load(SMALL)
    await house.set(await occurrence(house, "reminder"), state=OccurrenceState.SENT)
    house.now = _utc(23, 8)
    await house.load(spoiled("starts: 2023-03-23 15:00 CET", "starts: 2023-03-23 16:00 CET"))

    assert (await occurrence(house, "reminder")).state == OccurrenceState.SENT


async def test_a_reminder_whose_moment_has_passed_is_dropped_and_says_why(house: House) -> None:
    await house.load(SMALL)
    changes = await house.load(EARLIER)

    assert "event talk: reminder 1 day before start dropped: 2023-03-16 08:00 CET has passed" in changes.lines()
    dropped = await occurrence(house, "reminder")
    assert (dropped.state, dropped.reason) == (
        OccurrenceState.DROPPED,
        "its moment had passed when the file was loaded",
    )


async def test_an_event_of_the_past_reminds_nobody(house: House) -> None:
    house.now = datetime(2024, 1, 1, tzinfo=UTC)
    await house.load(SMALL)

    assert {row.state for row in await house.all(Occurrence)} == {OccurrenceState.DROPPED}


async def test_feedback_is_still_asked_for_some_days_after_the_event(house: House) -> None:
    house.now = _utc(25, 8)
    await house.load(SMALL)

    assert (await occurrence(house, "feedback")).state == OccurrenceState.PENDING
    assert (await occurrence(house, "reminder")).state == OccurrenceState.DROPPED


async def test_reminders_are_added_and_taken_out(house: House) -> None:
    await house.load(SMALL)
    edited = spoiled("reminders: [1 day before start]", "reminders: [2 hours before start]")
    changes = await house.load(edited)

    assert changes.lines() == [
        "event talk: reminder 2 hours before start added",
        "event talk: reminder 1 day before start taken out",
    ]
    old = await house.one(ReminderRule, offset_days=-1)
    dropped = await house.one(Occurrence, rule_id=old.id)
    assert (old.withdrawn, dropped.state) == (True, OccurrenceState.DROPPED)
    assert dropped.reason == "taken out of the workstream file"
    assert not await house.load(edited)


async def test_a_reminder_can_turn_to_others(house: House) -> None:
    await house.load(SMALL)
    written = "reminders: [{ when: 1 day before start, for: { answers: [maybe] } }]"
    changes = await house.load(spoiled("reminders: [1 day before start]", written))

    assert changes.lines() == ["event talk: reminder 1 day before start goes to others"]
    rule = await house.one(ReminderRule, kind="reminder")
    assert rule.audience == {"event": rule.event_id, "answers": ["maybe"], "reminded": True}


async def test_a_withdrawn_event_reminds_nobody(house: House) -> None:
    await house.load(SMALL)
    await house.load(SMALL[: SMALL.index("events:")] + SMALL[SMALL.index("areas:") :])

    rules = [rule for rule in await house.all(ReminderRule) if rule.event_id]
    states = {row.rule_id: row.state for row in await house.all(Occurrence)}
    assert all(rule.withdrawn and states[rule.id] == OccurrenceState.DROPPED for rule in rules)


def _utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2023, 3, day, hour, minute, tzinfo=UTC)
