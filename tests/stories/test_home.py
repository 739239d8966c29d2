"""Slack's Home tab: what is coming, what is asked, what one answered, and the settings, as they are."""

import asyncio
import time
from typing import Any

from engagebot.demo.person import PATIENCE_SECONDS, Person
from tests.stories.ballots import OPENING
from tests.stories.house import House
from tests.stories.test_following import moves
from tests.stories.test_my_data import deletes


async def looks(person: Person) -> None:
    async with person.http.post(f"/play/slack/people/{person.id}/open", json={"tab": "home"}):
        pass


async def home(person: Person) -> list[dict[str, Any]]:
    """Block by block, as the person sees it."""
    async with person.http.get(f"/play/slack/people/{person.id}/chat") as answer:
        found: list[dict[str, Any]] = (await answer.json())["home"] or []
    return found


def said(blocks: list[dict[str, Any]]) -> str:
    labels = [button["label"] for block in blocks for row in block["buttons"] for button in row]
    return "\n".join([*(block["text"] for block in blocks), *labels])


async def shows(person: Person, *wanted: str, without: str = "\0") -> list[dict[str, Any]]:
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        found = await home(person)
        if all(word in said(found) for word in wanted) and without not in said(found):
            return found
        assert time.monotonic() < end, f"waited for {wanted}; there was:\n{said(found)}"
        await asyncio.sleep(0.02)


async def presses(person: Person, label: str) -> None:
    for block in await home(person):
        buttons = [(r, c) for r, row in enumerate(block["buttons"]) for c, b in enumerate(row) if b["label"] == label]
        if buttons:
            action = block["buttons"][buttons[0][0]][buttons[0][1]]
            where = {"message": block["id"], "action_id": action["action_id"]}
            async with person.http.post(f"/play/slack/people/{person.id}/press", json=where) as answer:
                assert (await answer.json())["answered"]
            return
    raise AssertionError(f"no button {label!r} in:\n{said(await home(person))}")


async def test_it_shows_what_is_coming_and_how_one_has_it_set(house: House) -> None:
    amina = await house.joined("slack")
    assert await home(amina) == []
    await looks(amina)
    shown = said(await shows(amina, "Introductory GCM Talk", "Your settings"))
    assert "You take part as: Civil society." in shown
    assert "I write to you in English and show your time: Nairobi." in shown
    assert "You follow 0 activities." in shown
    assert "Thursday 23 March 2023, 15:00–16:30, Geneva (UTC+1)\nYour time, Nairobi: 17:00–18:30" in shown


async def test_an_answer_given_there_stands_there_and_says_nothing_in_the_messages(house: House) -> None:
    amina = await house.joined("slack")
    await looks(amina)
    await shows(amina, "Introductory GCM Talk")
    before = len(await amina.heard())
    await presses(amina, "Maybe")
    await shows(amina, "✓ Maybe")
    await presses(amina, "Language")
    await amina.waits_for(lambda m: m.acting("lang:fr") is not None, "the languages")
    assert len(await amina.heard()) == before + 1


async def test_the_weekly_summary_is_switched_on_and_off_there(house: House) -> None:
    amina = await house.joined("slack")
    await looks(amina)
    await shows(amina, "One summary a week", "come as soon as there are any")
    before = len(await amina.heard())
    await presses(amina, "One summary a week")
    await shows(amina, "Tell me at once", "one summary on Mondays")
    await presses(amina, "Your settings")
    await amina.waits_for(lambda m: m.text.startswith("Your settings"), "the settings")
    assert len(await amina.heard()) == before + 1


async def test_it_changes_with_whatever_changes(house: House) -> None:
    amina, bruno = await house.joined("slack"), await house.joined("slack", "Bruno")
    await looks(amina)
    await shows(amina, "Introductory GCM Talk")
    await amina.command("activities")
    board = await amina.sees("Activities", "Follow all")
    await amina.press(board, "iii")
    await shows(amina, "You follow 1 activity.")
    await moves(house, "iii", "done")
    await house.go_to(*OPENING)
    await shows(amina, "Your view is wanted until:", "You have not rated any recommendation yet.")
    await presses(amina, "Rate the recommendations")
    await amina.act(await amina.waits_for(lambda m: m.acting("v:.*:5") is not None, "a card"), "v:.*:5")
    await looks(amina)
    await shows(amina, "You have rated 1 of 15 recommendations.", "Review all")
    await amina.say("français")
    await amina.command("language")
    await amina.act(await amina.waits_for(lambda m: m.acting("lang:fr") is not None, "the languages"), "lang:fr")
    await shows(amina, "Vos réglages")
    assert await home(bruno) == []


async def test_whoever_has_not_joined_is_told_how_and_leaves_no_trace(house: House) -> None:
    amina = await house.arrives("slack")
    await looks(amina)
    await shows(amina, "You have not joined yet", "write the code of your invitation")
    await house.hands.settled()
    assert await house.rows("select id from outbox") == []
    assert await house.rows("select id from accounts") == []


async def test_of_whoever_is_deleted_it_shows_nothing_any_more(house: House) -> None:
    amina = await house.joined("slack")
    await looks(amina)
    await shows(amina, "Introductory GCM Talk")
    await deletes(amina)
    await shows(amina, "You have not joined yet", without="GCM")
    await house.hands.settled()
    assert amina.id not in str([tuple(row) for row in await house.rows("select * from outbox")])
