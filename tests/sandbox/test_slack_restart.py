"""A Slack that dies and comes back on the same shelf."""

import asyncio
from pathlib import Path

from tests.sandbox.slack_stage import Clock, actions, button, modal, section, slack_stage, until


async def test_people_messages_views_and_undelivered_events_outlive_a_restart(tmp_path: Path) -> None:
    shelf, clock = tmp_path / "world.db", Clock()
    async with slack_stage(shelf, clock) as stage:
        person = await stage.person()
        blocks = [section("Card"), actions(button())]
        posted = await stage.ok("chat.postMessage", channel=person, text="Card", blocks=blocks)
        home = {"type": "home", "blocks": [section("Home")]}
        view = (await stage.ok("views.publish", user_id=person, view=home))["view"]
        await stage.ok("views.open", trigger_id=stage.slack.triggers.issue(person), view=modal(section("Modal")))
        await stage.play(person, "say", text="Anybody?")
        before = await stage.chat(person)
        waiting = stage.slack.events.undelivered
        assert len(waiting) == 2
    async with slack_stage(shelf, clock) as stage, stage.socket() as socket:
        heard = [(await socket.acked())["payload"] for _ in waiting]
        assert [event["event_id"] for event in heard] == waiting
        assert heard[1]["event"]["text"] == "Anybody?"
        assert await stage.chat(person) == before
        await stage.ok("chat.update", channel=posted["channel"], ts=posted["ts"], text="Two")
        await stage.ok("views.publish", user_id=person, view=home, hash=view["hash"])
        later = await stage.ok("chat.postMessage", channel=person, text="Later")
        assert later["channel"] == posted["channel"]
        assert float(later["ts"]) > float(before["messages"][-1]["id"])


async def test_a_response_url_and_its_uses_outlive_a_restart(tmp_path: Path) -> None:
    shelf = tmp_path / "world.db"
    async with slack_stage(shelf, events=frozenset()) as stage, stage.socket() as socket:
        person = await stage.person()
        posted = await stage.ok("chat.postMessage", channel=person, text="x", blocks=[actions(button())])
        press = asyncio.create_task(stage.play(person, "press", message=posted["ts"], row=0, column=0))
        path = (await socket.acked())["payload"]["response_url"].removeprefix(stage.url)
        await press
        for _ in range(4):
            await stage.http.post(path, json={"text": "x"})
    async with slack_stage(shelf, events=frozenset()) as stage:
        assert (await stage.http.post(path, json={"text": "x"})).status_code == 200
        assert (await stage.http.post(path, json={"text": "x"})).json()["error"] == "used_url"


async def test_an_acknowledged_event_is_not_sent_again_after_a_restart(tmp_path: Path) -> None:
    shelf = tmp_path / "world.db"
    async with slack_stage(shelf) as stage, stage.socket() as socket:
        await stage.play(await stage.person(), "say", text="x")
        await socket.acked()
        await until(lambda: stage.slack.events.undelivered == [])
    async with slack_stage(shelf) as stage:
        assert stage.slack.events.undelivered == []
