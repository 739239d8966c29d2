"""A person is invited, is asked for consent in plain words, and comes in, or does not."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import inspect

from tests.stories.house import House, becomes
from tests.texts.reading import unmarked


async def test_an_invitation_leads_to_a_question_of_consent_in_plain_words(house: House, platform: str) -> None:
    amina = await house.arrives(platform)
    await amina.come_in(await house.invitation(organisation="harbour-aid"))
    question = await amina.sees("I agree", "No thank you")
    assert "as: Harbour Aid (example), Civil society." in question.text
    assert "Not your name, and not your telephone number." in question.text
    assert "If you choose “No thank you”, nothing is kept." in question.text
    assert "secretariat@example.org" in question.text
    assert await house.rows("select id from stakeholders") == []


async def test_three_taps_bring_one_in_on_telegram_and_a_code_and_one_on_slack(house: House, platform: str) -> None:
    amina = await house.arrives(platform)
    await amina.come_in(await house.invitation())  # the link's Start button; on Slack the code is typed
    await amina.press(await amina.sees("I agree"), "I agree")
    if platform == "telegram":
        await amina.press(await amina.sees("Which city’s time do you live by?"), "Nairobi")
    await amina.sees("Welcome. You have joined.", "show your time: Nairobi.")


async def test_who_agrees_on_telegram_is_asked_for_the_time_zone(house: House) -> None:
    amina = await house.arrives("telegram")
    await amina.come_in(await house.invitation())
    await amina.press(await amina.sees("I agree"), "I agree")
    question = await amina.sees("Which city’s time do you live by?", "✓ Zurich", "Nairobi")
    await amina.press(question, "Nairobi")
    welcome = await becomes(amina, question, "Welcome. You have joined.")
    assert "I write to you in English and show your time: Nairobi." in welcome.text
    assert "Your time, Nairobi: 17:00–18:30" in welcome.text
    assert [tuple(row) for row in await house.rows('select "group", language, zone from stakeholders')] == [
        ("civil-society", "en", "Africa/Nairobi")
    ]


async def test_who_agrees_on_slack_brings_the_time_zone_along(house: House) -> None:
    amina = await house.arrives("slack", zone="Asia/Manila")
    await amina.come_in(await house.invitation())
    question = await amina.sees("I agree")
    await amina.press(question, "I agree")
    welcome = await becomes(amina, question, "Welcome. You have joined.")
    assert "show your time: Manila." in welcome.text


@pytest.mark.parametrize(
    ("typed", "city"),
    [("nairobi", "Nairobi"), ("  New   York ", "New York"), ("Asia/Manila", "Manila"), ("Genève", "Zurich")],
)
async def test_a_city_can_be_typed_as_people_write_it(house: House, typed: str, city: str) -> None:
    amina = await house.arrives("telegram")
    await amina.come_in(await house.invitation())
    await amina.press(await amina.sees("I agree"), "I agree")
    await amina.sees("Which city’s time do you live by?")
    await amina.say(typed)
    await amina.sees("Welcome. You have joined.", f"show your time: {city}.")


@pytest.mark.parametrize(
    ("language", "typed", "agree", "shown"),
    [
        ("ar", "القاهرة", "أوافق", "القاهرة"),
        ("zh", "内罗毕", "我同意", "您当地的时间：内罗毕。"),
        ("ru", "найроби", "Даю согласие", "по городу: Найроби."),
    ],
)
async def test_a_city_can_be_typed_in_ones_own_language(
    house: House, language: str, typed: str, agree: str, shown: str
) -> None:
    amina = await house.arrives("telegram", language=language)
    await amina.come_in(await house.invitation(language=language))
    await amina.press(await amina.sees(agree), agree)
    await amina.say(typed)
    assert shown in unmarked((await amina.waits_for(lambda m: m.acting("do:help") is not None, "the welcome")).text)


async def test_a_city_that_nobody_knows_is_asked_for_again(house: House) -> None:
    amina = await house.arrives("telegram")
    await amina.come_in(await house.invitation())
    await amina.press(await amina.sees("I agree"), "I agree")
    await amina.sees("Which city’s time do you live by?")
    await amina.say("Atlantis")
    await amina.sees("I did not find “Atlantis”.")
    await amina.say("Dakar")
    await amina.sees("Welcome. You have joined.", "show your time: Dakar.")


async def test_the_language_can_be_switched_before_consent(house: House, platform: str) -> None:
    amina = await house.arrives(platform)
    await amina.come_in(await house.invitation())
    question = await amina.sees("I agree", "Français")
    await amina.press(question, "Français")
    in_french = await becomes(amina, question, "J’accepte", "English")
    await amina.press(in_french, "J’accepte")
    if platform == "telegram":
        await becomes(amina, question, "Zurich", without="J’accepte")
        await amina.say("Dakar")
    await amina.sees("Je vous écris en français", "Activités")
    assert [row.language for row in await house.rows("select language from stakeholders")] == ["fr"]


async def test_of_who_declines_nothing_is_kept(house: House, platform: str) -> None:
    amina = await house.arrives(platform)
    code = await house.invitation(people=1)
    await amina.come_in(code)
    question = await amina.sees("No thank you")
    [(chat,)] = await house.rows("select chat from accounts")
    assert set(await traces(house, amina.id, chat)) >= {"accounts", "outbox"}
    await amina.press(question, "No thank you")
    await becomes(amina, question, "Nothing about you was kept, and I will not write to you.")
    await house.hands.settled()
    assert await traces(house, amina.id, chat) == {}

    await amina.come_in(code)
    await amina.press(await amina.sees("I agree"), "I agree")
    await house.hands.settled()
    assert len(await house.rows("select id from stakeholders")) == 1


async def traces(house: House, *numbers: str) -> dict[str, list[str]]:
    """Every row of the whole database that holds a number of the person's or of their chat's, by table."""
    whole_id = re.compile(rf"(?<![0-9A-Za-z])({'|'.join(map(re.escape, numbers))})(?![0-9A-Za-z])")
    async with house.theatre.bot.database.engine.connect() as connection:
        tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    held = {
        table: [str(row) for row in await house.rows(f'select * from "{table}"') if whole_id.search(str(row))]  # noqa: S608
        for table in tables
    }
    return {table: rows for table, rows in held.items() if rows}


@pytest.mark.parametrize("wrong", ["ZZZZZZZZZ9", "QWERTZUIOP"])
async def test_a_wrong_code_gets_a_clear_answer(house: House, platform: str, wrong: str) -> None:
    amina = await house.arrives(platform)
    await amina.come_in(wrong)
    await amina.sees("I do not know this code.", "secretariat@example.org")
    assert await house.rows("select id from accounts") == []


async def test_an_invitation_for_one_is_used_up_by_one(house: House, platform: str) -> None:
    code = await house.invitation(people=1)
    amina, bruno = await house.arrives(platform), await house.arrives(platform, "Bruno")
    for person in (amina, bruno):
        await person.come_in(code)
        await person.sees("I agree")
    await amina.press(await amina.sees("I agree"), "I agree")
    await amina.waits_for(lambda m: "I agree" not in str(m.buttons), "something after the consent")
    await bruno.press(await bruno.sees("I agree"), "I agree")
    await bruno.sees("This invitation has already been used by all the people it was meant for.")
    carla = await house.arrives(platform, "Carla")
    await carla.come_in(code)
    await carla.sees("has already been used", "For a new invitation, write to secretariat@example.org.")
    assert len(await house.rows("select id from stakeholders")) == 1


async def test_an_invitation_expires(house: House, platform: str) -> None:
    code = await house.invitation(expires_at=house.now + timedelta(hours=2))
    amina, bruno = await house.arrives(platform), await house.arrives(platform, "Bruno")
    await amina.come_in(code)
    question = await amina.sees("I agree")
    await house.hands.move_by(timedelta(hours=3))
    await bruno.come_in(code)
    await bruno.sees("The date of this invitation has passed")
    await amina.press(question, "I agree")
    await amina.sees("The date of this invitation has passed")
    assert await house.rows("select id from stakeholders") == []


async def test_who_joined_already_is_told_so(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    await amina.come_in(await house.invitation("states"))
    await amina.sees("You have already joined, as: Civil society.")
    assert len(await house.rows("select id from stakeholders")) == 1


async def test_agreeing_twice_makes_one_stakeholder(house: House, platform: str) -> None:
    amina = await house.arrives(platform)
    await amina.come_in(await house.invitation(people=5))
    question = await amina.sees("I agree")
    await amina.press(question, "I agree")
    if platform == "telegram":
        await amina.press_raw(question, "agree")
    await house.hands.settled()
    assert len(await house.rows("select id from stakeholders")) == 1
    assert [row.taken for row in await house.rows("select taken from invitations where people = 5")] == [1]


async def test_before_joining_commands_say_how_to_join(house: House, platform: str) -> None:
    amina = await house.arrives(platform)
    for command in ("events", "activities", "myvotes", "language"):
        before = len(await amina.heard())
        await amina.command(command)
        await amina.sees("Please join first: open the link in your invitation", after=before)
    await amina.command("help")
    await amina.sees("You have not joined yet")
    await amina.command("privacy")
    await amina.sees("What is stored about you")
    await amina.say("Good morning to you all")
    await amina.sees("To join you need an invitation.")
    assert await house.rows("select id from accounts") == []


async def test_a_code_may_be_typed_in_small_letters_with_dashes(house: House, platform: str) -> None:
    amina = await house.arrives(platform)
    code = (await house.invitation()).lower()
    await amina.say(f"{code[:3]}-{code[3:6]}-{code[6:]}")
    await amina.sees("I agree")
