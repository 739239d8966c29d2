"""People write in their own words: for a command, to answer a question of ours, to leave it, or to stop everything."""

from tests.stories.ballots import OPENING, first_card
from tests.stories.house import House, becomes
from tests.stories.test_asking import ask


async def test_a_command_is_heard_and_named_in_one_s_language(house: House, platform: str) -> None:
    mariam = await house.joined(platform, "Mariam", language="fr")
    await ask(mariam, "réglages", "Vos réglages")
    stopped = await ask(mariam, "arrêter", "écrivez")
    assert ("/start" if platform == "telegram" else "commencer") in stopped.text
    assert platform == "telegram" or "start" not in stopped.text
    told = await ask(mariam, "aide", "Ce que vous pouvez faire ici")
    named = "/settings ou réglages : " if platform == "telegram" else "réglages : "
    assert named in told.text.replace("\u00a0", " ")


async def test_the_language_by_its_name_behind_the_command(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    await ask(amina, "language fr", "Je vous écris en français")
    heard = len(await amina.heard())
    await amina.say("langue: anglais")
    await amina.sees("I write to you in English", after=heard)
    await ask(amina, "language klingon", "Which language shall I write in?")


async def test_what_is_no_answer_leaves_the_question_the_second_time(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    for command, example in (("quiet", "22-7"), ("timezone", "Nairobi")):
        await ask(amina, command)
        heard = len(await amina.heard())
        await amina.say("What a lovely day")
        unknown = await amina.sees("“What a lovely day”", "Leave it as it is", after=heard)
        await amina.say("And the sun shines")
        await amina.sees("I did not understand that.", "Stop all messages", after=heard + 1)
        await amina.say(example)
        await amina.sees("I did not understand that.", after=heard + 2)
        await amina.press(unknown, "Leave it as it is")
        await becomes(amina, unknown, "show your time: Nairobi.", "From 22:00 to 07:00")


async def test_after_one_failed_try_the_answer_is_still_taken(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    await ask(amina, "timezone", "Which city’s time")
    await amina.say("Nairobbi")
    await amina.sees("I did not find “Nairobbi”.", "Zurich")
    await amina.say("Bogota")
    await amina.sees("show your time: Bogota.")


async def test_a_word_to_cancel_leaves_an_open_question_and_stops_where_there_is_none(
    house: House, platform: str
) -> None:
    amina = await house.joined(platform)
    await ask(amina, "delete", "Delete everything stored about you?")
    await amina.say("Cancel!")
    left = await amina.sees("I no longer wait for an answer to that.")
    await amina.press(left, "Stop all messages")
    await amina.sees("From now on I send nothing")
    await ask(amina, "start", "Welcome back")
    heard = len(await amina.heard())
    await amina.say("取消")
    await amina.sees("From now on I send nothing", after=heard)


async def test_a_comment_that_contains_the_word_is_one_and_the_word_alone_stops(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    await house.go_to(*OPENING)
    card = await first_card(amina)
    await amina.press(card, "Comment")
    await amina.sees("Your comment on number")
    await amina.say("Stop the boats being sunk")
    kept = await amina.sees("Thank you. Your comment on number", "Stop the boats being sunk")
    await amina.press(kept, "Say why")
    await amina.sees("Why? Write it here")
    await amina.say("Stop, please.")
    stopped = await amina.sees("From now on I send nothing", "To receive messages again, write")
    assert "start" in stopped.text
    assert [row.rationale for row in await house.rows("select rationale from comments")] == [None]
