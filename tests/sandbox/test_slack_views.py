"""Modals and Home: triggers that expire, stacks, hashes, and what people fill in."""

import asyncio

from tests.sandbox.slack_stage import Json, Stage, actions, button, modal, section, slack_stage

FORM = modal(
    section("Tell us"),
    {
        "type": "input",
        "block_id": "word",
        "label": {"type": "plain_text", "text": "A line"},
        "element": {"type": "plain_text_input", "action_id": "line", "max_length": 20},
    },
    submit={"type": "plain_text", "text": "Send"},
    callback_id="form",
    private_metadata="secret",
)


async def open_form(stage: Stage, person: str, form: Json = FORM) -> Json:
    trigger = stage.slack.triggers.issue(person)
    view: Json = (await stage.ok("views.open", trigger_id=trigger, view=form))["view"]
    return view


async def test_a_trigger_opens_one_modal_within_three_seconds() -> None:
    async with slack_stage() as stage:
        person = await stage.person()
        trigger = stage.slack.triggers.issue(person)
        stage.clock.pass_by(seconds=3)
        view = (await stage.ok("views.open", trigger_id=trigger, view=FORM))["view"]
        assert (view["root_view_id"], view["private_metadata"], view["state"]) == (view["id"], "secret", {"values": {}})
        assert await stage.refused("views.open", trigger_id=trigger, view=FORM) == "exchanged_trigger_id"
        late = stage.slack.triggers.issue(person)
        stage.clock.pass_by(seconds=3.1)
        assert await stage.refused("views.open", trigger_id=late, view=FORM) == "expired_trigger_id"
        assert await stage.refused("views.open", trigger_id="1.2.abc", view=FORM) == "invalid_trigger_id"
        answer = await stage.api("views.open", trigger_id="nonsense", view=FORM)
        assert answer["error"] == "invalid_arguments"
        assert answer["response_metadata"]["messages"] == ["[ERROR] invalid `trigger_id` [json-pointer:/trigger_id]"]


async def test_a_view_is_updated_under_its_hash() -> None:
    async with slack_stage() as stage:
        view = await open_form(stage, await stage.person())
        changed = (await stage.ok("views.update", view_id=view["id"], hash=view["hash"], view=FORM))["view"]
        assert changed["hash"] != view["hash"]
        refusal = await stage.refused("views.update", view_id=view["id"], hash=view["hash"], view=FORM)
        assert refusal == "hash_conflict"
        assert await stage.refused("views.update", view_id="V0NOTHING", view=FORM) == "not_found"


async def test_at_most_three_modals_lie_on_each_other() -> None:
    async with slack_stage() as stage:
        person = await stage.person()
        root = await open_form(stage, person)
        for _ in range(2):
            trigger = stage.slack.triggers.issue(person, root["id"])
            pushed = (await stage.ok("views.push", trigger_id=trigger, view=FORM))["view"]
            assert pushed["root_view_id"] == root["id"]
        trigger = stage.slack.triggers.issue(person, root["id"])
        assert await stage.refused("views.push", trigger_id=trigger, view=FORM) == "push_limit_reached"
        await stage.play(person, "dismiss")
        assert (await stage.chat(person))["modal"]["id"] == pushed["previous_view_id"]


async def test_a_home_tab_is_published_for_one_person() -> None:
    async with slack_stage() as stage:
        person, other = await stage.person(), await stage.person("Other")
        home = {"type": "home", "blocks": [section("*Welcome*"), actions(button())]}
        view = (await stage.ok("views.publish", user_id=person, view=home))["view"]
        shown = (await stage.chat(person))["home"]
        assert [block["html"] for block in shown] == ["<b>Welcome</b>", ""]
        assert shown[1]["buttons"] == [[{"label": "Yes", "action_id": "yes"}]]
        assert (await stage.chat(other))["home"] is None
        refusal = await stage.refused("views.publish", user_id=person, view=home, hash="1.x")
        assert refusal == "hash_conflict"
        await stage.ok("views.publish", user_id=person, view=home, hash=view["hash"])
        assert await stage.refused("views.publish", user_id="U0NOBODY", view=home) == "invalid_arguments"
        assert await stage.refused("views.publish", user_id=person, view=FORM) == "invalid_arguments"
        async with stage.socket() as socket:
            press = asyncio.create_task(stage.play(person, "press", message=shown[1]["id"], action_id="yes"))
            payload = (await socket.acked())["payload"]
            assert payload["container"] == {"type": "view", "view_id": shown[1]["id"]}
            assert "response_url" not in payload
            assert (await press)["answered"]


async def test_a_person_fills_in_a_modal_and_the_app_may_object() -> None:
    async with slack_stage() as stage, stage.socket() as socket:
        person = await stage.person()
        await open_form(stage, person)
        shown = (await stage.chat(person))["modal"]
        assert (shown["title"], shown["submit"], shown["fields"][0]["label"]) == ("A form", "Send", "A line")
        incomplete = await stage.play(person, "submit", values={})
        assert incomplete == {"answered": False, "errors": {"word": "Please complete this required field."}}
        assert (await stage.play(person, "submit", values={"line": "x" * 21}))["errors"]

        sent = asyncio.create_task(stage.play(person, "submit", values={"word": {"line": "Well"}}))
        envelope = await socket.next()
        assert (envelope["type"], envelope["accepts_response_payload"]) == ("interactive", True)
        view = envelope["payload"]["view"]
        assert view["state"]["values"] == {"word": {"line": {"type": "plain_text_input", "value": "Well"}}}
        assert (view["callback_id"], envelope["payload"]["type"]) == ("form", "view_submission")
        await socket.ack(envelope, {"response_action": "errors", "errors": {"word": "Too short"}})
        assert await sent == {"answered": True, "errors": {"word": "Too short"}}
        assert (await stage.chat(person))["modal"] is not None

        again = asyncio.create_task(stage.play(person, "submit", values={"line": "Much better"}))
        await socket.acked()
        assert await again == {"answered": True, "errors": {}}
        assert (await stage.chat(person))["modal"] is None
        assert "error" in await stage.play(person, "submit", values={})


async def test_the_app_can_answer_a_modal_with_another() -> None:
    async with slack_stage() as stage, stage.socket() as socket:
        person = await stage.person()
        await open_form(stage, person)
        thanks = modal(section("Thanks"))
        sent = asyncio.create_task(stage.play(person, "submit", values={"line": "x"}))
        await socket.acked({"response_action": "update", "view": thanks})
        await sent
        assert (await stage.chat(person))["modal"]["text"] == "Thanks"


async def test_the_app_hears_of_a_closed_modal_if_it_asked_to() -> None:
    async with slack_stage() as stage, stage.socket() as socket:
        person = await stage.person()
        await open_form(stage, person, modal(section(), notify_on_close=True))
        closing = asyncio.create_task(stage.play(person, "dismiss"))
        payload = (await socket.acked())["payload"]
        assert (payload["type"], payload["is_cleared"]) == ("view_closed", False)
        assert await closing == {"ok": True}
