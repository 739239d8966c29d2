"""One person uses Telegram and Slack: a code that one of them shows is written on the other, and both say yes."""

from engagebot.storage.linked_accounts import accounts_of
from tests.stories.house import House, becomes
from tests.stories.links import asked_back, code_for, linked, other, people, question_for, tells


async def test_a_stranger_on_the_other_platform_becomes_the_same_person(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    there = await house.arrives(other(platform))
    question = await question_for(there, await code_for(amina))
    assert "takes part as: Civil society." in question.text
    assert "What you agreed to there holds here too" in question.text
    asked = await asked_back(amina, there, question)
    await amina.press(asked, "Yes, link")
    await becomes(amina, asked, "• Telegram", "• Slack", "messages come here")
    told = await there.sees("Linked: these accounts are one person now.", "This was not me")
    assert "You take part as: Civil society." in told.text
    assert await people(house) == 1
    assert await house.rows("select id from link_requests") == []
    await there.command("events")
    await there.sees("Coming events")


async def test_nothing_is_kept_of_a_stranger_who_writes_a_code_and_goes_no_further(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    there = await house.arrives(other(platform))
    question = await question_for(there, await code_for(amina))
    await there.press(question, "Do not link")
    await becomes(there, question, "All right, nothing was linked.")
    assert [row.user for row in await house.rows('select "user" from accounts')] == [amina.id]
    assert await house.rows("select id from link_requests") == []


async def test_a_code_works_once(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    there, thief = await house.arrives(other(platform)), await house.arrives(other(platform), "Thief")
    code = await code_for(amina)
    await question_for(there, code)
    await tells(thief, code)
    await thief.sees("This code does not work, or no more")
    assert await people(house) == 1


async def test_a_code_is_over_after_ten_minutes_and_so_is_the_question(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    there = await house.arrives(other(platform))
    late = await code_for(amina)
    await house.go_to(2023, 3, 16, 9, 11)
    code = await code_for(amina)
    await tells(there, late)
    await there.sees("This code does not work, or no more")
    question = await question_for(there, code)
    asked = await asked_back(amina, there, question)
    await house.go_to(2023, 3, 16, 9, 22)
    await amina.press(asked, "Yes, link")
    await becomes(amina, asked, "That is over")
    assert len(await house.rows("select id from accounts where stakeholder_id is not null")) == 1


async def test_a_new_code_makes_the_old_one_worthless(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    there = await house.arrives(other(platform))
    old, new = await code_for(amina), await code_for(amina)
    await tells(there, old)
    await there.sees("This code does not work, or no more")
    await question_for(there, new)


async def test_whoever_guesses_codes_is_stopped_after_five(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    code = await code_for(amina)
    thief = await house.arrives(other(platform), "Thief")
    for guess in range(5):
        await tells(thief, f"2222-222{guess + 3}")
        await thief.sees("This code does not work, or no more")
    await tells(thief, code)
    await thief.sees("That was too many wrong codes in a short time.")
    await house.go_to(2023, 3, 16, 10, 1)
    await question_for(thief, await code_for(amina))
    assert thief.id not in str(await house.rows("select * from wrong_codes"))


async def test_a_stranger_who_has_the_code_gets_nothing_when_the_person_says_no(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    thief = await house.arrives(other(platform), "Thief")
    question = await question_for(thief, await code_for(amina))
    asked = await asked_back(amina, thief, question)
    await amina.press(asked, "No")
    await becomes(amina, asked, "All right, nothing was linked.")
    await thief.sees("All right, nothing was linked.")
    assert [row.user for row in await house.rows('select "user" from accounts')] == [amina.id]


async def test_one_does_not_link_an_account_with_itself(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    code = await code_for(amina)
    await amina.say(code)
    await amina.sees("This code was meant for your other account")
    await question_for(await house.arrives(other(platform)), code)


async def test_members_for_different_groups_are_sent_to_the_secretariat(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    there = await house.joined(other(platform), group="states")
    await tells(there, await code_for(amina))
    await there.sees("joined for different groups or organisations", "secretariat@example.org")
    assert await people(house) == 2


async def test_what_two_members_answered_becomes_one(house: House, platform: str) -> None:
    """The later answer to an event counts, and the language is that of the account that asked."""
    amina = await house.joined(platform)
    there = await house.joined(other(platform), language="fr")
    await amina.command("events")
    await amina.press(await amina.sees("Coming events"), "Introductory")
    await amina.press(await amina.sees("Going", "Maybe"), "Going")
    await amina.sees("✓ Going")
    await there.command("events")
    await there.act(await there.waits_for(lambda m: m.acting("ev:.*") is not None, "the events"), "ev:.*")
    await there.act(await there.waits_for(lambda m: m.acting("e:.*:no") is not None, "the event"), "e:.*:no")
    await house.hands.settled()
    await tells(there, await code_for(amina))
    question = await there.waits_for(lambda m: m.acting("link:.*:yes") is not None, "the question")
    await there.act(question, "link:.*:yes")
    asked = await amina.sees("Yes, link")
    await amina.press(asked, "Yes, link")
    await there.sees("Linked: these accounts are one person now.")
    assert [tuple(row) for row in await house.rows("select answer from event_answers")] == [("no",)]
    assert [row.language for row in await house.rows("select language from stakeholders")] == ["en"]


async def test_an_account_is_let_go_from_either_side(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    there = await house.arrives(other(platform))
    await linked(amina, there)
    await there.press(await there.sees("This was not me"), "This was not me")
    await there.sees("This account is no longer linked")
    await amina.sees("is no longer linked. What you answered there stays yours.")
    await house.hands.settled()
    assert [row.user for row in await house.rows('select "user" from accounts')] == [amina.id]
    await linked(amina, there)
    await amina.command("unlink")
    await amina.press(
        await amina.sees("Your accounts", "Link another account"), f"Unlink {there.platform.capitalize()}"
    )
    await there.sees("This account is no longer linked")
    await there.command("events")
    await there.sees("Please join first")
    async with house.theatre.bot.database.read() as session:
        [only] = await accounts_of(session, 1)
    assert only.preferred is None
