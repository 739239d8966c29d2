"""What a stakeholder can ask for at any time, and how they go and come back."""

from typing import Any

from engagebot.chat.words import COMMANDS
from engagebot.demo.person import Message, Person
from tests.stories.ballots import OPENING, first_card, rate
from tests.stories.house import House, becomes, utc


async def ask(person: Person, command: str, *wanted: str) -> Message:
    """Command, and wait for an answer that is new."""
    before = len(await person.heard())
    await person.command(command)
    return await person.sees(*wanted, after=before)


async def test_the_activities_with_where_they_stand(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    answer = await ask(amina, "activities", "Activities")
    assert "i. Mapping of promising practices (Objective 8 of the Global Compact)" in answer.text
    assert "Q1–Q2 2023 · ● in progress" in answer.text
    assert "Q1 2024 · ○ yet to start" in answer.text


async def test_the_coming_events_each_with_its_button(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    answer = await ask(amina, "events", "Coming events", "Introductory GCM Talk")
    assert "Indicators of the Global Compact" not in answer.text  # it was in February
    assert "You have not answered yet." in answer.text
    await amina.press(answer, "Universal health coverage")
    card = await amina.sees("Universal health coverage", "Tuesday 16 May 2023, 14:00–15:30, Geneva (UTC+2)", "Going")
    await amina.press(card, "Maybe")
    await becomes(amina, card, "Your answer: maybe.")
    assert "Your answer: maybe" in (await ask(amina, "events", "Coming events")).text


async def test_many_events_are_shown_in_pages_that_one_turns(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    first = await ask(amina, "events", "Coming events", "1 of 2", "Times are on your clocks: Nairobi.")
    assert "Introductory GCM Talk\nThursday 23 March 2023, 17:00–18:30\nYou have not answered yet." in first.text
    assert len([button for button in first.buttons if button.action.startswith("ev:")]) == 5
    assert first.button("Back") is None
    await amina.press(first, "More")
    second = await becomes(amina, first, "2 of 2", "Back", without="Introductory GCM Talk")
    assert second.button("More") is None
    await amina.press(second, "Back")
    await becomes(amina, first, "1 of 2", "Introductory GCM Talk")


async def test_one_s_own_ratings_with_the_receipt(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    await ask(amina, "myvotes", "There are no answers of yours here.")
    await house.go_to(*OPENING)
    await rate(amina, await first_card(amina), "5", "2 of 15")
    answer = await ask(amina, "myvotes", "Your ratings", "You have rated 1 of 15 recommendations.", "Change:")
    [(receipt,)] = await house.rows("select receipt from ballots")
    assert f"Receipt: {receipt}" in answer.text
    assert "→ 5, top priority" in answer.text
    await amina.press(answer, "Change:")
    await becomes(amina, answer, "To rate or change one, press its number.")


async def test_help_lists_the_commands_and_whom_to_ask(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    answer = await ask(amina, "help", "What you can do here", "Events", "Activities")
    for name in ("events", "activities", "myvotes", "language", "timezone", "privacy", "stop", "start", "help"):
        assert f"{'/' if platform == 'telegram' else ''}{name}: " in answer.text
    assert "Questions? Write to secretariat@example.org." in answer.text


async def test_every_command_is_answered(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    for name in COMMANDS:
        before = len(await amina.heard())
        await amina.command(name)
        await amina.waits_for(lambda message: bool(message.text), f"an answer to {name}", after=before)


async def test_privacy_says_what_is_stored(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    answer = await ask(amina, "privacy", "What is stored about you")
    assert "Your answers are kept under a code" in answer.text
    assert "Write to secretariat@example.org to see, correct or delete what is stored about you." in answer.text


async def test_the_language_is_changed_in_place_and_at_once(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    question = await ask(amina, "language", "Which language shall I write in?", "✓ English", "Français")
    await amina.press(question, "Français")
    await becomes(amina, question, "Je vous écris en français", "Événements")
    await ask(amina, "events", "Échange introductif sur le Pacte mondial")
    await house.go_to(2023, 3, 16, 10, 0, 1)
    await amina.sees("Échange introductif sur le Pacte mondial", "Je participe")


async def test_the_time_zone_by_button_by_city_and_behind_the_command(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    question = await ask(amina, "timezone", "Which city’s time do you live by?", "Zurich")
    await amina.press(question, "Zurich")
    await becomes(amina, question, "show your time: Zurich.")
    await ask(amina, "timezone", "Which city’s time do you live by?")
    await amina.say("bogota")
    await amina.sees("show your time: Bogota.")
    await ask(amina, "timezone Asia/Manila", "show your time: Manila.")
    assert [row.zone for row in await house.rows("select zone from stakeholders")] == ["Asia/Manila"]


async def test_a_text_that_means_nothing_gets_help(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    for text in ("What a lovely day", "/nonsense" if platform == "telegram" else "nonsense", "123", "💥"):
        before = len(await amina.heard())
        await amina.say(text)
        answer = await amina.sees("I did not understand that.", "Help", after=before)
    await amina.press(answer, "Help")
    await amina.sees("What you can do here")


async def test_words_do_for_commands_with_or_without_a_slash(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    for word, answer in (("Events", "Coming events"), ("my votes", "no answers of"), ("Aide", "What you can do here")):
        before = len(await amina.heard())
        await amina.say(word)
        await amina.sees(answer, after=before)


async def test_stop_is_immediate_also_for_what_waits_already(house: House, platform: str) -> None:
    amina = await house.joined(platform, zone="Pacific/Auckland")
    await house.go_to(2023, 3, 16, 10, 0, 1)  # 23:00 in Auckland: the announcement waits for the morning
    assert [row.state for row in await waiting(house)] == ["pending"]
    await ask(amina, "stop", "you will not be told if one moves or is cancelled", "Receive messages")
    assert [(row.state, row.reason) for row in await waiting(house)] == [("cancelled", "stopped")]
    heard = len(await amina.heard())
    await house.announce("discrimination", utc(2023, 3, 17, 0))
    await house.go_to(2023, 3, 17, 1)
    assert len(await amina.heard()) == heard
    await ask(amina, "events", "Coming events")
    await ask(amina, "start", "Welcome back. You will receive announcements and reminders again.")
    await house.announce("health", utc(2023, 3, 17, 2))
    await house.go_to(2023, 3, 17, 2, 0, 1)
    await amina.sees("Universal health coverage", "Going")


async def waiting(house: House) -> list[Any]:
    return await house.rows("select state, reason from outbox where announcement_id is not null order by id")


async def test_who_stopped_may_still_vote_if_they_come_by_themselves(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    await house.go_to(*OPENING)
    card = await first_card(amina)
    await ask(amina, "stop", "From now on I send nothing")
    await rate(amina, card, "5", "2 of 15")


async def test_on_telegram_the_menu_names_the_commands_in_the_person_s_language(house: House) -> None:
    mariam = await house.joined("telegram", "Mariam", language="fr")
    async with house.http.get(f"/play/telegram/people/{mariam.id}/chat") as answer:
        commands = {one["command"]: one["description"] for one in (await answer.json())["commands"]}
    assert set(commands) >= {"events", "activities", "myvotes", "help", "stop", "privacy", "language", "timezone"}
    assert commands["help"] == "Ce que vous pouvez faire ici"
