"""People follow an activity, an organiser moves it, and those who follow it are told."""

from engagebot.use_cases.move_activity import movable, move_activity
from tests.stories.house import House, becomes


async def moves(house: House, code: str, status: str) -> None:
    async with house.theatre.bot.database.begin() as session:
        found = await movable(session, house.script.workstream, code, status)
        await move_activity(session, found, status, house.now)
    house.theatre.bot.ticker.poke()


async def test_whoever_follows_an_activity_is_told_when_it_moves(house: House, platform: str) -> None:
    amina, bruno = await house.joined(platform), await house.joined(platform, "Bruno")
    for person in (amina, bruno):
        await person.command("activities")
    board = await amina.sees("Activities", "Follow all")
    await amina.press(board, "iii")
    await becomes(amina, board, "✓ iii", "Follow none")
    await moves(house, "iii", "done")
    told = await amina.sees("An activity that you follow has moved", "Additional research")
    assert "Q3–Q4 2023 · ✓ done" in told.text
    await bruno.command("activities")
    await bruno.sees("Q3–Q4 2023 · ✓ done")
    assert not any("An activity that you follow" in message.text for message in await bruno.heard())


async def test_whoever_follows_no_more_is_told_no_more(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    await amina.command("activities")
    board = await amina.sees("Activities", "Follow all")
    await amina.press(board, "Follow all")
    await becomes(amina, board, "✓ i", "✓ vi")
    await moves(house, "iii", "in-progress")
    told = await amina.sees("An activity that you follow has moved", "Do not tell me of it")
    await amina.press(told, "Do not tell me of it")
    await becomes(amina, told, "✓ ii", "iii", "✓ iv")
    await moves(house, "iii", "done")
    await moves(house, "vi", "in-progress")
    await amina.waits_for(lambda m: "An activity that you follow has moved" in m.text and "vi." in m.text, "of vi")
    assert not any("An activity that you follow" in m.text and "✓ done" in m.text for m in await amina.heard())
