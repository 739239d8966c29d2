"""People comment on recommendations, on the list and on events; the secretariat says what became of it."""

from collections.abc import Sequence

from engagebot.demo.person import Message, Person
from engagebot.domain.base import Localised
from engagebot.domain.comment import Outcome
from engagebot.use_cases.dispose_comment import Disposed, Filing, dispose
from engagebot.use_cases.merge_comments import merge
from tests.stories.ballots import CLOSING, OPENING, first_card, forge, rate
from tests.stories.house import House, becomes

ASKED = "Your comment on number 1"
THANKS = "Thank you. Your comment on number 1 is kept."


async def comments_on_first(person: Person, text: str) -> Message:
    """From the invitation to the thanks."""
    card = await first_card(person)
    await person.press(card, "Comment")
    await becomes(person, card, ASKED, "Never mind")
    await person.say(text)
    return await person.sees(THANKS)


async def cards_of(person: Person) -> list[Message]:
    """Every message on which one could rate."""
    return [message for message in await person.heard() if message.acting(r"v:.*") is not None]


async def test_a_comment_takes_the_place_of_the_card_and_the_card_comes_back_once(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    await house.go_to(*OPENING)
    card = await first_card(amina)
    await amina.press(card, "Comment")
    await becomes(amina, card, ASKED, "Never mind")
    await amina.say("x" * 1001)
    await amina.sees("That was 1001 characters; a message here can have up to 1000.")
    await amina.say("Please say <b>who</b> & *when*: deaths < 0?")
    thanks = await amina.sees(THANKS, "Back to number 1")
    noted = await becomes(amina, card, ASKED, "Please say <b>who</b> & *when*: deaths < 0?")
    assert not noted.buttons
    await amina.press(thanks, "Back to number 1")
    back = await becomes(amina, thanks, "1 of 15", "You wrote 1 comment on it.")
    assert [one.id for one in await cards_of(amina)] == [back.id]
    await rate(amina, back, "4", "2 of 15")
    assert [tuple(row) for row in await house.rows("select item, version, kind, text from comments")] == [
        (1, 1, "substantive", "Please say <b>who</b> & *when*: deaths < 0?")
    ]


async def test_the_way_back_makes_no_second_card_where_one_went_on_elsewhere(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    await house.go_to(*OPENING)
    await amina.press(await rate(amina, await first_card(amina), "4", "2 of 15"), "Comment")
    await amina.sees("Your comment on number 2")
    await amina.say("Too weak.")
    thanks = await amina.sees("Thank you. Your comment on number 2 is kept.", "Back to number 2")
    await house.go_to(*OPENING[:4], 30, 0)
    await amina.command("myvotes")
    answers = await amina.sees("You have rated 1 of 15", "Change")
    await amina.press(answers, "Change")
    await amina.press(await becomes(amina, answers, "To rate or change one, press its number."), "1")
    await rate(amina, await becomes(amina, answers, "1 of 15 ·"), "5", "2 of 15 ·")
    await amina.press(thanks, "Back to number 2")
    noted = await becomes(amina, thanks, "Your comment on number 2", "Too weak.", without="Thank you")
    assert not noted.buttons
    assert [one.id for one in await cards_of(amina)] == [answers.id]
    if platform == "telegram":  # Slack shows it beside the chat
        assert amina.notices[-1].startswith("You went on with this round in another message")


async def test_a_comment_begun_can_be_left_for_the_same_card(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    await house.go_to(*OPENING)
    card = await first_card(amina)
    await amina.press(card, "Comment")
    asked = await becomes(amina, card, ASKED, "Never mind")
    await amina.press(asked, "Never mind")
    card = await becomes(amina, card, "1 of 15", "You have not rated this one yet.")
    assert len(await cards_of(amina)) == 1
    await amina.say("This is no comment.")
    await amina.sees("I did not understand that.")
    await amina.press(card, "Comment")
    await becomes(amina, card, ASKED)
    await amina.command("events")
    await amina.sees("Coming events")
    await amina.say("Nor is this.")
    await amina.waits_for(lambda m: "did not understand" in m.text, "a second answer", after=5)
    assert await house.rows("select id from comments") == []


async def test_a_comment_gets_a_kind_a_wording_and_a_reason(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    await house.go_to(*OPENING)
    thanks = await comments_on_first(amina, "Too weak.")
    await amina.press(thanks, "Editorial")
    card = await becomes(amina, thanks, "✓ Editorial", "Propose a wording", "Say why")
    await amina.press(card, "Propose a wording")
    asked = await becomes(amina, card, "Which wording do you propose?")
    await amina.press(asked, "Never mind")
    card = await becomes(amina, card, "Propose a wording")
    await amina.press(card, "Propose a wording")
    await becomes(amina, card, "Which wording do you propose?")
    await amina.say("States shall review their laws.")
    card = await amina.sees("The wording that you propose:", "States shall review their laws.", "Change the wording")
    await amina.press(card, "Say why")
    await becomes(amina, card, "Why? Write it here")
    await amina.say("“Should” binds nobody.")
    card = await amina.sees("Why:", "“Should” binds nobody.", "Back to number 1")
    await amina.press(card, "Back to number 1")
    await becomes(amina, card, "1 of 15")
    assert len(await cards_of(amina)) == 1
    assert [tuple(row) for row in await house.rows("select kind, text, proposed, rationale from comments")] == [
        ("editorial", "Too weak.", "States shall review their laws.", "“Should” binds nobody.")
    ]


async def test_a_comment_on_the_list_and_one_on_an_event(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    await house.go_to(*OPENING)
    card = await first_card(amina)
    await amina.press(card, "Review all")
    review = await becomes(amina, card, "Comment on the whole list")
    await amina.press(review, "Comment on the whole list")
    await becomes(amina, review, "Your comment on the list as a whole")
    await amina.say("Say more of families.")
    thanks = await amina.sees("Thank you. Your comment is kept.", "Back to the list")
    await amina.press(thanks, "Back to the list")
    await becomes(amina, thanks, "To rate or change one, press its number.")
    await amina.command("events")
    await amina.act(await amina.sees("Coming events"), r"ev:\d+")
    event = await amina.waits_for(lambda m: m.acting(r"ce:\d+") is not None, "the event's card")
    await amina.press(event, "Comment")
    await amina.sees("Your comment on the event", "Never mind")
    await amina.say("Is there interpretation?")
    await amina.waits_for(lambda m: "Is there interpretation?" in m.text, "the thanks")
    rows = await house.rows("select item, text, event_id is null as none from comments order by id")
    assert [(row.item, row.text, bool(row.none)) for row in rows] == [
        (None, "Say more of families.", True),
        (None, "Is there interpretation?", False),
    ]


async def test_nobody_touches_the_comment_of_another(house: House, platform: str) -> None:
    amina, bruno = await house.joined(platform), await house.joined(platform, "Bruno")
    await house.go_to(*OPENING)
    await comments_on_first(amina, "Too weak.")
    [(number,)] = await house.rows("select id from comments")
    card = await first_card(bruno)
    for action in (f"ck:{number}:editorial", f"cm:{number}:proposed", f"cc:{number}", f"ck:{number}:odd", "cm:1:text"):
        await forge(house, bruno, card, action)
    await bruno.say("Mine now.")
    await bruno.sees("I did not understand that.")
    assert [tuple(row) for row in await house.rows("select kind, text, proposed from comments")] == [
        ("substantive", "Too weak.", None)
    ]
    assert await house.rows("select key from set_aside") == []


async def filed(house: House, ids: Sequence[int], outcome: Outcome, reason: Localised) -> Disposed:
    bot = house.theatre.bot
    async with bot.database.begin() as session:
        filing = Filing(outcome, reason, "an officer")
        done = await dispose(session, bot.texts, house.script.workstream, ids, filing, house.now)
    for lane in {row.lane for row in await house.rows("select lane from outbox where what = 'comment_answered'")}:
        bot.courier.wake(lane)
    return done


async def test_authors_are_told_what_became_of_merged_comments_in_their_language(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    bruno = await house.joined(platform, "Bruno", language="fr", zone="Europe/Zurich")
    carla = await house.joined(platform, "Carla")
    await house.go_to(*OPENING)
    await comments_on_first(amina, "Too weak.")
    french = await bruno.waits_for(lambda m: m.acting(r"r:\d+:1") is not None, "the invitation")
    await bruno.act(french, r"r:\d+:1")
    await bruno.act(await bruno.waits_for(lambda m: m.acting(r"c:\d+:1") is not None, "the card"), r"c:\d+:1")
    await bruno.sees("Votre commentaire")
    await bruno.say("Trop faible.")
    thanks = await bruno.waits_for(lambda m: m.acting(r"ck:\d+:editorial") is not None, "the thanks")
    await comments_on_first(carla, "Far too weak.")
    await carla.command("stop")
    await carla.sees("messages")
    bot = house.theatre.bot
    async with bot.database.begin() as session:
        await merge(session, bot.texts, house.script.workstream, [2, 3], 1, "an officer", house.now)
    reason = {"en": "Paragraph 2 binds States now.", "fr": "Le paragraphe 2 oblige désormais les États."}
    assert await filed(house, [1], Outcome.PARTLY, reason) == Disposed(3, 2)
    answer = await amina.sees("What became of your comment", "Too weak.", "accepted in part")
    assert "It was considered together with others that say the same." in answer.text
    assert "Paragraph 2 binds States now." in answer.text
    answer = await bruno.sees("Suite donnée à votre commentaire", "Trop faible.", "accepté en partie")
    assert "Le paragraphe 2 oblige désormais les États." in answer.text
    assert not [m for m in await carla.heard() if "What became" in m.text]
    await bruno.act(thanks, r"ck:\d+:editorial")
    assert await filed(house, [1], Outcome.PARTLY, reason) == Disposed(3, 0)
    rows = await house.rows('select comment_id, into_id, "by" from comment_merges order by comment_id')
    assert [tuple(row) for row in rows] == [(2, 1, "an officer"), (3, 1, "an officer")]
    assert [row.kind for row in await house.rows("select kind from comments")] == ["substantive"] * 3


async def test_nobody_is_told_at_night(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    await house.go_to(*OPENING)
    await comments_on_first(amina, "Too weak.")
    await house.go_to(*CLOSING)
    await house.go_to(2023, 4, 10, 20, 0, 0)  # 23:00 in Nairobi
    assert await filed(house, [1], Outcome.NOTED, {}) == Disposed(1, 1)
    [row] = await house.rows("select state from outbox where what = 'comment_answered'")
    assert row.state == "pending"
    await house.go_to(2023, 4, 11, 4, 0, 1)  # 7:00
    answer = await amina.sees("What became of your comment", "Decision of the secretariat: noted")
    assert "The reason given" not in answer.text
