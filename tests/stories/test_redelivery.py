"""Platforms deliver twice, and now and then something breaks: each update has one effect, and blocks no other."""

from collections import Counter

from engagebot.demo.person import Message, Person, playing
from tests.stories.ballots import OPENING, first_card, kept, rate
from tests.stories.house import Home, House, becomes, house_in


async def misbehave(house: House, **order: object) -> None:
    async with house.http.post("/play/faults", json=order):
        pass


async def test_telegram_delivers_again_what_was_not_acknowledged_before_the_process_died(home: Home) -> None:
    async with house_in(home) as house:
        amina = await house.joined("telegram")
        await house.go_to(*OPENING)
        card = await rate(amina, await first_card(amina), "4", "2 of 15")
        await misbehave(house, platform="telegram", kind="cut_before", method="getUpdates", times=10_000)
        await amina.press(card, "5")  # the press of this one is in the answer that is already being waited for
        card = await becomes(amina, card, "3 of 15")
        heard = len(await amina.heard())
    async with house_in(home) as house, playing(house.theatre.url) as amina.http:
        card = await rate(amina, card, "1", "4 of 15")
        assert len(await amina.heard()) == heard
        assert await kept(house, amina) == {1: 4, 2: 5, 3: 1}
        assert len(await house.rows("select id from vote_events")) == 3
        assert await house.rows("select * from set_aside") == []


async def test_slack_delivers_the_same_event_again_when_the_acknowledgement_is_lost(house: House) -> None:
    amina = await house.arrives("slack")
    for kind in ("cut_after", "hang"):
        await misbehave(house, platform="slack", kind=kind, method="socket", chat=amina.id, seconds=1)
    await amina.say(await house.invitation(people=3))
    question = await amina.sees("I agree")
    await house.hands.settled()
    assert [m.text for m in await amina.heard()] == [question.text]
    await misbehave(house, platform="slack", kind="cut_after", method="socket", chat=amina.id)
    before = len(await amina.heard())
    await amina.say("events")
    await amina.sees("Please join first", after=before)
    await house.hands.settled()
    assert len(await amina.heard()) == before + 1


async def test_a_press_whose_answer_the_platform_did_not_hear_counts_once(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    await house.go_to(*OPENING)
    card = await first_card(amina)
    if platform == "telegram":
        await misbehave(house, platform="telegram", kind="cut_before", method="answerCallbackQuery")
    else:
        await misbehave(house, platform="slack", kind="cut_after", method="socket", chat=amina.id)
    button = card.button("4")
    assert button is not None
    body = {"message": card.id, "row": button.row, "column": button.column, "wait": False}
    async with house.http.post(f"/play/{platform}/people/{amina.id}/press", json=body):
        pass
    card = await becomes(amina, card, "2 of 15")
    await rate(amina, card, "3", "3 of 15")
    assert await kept(house, amina) == {1: 4, 2: 3}
    assert len(await house.rows("select id from vote_events")) == 2


async def test_a_message_whose_answer_was_lost_is_not_sent_twice(house: House, platform: str) -> None:
    """It may have arrived, so its end is unknown, and an organiser may decide."""
    amina = await house.joined(platform)
    method = "sendMessage" if platform == "telegram" else "chat.postMessage"
    await misbehave(house, platform=platform, kind="cut_after", method=method)
    await house.go_to(2023, 3, 16, 10, 0, 1)
    await amina.sees("Introductory GCM Talk", "Going")
    assert counted(await amina.heard())["Introductory GCM Talk"] == 1
    assert [row.state for row in await house.rows("select state from outbox where announcement_id is not null")] == [
        "unknown"
    ]


NOT_TAKEN = {"telegram": ("429", "500"), "slack": ("429",)}
"""What says for certain that nothing was sent; Slack's 500 does not."""


async def test_a_message_that_was_not_taken_arrives_once(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    method = "sendMessage" if platform == "telegram" else "chat.postMessage"
    for kind in NOT_TAKEN[platform]:
        await misbehave(house, platform=platform, kind=kind, method=method, seconds=1)
    await house.go_to(2023, 3, 16, 10, 0, 1)
    await amina.sees("Introductory GCM Talk", "Calendar file")
    await house.hands.settled()
    assert counted(await amina.heard())["Introductory GCM Talk"] == 1


def counted(heard: list[Message]) -> Counter[str]:
    """By their first lines."""
    return Counter(message.text.split("\n", 1)[0] for message in heard)


async def test_an_update_that_breaks_is_set_aside_and_the_next_one_works(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    card = await seen_event(amina)
    await house.damage("update events set title = '7' where key = 'intro-talk'")
    before = len(await amina.heard())
    await amina.press(card, "Going")
    await amina.sees("Something went wrong on our side, and your last message had no effect.", after=before)
    assert await house.rows("select * from event_answers") == []
    [broken] = await house.rows("select key, error, incoming from set_aside")
    assert broken.error
    await amina.command("help")
    await amina.sees("What you can do here", after=before)


async def seen_event(person: Person) -> Message:
    await person.command("events")
    await person.press(await person.sees("Coming events"), "Introductory GCM Talk")
    return await person.sees("Introductory GCM Talk", "Going")
