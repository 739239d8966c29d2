"""Whoever has stopped all messages is told so wherever a message would otherwise be promised, and can take it back."""

from tests.stories.house import House, becomes
from tests.stories.test_asking import ask

STOPPED = "You have stopped my messages."


async def test_nothing_is_promised_to_whoever_has_stopped(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    await ask(amina, "stop", "From now on I send nothing")
    settings = await ask(amina, "settings", "Your settings", STOPPED, "Receive messages")
    assert "come as soon as there are any" not in settings.text
    await ask(amina, "help", "What you can do here", STOPPED)
    board = await ask(amina, "activities", "Activities", STOPPED, "Follow all")
    await amina.press(board, "Follow all")
    await becomes(amina, board, "✓ iii", STOPPED)
    coming = await ask(amina, "events", "Coming events")
    await amina.press(coming, "Introductory GCM Talk")
    card = await amina.sees("Will you be there?")
    await amina.press(card, "Remind me")
    card = await becomes(amina, card, STOPPED, "Do not remind me", without="I will remind you")
    assert not any("I will" in notice for notice in amina.notices)
    await amina.press(card, "Receive messages")
    await amina.sees("Welcome back.")
    await amina.press(card, "Going")
    await becomes(amina, card, "I will remind you before it starts.", without=STOPPED)


async def test_the_zone_one_lives_in_is_among_those_to_choose_from(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    await ask(amina, "timezone bogota", "show your time: Bogota.")
    await ask(amina, "timezone", "Which city’s time", "✓ Bogota", "Zurich")
