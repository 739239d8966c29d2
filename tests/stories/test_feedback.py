"""After the event: a mark from one to five, and a line of text for whoever has something to say."""

from engagebot.demo.person import Person
from tests.stories.house import House, becomes

ASKED = (2023, 3, 23, 16, 0, 1)
"""Half an hour after the end."""


async def who_went(house: House, platform: str) -> Person:
    person = await house.joined(platform)
    await house.go_to(2023, 3, 16, 10, 0, 1)
    card = await person.sees("Introductory GCM Talk", "Calendar file")
    await person.press(card, "Going")
    await becomes(person, card, "✓ Going")
    return person


async def test_a_mark_and_a_line(house: House, platform: str) -> None:
    amina = await who_went(house, platform)
    stayed_away = await house.joined(platform, "Elsewhere")
    await house.go_to(*ASKED)
    question = await amina.sees("How was it?", "Introductory GCM Talk", "1 poor", "5 excellent")
    await amina.press(question, "4")
    await becomes(amina, question, "You gave “Introductory GCM Talk” 4 out of 5.", "No, that is all")
    await amina.say("More time for questions, please.")
    await amina.sees("Thank you. Your line on “Introductory GCM Talk” was passed on to the secretariat.")
    assert [row.stars for row in await house.rows("select stars from event_ratings")] == [4]
    assert [row.text for row in await house.rows("select text from comments")] == ["More time for questions, please."]
    assert all("How was it?" not in m.text for m in await stayed_away.heard())


async def test_a_mark_alone_is_enough(house: House, platform: str) -> None:
    amina = await who_went(house, platform)
    await house.go_to(*ASKED)
    question = await amina.sees("How was it?")
    await amina.press(question, "5 excellent")
    thanks = await becomes(amina, question, "5 out of 5.")
    await amina.press(thanks, "No, that is all")
    await becomes(amina, thanks, "All right.")
    await amina.say("Hello again")
    await amina.sees("I did not understand that.")
    assert await house.rows("select id from comments") == []


async def test_the_last_mark_counts(house: House, platform: str) -> None:
    amina = await who_went(house, platform)
    await house.go_to(*ASKED)
    question = await amina.sees("How was it?")
    await amina.press(question, "1 poor")
    await becomes(amina, question, "1 out of 5.")
    await amina.command("stop")
    await amina.sees("From now on I send nothing")
    if platform == "telegram":  # the old message, pressed from a second telephone
        await amina.press_raw(question, question.buttons[3].action)
        await becomes(amina, question, "4 out of 5.")
        assert [row.stars for row in await house.rows("select stars from event_ratings")] == [4]


async def test_before_the_event_there_is_nothing_to_mark(house: House) -> None:
    amina = await who_went(house, "telegram")
    card = (await amina.heard())[-1]
    answer = await amina.press_raw(card, "f:2:5")
    assert answer["notice"] == "This event has not begun yet. I will ask you about it afterwards."
    assert await house.rows("select stars from event_ratings") == []
