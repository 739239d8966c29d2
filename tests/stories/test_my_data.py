"""What is stored about a person is theirs: they can have all of it as a file, and have it deleted, and what was counted
stays counted."""

import json
import re
from typing import Any

from sqlalchemy import select

from engagebot.channel import Address, Incoming, Platform, Said
from engagebot.demo.person import Message, Person
from engagebot.domain.opening import on_roll
from engagebot.domain.receipts import opened_time, receipt_key
from engagebot.storage.database import metadata
from engagebot.storage.inbox import set_aside
from tests.stories.ballots import CLOSING, OPENING, first_card
from tests.stories.house import House, becomes
from tests.stories.links import linked, other, people
from tests.stories.test_linked_voting import answers, counted, rated

COMMENT = "Please think of families first."
SET_ASIDE = "Words that broke something."


async def asked_to_delete(person: Person) -> Message:
    await person.command("delete")
    return await person.sees("Delete everything stored about you?", "Delete everything")


async def deletes(person: Person) -> Message:
    question = await asked_to_delete(person)
    await person.press(question, "Delete everything")
    return await becomes(person, question, "What was stored about you is deleted.")


async def comments_on(person: Person, card: Message) -> None:
    """On the item that the card shows."""
    await person.press(card, "Comment")
    await person.sees("Your comment on number")
    await person.say(COMMENT)
    await person.sees("Thank you. Your comment on number")


async def breaks_something(house: House, person: Person) -> None:
    """An update of theirs that lies set aside."""
    [(workspace, chat)] = await house.rows('select workspace, chat from accounts where "user" = :user', user=person.id)
    sender = Address(Platform(person.platform), workspace, person.id)
    async with house.theatre.bot.database.begin() as session:
        await set_aside(session, Incoming("broken", sender, chat, Said(SET_ASIDE)), "ValueError", house.now)


async def everything(house: House) -> dict[str, str]:
    """Every row of every table, as text."""
    return {
        name: str([tuple(row) for row in await house.rows(str(select(table)))])
        for name, table in metadata.tables.items()
    }


def where(tables: dict[str, str], *words: str) -> set[str]:
    """The tables in which one of the words stands, not as a part of another."""
    pattern = "|".join(rf"(?<![0-9A-Za-z]){re.escape(word)}(?![0-9A-Za-z])" for word in words)
    return {name for name, rows in tables.items() if re.search(pattern, rows)}


async def chats_of(house: House, *persons: Person) -> list[str]:
    rows = await house.rows('select "user", chat from accounts')
    return [row.chat for row in rows if row.user in {person.id for person in persons}]


async def file_of(house: House, person: Person) -> Any:
    await person.command("mydata")
    sent = await person.waits_for(lambda m: m.document is not None and "Here is everything" in m.text, "the file")
    assert sent.document is not None
    return json.loads(await house.download(sent.document))


async def test_everything_stored_comes_as_a_file(house: House, platform: str) -> None:
    amina, bruno = await house.joined(platform), await house.joined(platform, "Bruno")
    there = await house.arrives(other(platform))
    await linked(amina, there)
    await house.go_to(*OPENING)
    await comments_on(amina, await first_card(amina))
    await breaks_something(house, amina)
    data = await file_of(house, amina)
    assert {account["user"] for account in data["accounts"]} == {amina.id, there.id}
    assert [person["group"] for person in data["stakeholders"]] == ["civil-society"]
    assert [(said["round"], said["item"], said["text"]) for said in data["comments"]] == [("first", 1, COMMENT)]
    assert [voter["round"] for voter in data["voters"]] == ["first"]
    assert SET_ASIDE in str(data["set_aside"])
    assert "Your view is wanted" in str(
        [sent["text"] for sent in data["outbox"] if sent["announcement_id"] is not None]
    )
    assert bruno.id not in str(data)


async def text_of(house: House, person: Person) -> str:
    sent = await person.waits_for(lambda m: m.document is not None and "a text to be read" in m.text, "the text")
    assert sent.document is not None
    return (await house.download(sent.document)).decode()


async def test_it_is_told_in_the_chat_first_and_in_full_in_a_text(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    await house.go_to(2023, 3, 16, 10, 0, 1)
    event = await amina.sees("Introductory GCM Talk", "Calendar file")
    await amina.press(event, "Going")
    await becomes(amina, event, "✓ Going")
    await house.go_to(*OPENING)
    await comments_on(amina, await rated(amina, {1: 4, 2: 5}))
    await house.hands.settled()
    await amina.command("mydata")
    told = (await amina.sees("What is stored about you", "Two files with all of it follow")).text
    for part in (
        "Who you are here\nYou take part as: Civil society.\nI write to you in English and show your time: Nairobi.",
        "Introductory GCM Talk: going",
        "1 → 4 · 2 → 5",
        f"Your comment: Number 3: “{COMMENT}”",
        "messages so far, the last ones:",
        "As it is planned now, that is until",
    ):
        assert part in told
    whole = await text_of(house, amina)
    for part in (amina.id, "→ 4, high priority", "→ 5, top priority", COMMENT, "Your view is wanted", "Receipt: "):
        assert part in whole


async def test_it_is_told_in_the_reader_s_language(house: House, platform: str) -> None:
    mariam = await house.joined(platform, "Mariam", language="fr")
    await mariam.command("mydata")
    await mariam.sees("Ce qui est conservé à votre sujet", "Rien pour l’instant.")


async def test_the_file_proves_to_nobody_how_one_voted(house: House, platform: str) -> None:
    """What opens the commitments in a bundle can be demanded of a person who has it."""
    amina = await house.joined(platform)
    await house.go_to(*OPENING)
    await rated(amina, {1: 4})
    data = await file_of(house, amina)
    [(secret,)] = await house.rows("select secret from voters")
    assert len(secret) == 32
    derived = [secret, receipt_key(secret), on_roll("", "", "", secret).salt, opened_time(secret, 1, house.now).salt]
    assert [one for one in derived if one in str(data)] == []
    assert "secret" not in data["voters"][0]
    assert "could be made to show it" in data["left_out"]["voters.secret"]


async def test_whoever_is_deleted_is_nowhere_and_what_was_counted_stays(house: House, platform: str) -> None:
    amina, bruno = await house.joined(platform), await house.joined(platform, "Bruno")
    there = await house.arrives(other(platform))
    await linked(amina, there)
    await house.go_to(2023, 3, 16, 10, 0, 1)
    for person in (amina, bruno):
        event = await person.sees("Introductory GCM Talk", "Calendar file")
        await person.press(event, "Going")
        await becomes(person, event, "✓ Going")
    await house.go_to(*OPENING)
    await rated(bruno, {1: 2})
    card = await rated(amina, {1: 4, 2: 5})
    await amina.command("help")
    await breaks_something(house, amina)
    await comments_on(amina, card)
    await house.hands.settled()
    before, traces = await counted(house), [amina.id, there.id, *await chats_of(house, amina, there)]
    assert where(await everything(house), *traces, COMMENT, SET_ASIDE) >= {
        "accounts",
        "outbox",
        "set_aside",
        "comments",
    }
    await deletes(amina)
    told = await there.sees("What was stored about you is deleted.")
    assert "others must be able to check the count" in told.text
    await house.hands.settled()
    tables = await everything(house)
    assert where(tables, *traces, COMMENT, SET_ASIDE) == set()
    assert "accounts" in where(tables, bruno.id)
    assert await people(house) == 1
    assert await counted(house) == before
    await house.go_to(*CLOSING)
    after = await counted(house)
    assert sorted(map(str, answers(after))) == sorted(map(str, [{1: 4, 2: 5}, {1: 2}]))


async def test_after_it_one_is_a_stranger_to_whom_nothing_is_sent(house: House, platform: str) -> None:
    amina, bruno = await house.joined(platform), await house.joined(platform, "Bruno")
    await deletes(amina)
    await house.hands.settled()
    heard = len(await amina.heard())
    await house.go_to(2023, 3, 16, 10, 0, 1)
    await bruno.sees("Introductory GCM Talk", "Calendar file")
    assert len(await amina.heard()) == heard
    await amina.command("events")
    await amina.sees("Please join first")
    await amina.command("mydata")
    await amina.sees("next to nothing is stored about you")


async def test_nothing_is_deleted_before_the_question_is_answered(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    question = await asked_to_delete(amina)
    await amina.press(question, "Never mind")
    await becomes(amina, question, "All right.")
    assert await people(house) == 1
    await amina.command("events")
    await amina.sees("Coming events")


async def test_a_word_in_any_language_asks_the_question(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    await amina.say("Supprimer mes données")
    await amina.sees("Delete everything stored about you?")


async def test_what_people_are_told_of_it(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    await amina.command("privacy")
    told = await amina.sees("What is stored about you", "On what basis")
    assert "Until 90 days after the consultation ends" in told.text
    assert re.search("As it is planned now, that is until [A-Z][a-z]+day [0-9]+ [A-Z][a-z]+ 202[34]", told.text)
    assert "Our messages pass through the chat platform" in told.text
