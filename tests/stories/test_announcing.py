"""The announcement of an event arrives at its instant, and the card answers to its buttons."""

from datetime import UTC, datetime

import icalendar

from engagebot.demo.person import Message, Person
from tests.stories.house import House, becomes, utc

TALK = "Introductory GCM Talk"


async def announced(house: House, person: Person) -> Message:
    """The card of the talk, which the example announces on 16 March at 10:00 UTC."""
    before = len(await person.heard())
    await house.go_to(2023, 3, 16, 10, 0, 1)
    return await person.sees(TALK, "Going", after=before)


async def test_it_arrives_at_its_instant_and_not_before(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    before = len(await amina.heard())
    await house.go_to(2023, 3, 16, 9, 59, 50)
    assert len(await amina.heard()) == before
    await announced(house, amina)
    assert len(await amina.heard()) == before + 1


async def test_it_tells_the_time_of_the_reader_beside_that_of_geneva(house: House, platform: str) -> None:
    card = await announced(house, await house.joined(platform, zone="Africa/Nairobi"))
    assert "Thursday 23 March 2023, 15:00–16:30, Geneva (UTC+1)" in card.text
    assert "Your time, Nairobi: 17:00–18:30" in card.text


async def test_who_lives_by_the_same_clock_reads_one_time(house: House, platform: str) -> None:
    card = await announced(house, await house.joined(platform, zone="Europe/Zurich"))
    assert "Thursday 23 March 2023, 15:00–16:30" in card.text
    assert "Your time" not in card.text


async def test_where_it_is_another_day_the_day_is_told(house: House, platform: str) -> None:
    amina = await house.joined(platform, zone="Pacific/Auckland")
    await amina.press(await amina.sees("Welcome. You have joined.", "See this event"), "See this event")
    card = await amina.sees(TALK, "Going")
    assert "Your time, Auckland: Friday 24 March 2023, 03:00–04:30" in card.text


async def test_it_holds_venue_moderator_agenda_and_the_link_to_register(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    card = await announced(house, amina)
    for line in (
        "Where: IOM headquarters (Geneva) and online",
        "Moderator: Laurel Townhead, Representative of the Quaker United Nations Office",
        "Languages: English, French and Spanish",
        "• 10 minutes: Opening remarks (Jonathan Prentice, Head, United Nations Network on Migration)",
        "• 50 minutes: Discussion",
        "• 5 minutes: Closing remarks",
    ):
        assert line in card.text
    assert await amina.press(card, "Register") == "https://example.org/register/intro-talk"


async def test_in_french_everything_is_in_french(house: House, platform: str) -> None:
    mariam = await house.joined(platform, "Mariam", language="fr")
    await house.go_to(2023, 3, 16, 10, 0, 1)
    card = await mariam.sees("Échange introductif sur le Pacte mondial", "Je participe")
    for line in (
        "jeudi 23 mars 2023",
        "Genève",
        "Chez vous, Nairobi : 17:00–18:30",
        "Laurel Townhead, représentante du Bureau quaker",
        "10 minutes : Remarques liminaires",
    ):
        assert line in card.text.replace("\N{NO-BREAK SPACE}", " "), line
    assert not any(word in card.text for word in ("Where", "Agenda", "Languages", "Please"))


async def test_an_answer_edits_the_same_card_and_can_be_changed(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    card = await announced(house, amina)
    heard = len(await amina.heard())
    for label, word in (("Going", "going"), ("Maybe", "maybe"), ("No", "no"), ("Maybe", "maybe")):
        await amina.press(card, label)
        card = await becomes(amina, card, f"Your answer: {word}.", f"✓ {label}")
        assert [button.label for button in card.buttons if "✓" in button.label] == [f"✓ {label}"]
        assert [row.answer for row in await house.rows("select answer from event_answers")] == [word]
    assert len(await amina.heard()) == heard
    if platform == "telegram":
        assert amina.notices[-1] == "Kept. Your answer: maybe"


async def test_the_calendar_file_opens_in_a_calendar(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    card = await announced(house, amina)
    await amina.press(card, "Calendar file")
    file = await amina.sees("The calendar file for “Introductory GCM Talk”")
    assert file.document is not None
    calendar = icalendar.Calendar.from_ical(await house.download(file.document))
    [event] = calendar.walk("VEVENT")
    assert str(event["SUMMARY"]) == TALK
    assert event.decoded("DTSTART") == datetime(2023, 3, 23, 14, 0, tzinfo=UTC)
    assert event.decoded("DTEND") == datetime(2023, 3, 23, 15, 30, tzinfo=UTC)
    assert "IOM headquarters" in str(event["LOCATION"])
    assert "Laurel Townhead" in str(event["DESCRIPTION"])
    await amina.press(card, "Calendar file")
    await house.hands.settled()
    assert len([m for m in await amina.heard() if m.document]) == 2


async def test_reminders_can_be_asked_for_and_declined(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    card = await announced(house, amina)
    await amina.press(card, "Remind me")
    card = await becomes(amina, card, "I will remind you before it starts.", "Do not remind me")
    await amina.press(card, "Do not remind me")
    card = await becomes(amina, card, "Remind me", without="I will remind you")
    await amina.press(card, "Going")
    card = await becomes(amina, card, "✓ Going")
    assert "I will remind you" not in card.text


async def test_an_event_for_states_is_not_shown_to_civil_society(house: House, platform: str) -> None:
    state = await house.joined(platform, "Delegate", "states")
    amina = await house.joined(platform)
    await house.announce("child-detention", utc(2023, 3, 16, 12))
    await house.go_to(2023, 3, 16, 12, 0, 1)
    await state.sees("Peer exchange on child detention", "For Member States only.", "Going")
    assert all("child detention" not in m.text for m in await amina.heard())
    for person, shown in ((state, True), (amina, False)):
        await person.command("events")
        assert ("child detention" in (await person.sees("Coming events")).text) is shown


REFUSALS = {"telegram": ("forbidden", "sendMessage"), "slack": ("not_found", "chat.postMessage")}


async def test_who_cannot_be_reached_ends_as_failed_with_the_reason(house: House, platform: str) -> None:
    amina, bruno = await house.joined(platform), await house.joined(platform, "Bruno")
    kind, method = REFUSALS[platform]
    [_, (bruno_chat,)] = await house.rows("select chat from accounts order by id")
    order = {"platform": platform, "kind": kind, "method": method, "chat": bruno_chat}
    async with house.http.post("/play/faults", json=order):
        pass
    heard = len(await bruno.heard())
    await announced(house, amina)
    ends = await house.rows("select state, reason from outbox where announcement_id is not null order by account_id")
    assert [state for state, _ in ends] == ["sent", "failed"]
    assert ends[1].reason
    await house.announce("discrimination", utc(2023, 3, 16, 12))
    await house.go_to(2023, 3, 16, 12, 0, 1)
    await amina.sees("Migrants and discrimination")
    assert len(await bruno.heard()) == heard


async def test_who_blocks_the_bot_gets_nothing_until_they_let_it_in_again(house: House) -> None:
    amina, bruno = await house.joined("telegram"), await house.joined("telegram", "Bruno")
    heard = len(await bruno.heard())
    await bruno.block()
    await house.stands("select id from accounts where unreachable is not null")
    await announced(house, amina)
    assert len(await house.rows("select id from outbox where announcement_id is not null")) == 1
    async with house.http.post(f"/play/telegram/people/{bruno.id}/unblock"):
        pass
    await house.stands("select count(*) from accounts having count(unreachable) = 0")
    await house.announce("discrimination", utc(2023, 3, 16, 12))
    await house.go_to(2023, 3, 16, 12, 0, 1)
    await bruno.sees("Migrants and discrimination")
    assert len(await bruno.heard()) == heard + 1


async def test_at_night_it_waits_for_the_reader_s_morning(house: House, platform: str) -> None:
    awake = await house.joined(platform, "Awake", zone="Europe/Zurich")
    asleep = await house.joined(platform, "Asleep", zone="Pacific/Auckland")  # 16 March 23:00 in Auckland
    heard = len(await asleep.heard())
    await announced(house, awake)
    assert len(await asleep.heard()) == heard
    await house.go_to(2023, 3, 16, 17, 59, 30)
    assert len(await asleep.heard()) == heard
    await house.go_to(2023, 3, 16, 18, 0, 1)  # 17 March 07:00 in Auckland
    await asleep.sees(TALK, "Going", after=heard)
    assert len(await asleep.heard()) == heard + 1
