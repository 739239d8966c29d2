"""Socket Mode: envelopes, acknowledgements, redelivery, several connections, goodbyes."""

import asyncio

import pytest
import websockets

from engagebot.sandbox.faults import Fault, FaultKind
from tests.sandbox.slack_stage import APP_TOKEN, Json, Stage, actions, button, section, slack_stage, until

FAST: Json = {"ack_seconds": 0.15, "retry_waits": (0.0, 0.05)}


async def test_what_a_person_says_comes_as_an_event() -> None:
    async with slack_stage() as stage, stage.socket() as socket:
        person = await stage.person()
        await stage.play(person, "open")
        opened = await socket.acked()
        event = opened["payload"]["event"]
        assert (opened["type"], event["type"], event["tab"]) == ("events_api", "app_home_opened", "messages")
        await stage.play(person, "say", text="Hi <there> & *you*")
        envelope = await socket.acked()
        assert (envelope["retry_attempt"], envelope["accepts_response_payload"]) == (0, False)
        payload, event = envelope["payload"], envelope["payload"]["event"]
        assert payload["type"] == "event_callback"
        assert payload["event_id"].startswith("Ev")
        assert payload["event_id"] != opened["payload"]["event_id"]
        assert (event["type"], event["channel_type"], event["user"]) == ("message", "im", person)
        assert event["text"] == "Hi &lt;there&gt; &amp; *you*"
        assert event["client_msg_id"]
        assert event["channel"] == opened["payload"]["event"]["channel"]
        assert (await stage.chat(person))["messages"][0]["mine"]


async def test_the_apps_own_messages_come_back_as_events() -> None:
    async with slack_stage() as stage, stage.socket() as socket:
        posted = await stage.ok("chat.postMessage", channel=await stage.person(), text="One")
        event = (await socket.acked())["payload"]["event"]
        assert (event["text"], event["bot_id"], event["ts"]) == ("One", stage.slack.app.bot, posted["ts"])
        where = {"channel": posted["channel"], "ts": posted["ts"]}
        await stage.ok("chat.update", **where, text="Two")
        event = (await socket.acked())["payload"]["event"]
        assert (event["subtype"], event["message"]["text"]) == ("message_changed", "Two")
        await stage.ok("chat.delete", **where)
        assert (await socket.acked())["payload"]["event"]["subtype"] == "message_deleted"


async def test_an_event_without_acknowledgement_comes_again_and_in_the_end_no_more() -> None:
    async with slack_stage(**FAST) as stage, stage.socket() as socket:
        await stage.play(await stage.person(), "say", text="x")
        tries = [await socket.next() for _ in range(3)]
        assert [(one["retry_attempt"], one["retry_reason"]) for one in tries] == [
            (0, ""),
            (1, "timeout"),
            (2, "timeout"),
        ]
        assert len({one["payload"]["event_id"] for one in tries}) == 1
        assert len({one["envelope_id"] for one in tries}) == 3
        await until(lambda: bool(stage.slack.events.lost))
        assert stage.slack.events.lost == [tries[0]["payload"]["event_id"]]
        assert stage.slack.events.undelivered == []


async def test_an_acknowledged_event_does_not_come_again() -> None:
    async with slack_stage(**FAST) as stage, stage.socket() as socket:
        await stage.play(await stage.person(), "say", text="x")
        await socket.next()
        await socket.acked()
        await until(lambda: stage.slack.events.undelivered == [])
        assert stage.slack.events.lost == []


async def test_events_wait_for_somebody_to_connect() -> None:
    async with slack_stage() as stage:
        person = await stage.person()
        for text in ("one", "two", "three"):
            await stage.play(person, "say", text=text)
        async with stage.socket() as socket:
            heard = [(await socket.acked())["payload"]["event"]["text"] for _ in range(3)]
        assert heard == ["one", "two", "three"]


async def test_each_event_goes_to_one_of_several_connections() -> None:
    async with slack_stage() as stage, stage.socket() as first, stage.socket() as second:
        person = await stage.person()
        await until(lambda: stage.slack.sockets.connected == 2)
        for text in ("one", "two"):
            await stage.play(person, "say", text=text)
        heard = [(await socket.acked())["payload"]["event"]["text"] for socket in (first, second)]
        assert sorted(heard) == ["one", "two"]


async def test_when_a_connection_dies_the_event_goes_to_another() -> None:
    async with slack_stage(retry_waits=(0.0, 0.05)) as stage, stage.socket() as survivor:
        async with stage.socket() as doomed:
            await until(lambda: stage.slack.sockets.connected == 2)
            person = await stage.person()
            await stage.play(person, "say", text="one")
            await stage.play(person, "say", text="two")
            lost = (await doomed.next())["payload"]["event_id"]
        envelopes = [await survivor.acked(), await survivor.acked()]
        again = next(one for one in envelopes if one["payload"]["event_id"] == lost)
        assert again["retry_attempt"] == 1


async def test_a_ticket_is_good_for_one_connection() -> None:
    async with slack_stage() as stage:
        url = (await stage.ok("apps.connections.open", token=APP_TOKEN))["url"]
        assert url.startswith("ws://")
        async with websockets.connect(url) as connection:
            await connection.recv()
        with pytest.raises(websockets.InvalidStatus):
            await websockets.connect(url)


async def test_hello_says_how_many_are_connected_and_refreshing_says_goodbye() -> None:
    async with slack_stage() as stage, stage.socket() as first:
        url = (await stage.ok("apps.connections.open", token=APP_TOKEN))["url"]
        async with websockets.connect(url) as connection:
            text = await connection.recv()
            assert '"num_connections": 2' in str(text)
            assert "debug_info" in str(text)
        await until(lambda: stage.slack.sockets.connected == 1)
        await stage.slack.sockets.refresh()
        goodbye = await first.next()
        assert (goodbye["type"], goodbye["reason"]) == ("disconnect", "refresh_requested")
        await first.closed()


async def test_an_ageing_connection_is_warned_first() -> None:
    async with slack_stage(refresh_after=0.2) as stage, stage.socket() as socket:
        assert (await socket.next())["reason"] == "warning"
        assert (await socket.next())["reason"] == "refresh_requested"
        await socket.closed()


async def card(stage: Stage, person: str) -> str:
    blocks = [section("Coming?"), actions(button(value="1"), button("Site", "site", url="https://x.org"))]
    return str((await stage.ok("chat.postMessage", channel=person, text="Coming?", blocks=blocks))["ts"])


async def test_a_pressed_button_comes_with_all_that_the_app_needs() -> None:
    async with slack_stage(events=frozenset()) as stage, stage.socket() as socket:
        person = await stage.person()
        ts = await card(stage, person)
        press = asyncio.create_task(stage.play(person, "press", message=ts, row=0, column=0))
        envelope = await socket.next()
        payload = envelope["payload"]
        assert (envelope["type"], payload["type"], payload["user"]["id"]) == ("interactive", "block_actions", person)
        action = payload["actions"][0]
        assert (action["action_id"], action["value"], action["type"]) == ("yes", "1", "button")
        assert action["action_ts"]
        assert payload["container"] == {
            "type": "message",
            "message_ts": ts,
            "channel_id": payload["channel"]["id"],
            "is_ephemeral": False,
        }
        assert payload["message"]["blocks"][1]["elements"][0]["value"] == "1"
        assert payload["team"]["id"] == stage.slack.app.team
        await socket.ack(envelope)
        assert await press == {"answered": True}


async def test_a_link_button_leads_somewhere_and_tells_the_app_too() -> None:
    async with slack_stage(events=frozenset()) as stage, stage.socket() as socket:
        person = await stage.person()
        ts = await card(stage, person)
        press = asyncio.create_task(stage.play(person, "press", message=ts, action_id="site"))
        await socket.acked()
        assert await press == {"answered": True, "url": "https://x.org"}


async def test_a_press_that_nobody_acknowledges_is_not_tried_again() -> None:
    async with slack_stage(events=frozenset(), ack_seconds=0.1) as stage:
        person = await stage.person()
        ts = await card(stage, person)
        alone = await stage.play(person, "press", message=ts, row=0, column=0)
        assert alone == {"answered": False, "reason": "connection_failed"}
        async with stage.socket() as socket:
            ignored = await stage.play(person, "press", message=ts, row=0, column=0)
            assert ignored == {"answered": False, "reason": "timeout"}
            again = asyncio.create_task(stage.play(person, "press", message=ts, action_id="site"))
            assert (await socket.next())["payload"]["actions"][0]["action_id"] == "yes"
            assert (await socket.acked())["payload"]["actions"][0]["action_id"] == "site"
            await again


async def test_a_command_is_answered_in_its_acknowledgement() -> None:
    async with slack_stage(commands=frozenset({"/events"})) as stage, stage.socket() as socket:
        person = await stage.person()
        asked = asyncio.create_task(stage.play(person, "command", command="/events", text="next week"))
        envelope = await socket.acked({"text": "One talk"})
        payload = envelope["payload"]
        assert (envelope["type"], payload["command"], payload["text"]) == ("slash_commands", "/events", "next week")
        assert payload["trigger_id"]
        assert await asked == {"answer": "One talk"}
        shown = (await stage.chat(person))["messages"]
        assert [(message["text"], message["ephemeral"]) for message in shown] == [("One talk", True)]
        assert "error" in await stage.play(person, "command", command="/unknown")


@pytest.mark.parametrize("kind", [FaultKind.HANG, FaultKind.CUT_BEFORE, FaultKind.CUT_AFTER])
async def test_an_envelope_can_get_lost_on_the_way(kind: FaultKind) -> None:
    async with slack_stage(**FAST) as stage, stage.socket() as first, stage.socket() as second:
        await until(lambda: stage.slack.sockets.connected == 2)
        stage.slack.world.faults.order(Fault("slack", kind, method="socket"))
        await stage.play(await stage.person(), "say", text="x")
        arrived = await second.acked() if kind is FaultKind.HANG else None
        if arrived is None:
            survivor = await first.next() if kind is FaultKind.CUT_AFTER else None
            arrived = await second.acked()
            assert survivor is None or survivor["payload"]["event_id"] == arrived["payload"]["event_id"]
            await first.closed()
        assert arrived["retry_attempt"] == 1
