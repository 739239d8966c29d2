"""Clients that were not written for this server: slack_sdk's and slack_bolt's."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond, AsyncSay
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import ActionsBlock, ButtonElement, PlainTextInputElement, SectionBlock
from slack_sdk.models.blocks.blocks import InputBlock
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient

from engagebot.sandbox.faults import Fault, FaultKind
from tests.sandbox.slack_stage import APP_TOKEN, BOT_TOKEN, Json, Stage, slack_stage, until


def client_at(stage: Stage) -> AsyncWebClient:
    return AsyncWebClient(BOT_TOKEN, base_url=f"{stage.url}/api/", retry_handlers=[])


async def test_the_sdk_posts_updates_reads_and_shares() -> None:
    async with slack_stage() as stage:
        client, person = client_at(stage), await stage.person("Ana Gil", "fr", "Europe/Paris")
        assert (await client.auth_test())["bot_id"] == stage.slack.app.bot
        user: Json = (await client.users_info(user=person, include_locale=True))["user"]
        assert (user["locale"], user["tz"]) == ("fr-FR", "Europe/Paris")
        opened: Json = (await client.conversations_open(users=[person]))["channel"]
        blocks = [SectionBlock(text="*Coming?*"), ActionsBlock(elements=[ButtonElement(text="Yes", action_id="yes")])]
        posted = await client.chat_postMessage(channel=person, text="Coming?", blocks=blocks)
        assert posted["channel"] == opened["id"]
        await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="Gone", blocks=[])
        await client.chat_postEphemeral(channel=posted["channel"], user=person, text="Only you")
        shared = await client.files_upload_v2(
            channel=posted["channel"], filename="talk.ics", content="BEGIN:VCALENDAR", initial_comment="A file"
        )
        assert shared["file"]["name"] == "talk.ics"
        shown = (await stage.chat(person))["messages"]
        assert [message["text"] for message in shown] == ["Gone", "Only you", "A file"]
        history = await client.conversations_history(channel=posted["channel"])
        assert [message["text"] for message in history["messages"]] == ["A file", "Gone"]


async def test_the_sdk_understands_refusals() -> None:
    async with slack_stage() as stage:
        client = client_at(stage)
        with pytest.raises(SlackApiError, match="channel_not_found"):
            await client.chat_postMessage(channel="D0NOWHERE", text="x")
        stage.slack.world.faults.order(Fault("slack", FaultKind.RATE_LIMITED, seconds=3))
        with pytest.raises(SlackApiError) as refusal:
            await client.auth_test()
        assert (refusal.value.response.status_code, refusal.value.response.headers["Retry-After"]) == (429, "3")
        stage.slack.world.faults.order(Fault("slack", FaultKind.SERVER_ERROR))
        with pytest.raises(SlackApiError) as error:
            await client.auth_test()
        assert error.value.response.status_code == 500


def app_at(stage: Stage, heard: list[Json]) -> AsyncApp:
    app = AsyncApp(client=client_at(stage), name="test", logger=logging.getLogger("quiet"))

    @app.event("message")
    async def on_message(event: Json, say: AsyncSay) -> None:
        heard.append(event)
        await say(
            text="Coming?", blocks=[ActionsBlock(elements=[ButtonElement(text="Yes", action_id="yes", value="1")])]
        )

    @app.event("app_home_opened")
    async def on_home(event: Json, client: AsyncWebClient) -> None:
        await client.views_publish(user_id=event["user"], view=View(type="home", blocks=[SectionBlock(text="Welcome")]))

    @app.action("yes")
    async def on_yes(ack: AsyncAck, respond: AsyncRespond, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await respond(text="Noted", replace_original=True)
        await client.views_open(trigger_id=body["trigger_id"], view=form())

    @app.view("form")
    async def on_form(ack: AsyncAck, view: Json) -> None:
        word = view["state"]["values"]["word"]["line"]["value"]
        if word == "bad":
            await ack(response_action="errors", errors={"word": "Please be kind"})
            return
        heard.append(view)
        await ack()

    @app.command("/help")
    async def on_help(ack: AsyncAck, command: Json) -> None:
        await ack(f"You asked for {command['text']}")

    return app


def form() -> View:
    line = InputBlock(label="A line", block_id="word", element=PlainTextInputElement(action_id="line"))
    return View(type="modal", callback_id="form", title="Form", submit="Send", blocks=[line])


@asynccontextmanager
async def connected(stage: Stage, app: AsyncApp) -> AsyncIterator[None]:
    handler: Any = AsyncSocketModeHandler(app, APP_TOKEN)
    try:
        await handler.connect_async()
        await until(lambda: stage.slack.sockets.connected == 1)
        yield
    finally:
        await handler.close_async()


async def test_a_bolt_app_lives_through_a_whole_conversation() -> None:
    heard: list[Json] = []
    async with slack_stage() as stage, connected(stage, app_at(stage, heard)):
        person = await stage.person()
        await stage.play(person, "open", tab="home")
        await stage.play(person, "say", text="hello")
        card = (await stage.chat_when(person, lambda chat: len(chat["messages"]) == 2))["messages"][1]
        assert [event["text"] for event in heard] == ["hello"]
        assert card["buttons"] == [[{"label": "Yes", "action_id": "yes", "value": "1"}]]
        assert await stage.play(person, "press", message=card["id"], row=0, column=0) == {"answered": True}
        chat = await stage.chat_when(person, lambda chat: chat["modal"] and chat["home"])
        assert chat["messages"][1]["text"] == "Noted"
        assert chat["home"][0]["text"] == "Welcome"
        refused = await stage.play(person, "submit", values={"line": "bad"})
        assert refused == {"answered": True, "errors": {"word": "Please be kind"}}
        assert await stage.play(person, "submit", values={"line": "good"}) == {"answered": True, "errors": {}}
        assert heard[-1]["callback_id"] == "form"
        answer = await stage.play(person, "command", command="/help", text="me")
        assert answer == {"answer": "You asked for me"}
        await until(lambda: stage.slack.events.undelivered == [])
        assert stage.slack.events.lost == []


async def test_a_bolt_app_comes_back_after_a_goodbye() -> None:
    heard: list[Json] = []
    async with slack_stage() as stage, connected(stage, app_at(stage, heard)):
        person = await stage.person()
        await stage.slack.sockets.refresh()
        assert stage.slack.sockets.connected == 0
        await stage.play(person, "say", text="still there?")
        await until(lambda: bool(heard), seconds=15)
        assert heard[0]["text"] == "still there?"
        await stage.chat_when(person, lambda chat: len(chat["messages"]) == 2)
        await until(lambda: stage.slack.events.undelivered == [])
