"""Reminders come a day and an hour before, once, to those who want them, whatever happens to the process."""

import pytest

from engagebot.demo.person import Message, Person, playing
from tests.stories.house import PLATFORMS, Home, House, becomes, house_in

DAY_BEFORE = (2023, 3, 22, 14, 0, 1)
HOUR_BEFORE = (2023, 3, 23, 13, 0, 1)


async def audience(house: House, platform: str) -> dict[str, Person]:
    """One person for each answer, and one who asks for no reminders."""
    people = {name: await house.joined(platform, name) for name in ("Going", "Maybe", "No", "Silent", "Hushed")}
    await house.go_to(2023, 3, 16, 10, 0, 1)
    for name, person in people.items():
        card = await person.sees("Introductory GCM Talk", "Going", "Calendar file")
        if name in ("Going", "Maybe", "No"):
            await person.press(card, name)
            await becomes(person, card, f"✓ {name}")
        if name == "Hushed":
            await person.press(card, "Going")
            card = await becomes(person, card, "✓ Going", "Do not remind me")
            await person.press(card, "Do not remind me")
            await becomes(person, card, "Remind me", without="I will remind you")
    return people


async def reminders(person: Person) -> list[Message]:
    return [m for m in await person.heard() if m.text.startswith("A reminder")]


async def test_a_day_and_an_hour_before_to_those_who_are_going_or_may_be(house: House, platform: str) -> None:
    people = await audience(house, platform)
    await house.go_to(*DAY_BEFORE)
    await people["Going"].sees("A reminder: tomorrow", "Introductory GCM Talk", "Your time, Nairobi: 17:00–18:30")
    await people["Maybe"].sees("A reminder: tomorrow")
    await house.go_to(*HOUR_BEFORE)
    last = await people["Going"].sees("A reminder: in one hour", "Register")
    assert await people["Going"].press(last, "Register") == "https://example.org/register/intro-talk"
    await house.go_to(2023, 3, 23, 13, 59)
    counts = {name: len(await reminders(person)) for name, person in people.items()}
    assert counts == {"Going": 2, "Maybe": 2, "No": 0, "Silent": 0, "Hushed": 0}


async def test_from_a_reminder_the_answer_can_be_changed(house: House, platform: str) -> None:
    people = await audience(house, platform)
    await house.go_to(*DAY_BEFORE)
    reminder = await people["Going"].sees("A reminder: tomorrow", "Details and answer")
    await people["Going"].press(reminder, "Details and answer")
    card = await people["Going"].sees("Your answer: going.", "✓ Going")
    await people["Going"].press(card, "No")
    await becomes(people["Going"], card, "✓ No")
    await house.go_to(*HOUR_BEFORE)
    await people["Maybe"].sees("A reminder: in one hour")
    assert len(await reminders(people["Going"])) == 1


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_process_that_was_down_at_the_instant_reminds_once_when_it_is_back(home: Home, platform: str) -> None:
    async with house_in(home) as house:
        going = await house.joined(platform, "Going")
        await house.go_to(2023, 3, 16, 10, 0, 1)
        card = await going.sees("Introductory GCM Talk", "Going")
        await going.press(card, "Going")
        await becomes(going, card, "✓ Going")
        await house.go_to(2023, 3, 22, 13, 59, 58)
        assert await reminders(going) == []
    pass_the_night(home, seconds=3600)
    for _ in range(2):  # down over the instant, and once more for nothing
        async with house_in(home) as house, playing(house.theatre.url) as going.http:
            await house.hands.settled()
            [reminder] = await reminders(going)
            assert "A reminder: tomorrow" in reminder.text or "in 23 hours" in reminder.text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_process_that_comes_back_after_the_start_has_visibly_missed_it(home: Home, platform: str) -> None:
    async with house_in(home) as house:
        going = await house.joined(platform, "Going")
        await house.go_to(2023, 3, 16, 10, 0, 1)
        card = await going.sees("Introductory GCM Talk", "Going")
        await going.press(card, "Going")
        await becomes(going, card, "✓ Going")
        await house.go_to(*DAY_BEFORE)
        await going.sees("A reminder: tomorrow")
    pass_the_night(home, seconds=24 * 3600 + 60)
    async with house_in(home) as house, playing(house.theatre.url) as going.http:
        await house.hands.settled()
        assert len(await reminders(going)) == 1
        states = await house.rows(
            "select o.state, o.reason from occurrences o join reminder_rules r on o.rule_id = r.id "
            "join events e on r.event_id = e.id where e.key = 'intro-talk' and r.kind = 'reminder' order by o.due_at"
        )
        assert [state for state, _ in states] == ["sent", "missed"]
        assert states[1].reason.startswith("due 2023-03-23 13:00 UTC, noticed only 2023-03-23 14:0")


def pass_the_night(home: Home, seconds: float) -> None:
    """Time goes by while nothing runs: the kept clock is put forward."""
    clock = home.folder / "clock"
    clock.write_text(f"{float(clock.read_text()) + seconds}\n")
