"""Somebody tells of a promising practice, leaves, comes back, sends it, and hears what became of it."""

import pytest

from engagebot.demo.person import Message, Person
from engagebot.domain.practice import Practice, PracticeState
from engagebot.use_cases.review_practice import Verdict, review_practice
from tests.stories.house import House, becomes
from tests.stories.links import linked, other
from tests.stories.test_my_data import deletes, file_of


async def begins(person: Person) -> Message:
    await person.command("practice")
    intro = await person.sees("Promising practices", "Tell of a practice")
    await person.press(intro, "Tell of a practice")
    return await becomes(person, intro, "1 of 7", "What is the practice called?")


async def told(person: Person) -> Message:
    """All of it, as far as the review."""
    await begins(person)
    await person.say("A hotline for families")
    place = await person.sees("2 of 7", "In which country", "Sahara")
    await person.press(place, "Sahara")
    await becomes(person, place, "3 of 7", "What was done?")
    for answer, after in (
        ("Volunteers answer calls in six languages.", "4 of 7"),
        ("Families of missing migrants", "5 of 7"),
        ("1,200 calls in a year", "6 of 7"),
    ):
        await person.say(answer)
        asked = await person.sees(after)
    await person.press(asked, "Skip")
    allowed = await becomes(person, asked, "7 of 7", "May it be published")
    await person.press(allowed, "Yes, it may")
    return await becomes(person, allowed, "Your practice, as it will be sent")


async def reviewed(house: House, state: PracticeState, note: str | None = None) -> None:
    bot = house.theatre.bot
    [(practice,)] = await house.rows("select id from practices")
    async with bot.database.begin() as session:
        await review_practice(session, bot.texts, house.script.workstream, practice, Verdict(state, note), house.now)
    bot.courier.wake()


async def test_it_is_told_step_by_step_sent_and_answered(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    review = await told(amina)
    for line in ("A hotline for families", "Sahara", "1,200 calls in a year", "Yes, it may"):
        assert line in review.text
    await amina.act(review, "pr:ask:.*:1")
    again = await becomes(amina, review, "1 of 7", "So far:", "A hotline for families")
    await amina.say("A hotline for the families")
    review = await amina.sees("Your practice, as it will be sent", "A hotline for the families")
    assert again.id != review.id
    await amina.press(review, "Send it")
    await becomes(amina, review, "Thank you, it is sent.")
    await amina.command("practice")
    await amina.sees("Promising practices", "A hotline for the families: being looked at")
    await reviewed(house, PracticeState.RETURNED, "Since when?")
    question = await amina.sees("The secretariat has a question", "The secretariat wrote: Since when?")
    await amina.press(question, "Change it and send it again")
    review = await becomes(amina, question, "Your practice, as it will be sent", "Since when?")
    await amina.press(review, "Send it")
    await becomes(amina, review, "Thank you, it is sent.")
    await reviewed(house, PracticeState.ACCEPTED)
    await amina.sees("Your practice was accepted", "may be published, as you allowed")


async def test_it_can_be_left_at_any_step_and_gone_on_with_from_another_account(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    await begins(amina)
    await amina.say("A hotline for families")
    place = await amina.sees("2 of 7")
    await amina.press(place, "Go on later")
    await becomes(amina, place, "It is kept.")
    await amina.say("Kenya")
    await amina.sees("I did not understand that.")
    there = await house.arrives(other(platform))
    await linked(amina, there)
    await there.command("practice")
    await there.sees("2 of 7", "In which country")
    await there.command("events")
    await there.sees("Coming events")
    await there.say("practice")
    await there.sees("2 of 7", after=len(await there.heard()) - 1)
    await there.say("Kenya")
    await there.sees("3 of 7", "What was done?")
    await amina.command("practice")
    await amina.sees("3 of 7", "What was done?")


async def test_what_does_not_fit_is_asked_for_again_and_nothing_is_lost(house: House) -> None:
    amina = await house.joined("telegram")
    await begins(amina)
    await amina.say("A" * 121)
    await amina.sees("That is too long: up to 120 characters fit.", "What is the practice called?")
    await amina.say("A hotline")
    place = await amina.sees("2 of 7")
    for forged in ("pr:route:1:999", "pr:skip:1:2", "pr:ask:1:99", "pr:send:1:0", "pr:what:1:1", "pr:ask:77:1"):
        await amina.press_raw(place, forged)
    assert [row.state for row in await house.rows("select state from practices")] == ["draft"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("example.org/hotline", "https://example.org/hotline"), ("http://example.org", "http://example.org")],
)
async def test_an_address_is_taken_as_people_write_it(house: House, typed: str, kept: str) -> None:
    amina = await house.joined("telegram")
    review = await told(amina)
    await amina.act(review, "pr:ask:.*:6")
    await becomes(amina, review, "6 of 7")
    await amina.say("ask the front desk")
    await amina.sees("That is no address of a page.")
    await amina.say(typed)
    await amina.sees("Your practice, as it will be sent", kept)


async def test_a_draft_is_thrown_away_after_one_question(house: House) -> None:
    amina = await house.joined("telegram")
    review = await told(amina)
    await amina.press(review, "Throw it away")
    question = await becomes(amina, review, "Throw away what you wrote", "Keep it")
    await amina.press(question, "Keep it")
    review = await becomes(amina, question, "Your practice, as it will be sent")
    await amina.press(review, "Throw it away")
    question = await becomes(amina, review, "Keep it")
    await amina.press(question, "Throw it away")
    await becomes(amina, question, "It is thrown away.")
    assert await house.rows("select id from practices") == []


async def test_it_is_in_one_s_own_data_and_goes_with_the_person(house: House) -> None:
    amina = await house.joined("telegram")
    await told(amina)
    data = await file_of(house, amina)
    assert [one["answers"]["title"] for one in data[Practice.__tablename__]] == ["A hotline for families"]
    await deletes(amina)
    assert await house.rows("select id from practices") == []
