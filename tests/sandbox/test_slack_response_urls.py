"""response_url: five answers in thirty minutes, that replace, delete or add."""

import asyncio

from tests.sandbox.slack_stage import Json, Stage, actions, button, section, slack_stage


async def pressed(stage: Stage, person: str) -> Json:
    """The payload of a press on a card's button."""
    blocks = [section("Card"), actions(button())]
    posted = await stage.ok("chat.postMessage", channel=person, text="Card", blocks=blocks)
    async with stage.socket() as socket:
        press = asyncio.create_task(stage.play(person, "press", message=posted["ts"], row=0, column=0))
        payload: Json = (await socket.acked())["payload"]
        await press
    return payload


async def respond(stage: Stage, payload: Json, **body: object) -> tuple[int, Json]:
    answer = await stage.http.post(payload["response_url"], json=body)
    return answer.status_code, answer.json()


async def test_an_answer_is_seen_by_the_person_or_by_all() -> None:
    async with slack_stage(events=frozenset()) as stage:
        person = await stage.person()
        payload = await pressed(stage, person)
        assert await respond(stage, payload, text="Psst") == (200, {"ok": True})
        await respond(stage, payload, text="Hear", response_type="in_channel")
        shown = [(message["text"], message["ephemeral"]) for message in (await stage.chat(person))["messages"]]
        assert shown == [("Card", False), ("Psst", True), ("Hear", False)]


async def test_an_answer_replaces_or_deletes_the_card() -> None:
    async with slack_stage(events=frozenset()) as stage:
        person = await stage.person()
        payload = await pressed(stage, person)
        await respond(stage, payload, text="Done", replace_original=True)
        message = (await stage.chat(person))["messages"][0]
        assert (message["text"], message["buttons"], message["edited"]) == ("Done", [], True)
        await respond(stage, payload, delete_original=True)
        assert (await stage.chat(person))["messages"] == []


async def test_five_uses_and_no_more() -> None:
    async with slack_stage(events=frozenset()) as stage:
        payload = await pressed(stage, await stage.person())
        for _ in range(5):
            assert (await respond(stage, payload, text="x"))[0] == 200
        assert await respond(stage, payload, text="x") == (404, {"ok": False, "error": "used_url"})


async def test_after_thirty_minutes_it_is_over() -> None:
    async with slack_stage(events=frozenset()) as stage:
        payload = await pressed(stage, await stage.person())
        stage.clock.pass_by(minutes=30)
        assert (await respond(stage, payload, text="x"))[0] == 200
        stage.clock.pass_by(seconds=1)
        assert await respond(stage, payload, text="x") == (404, {"ok": False, "error": "expired_url"})


async def test_what_is_no_message_is_refused_and_uses_nothing_up() -> None:
    async with slack_stage(events=frozenset()) as stage:
        payload = await pressed(stage, await stage.person())
        assert await respond(stage, payload) == (400, {"ok": False, "error": "no_text"})
        status, answer = await respond(stage, payload, text="x", blocks=[{"type": "banner"}])
        assert (status, answer["error"]) == (400, "invalid_blocks")
        for _ in range(5):
            assert (await respond(stage, payload, text="x"))[0] == 200
