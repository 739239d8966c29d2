"""What people do with buttons, modals and commands, as the app is told of it.

https://docs.slack.dev/reference/interaction-payloads
"""

from typing import Any

from engagebot.sandbox.slack.courier import Courier
from engagebot.sandbox.slack.display.pressing import Pressable
from engagebot.sandbox.slack.posting import Posting
from engagebot.sandbox.slack.response_urls import ResponseUrls
from engagebot.sandbox.slack.state import App, Channel, Message, Person, View
from engagebot.sandbox.slack.triggers import Triggers
from engagebot.sandbox.slack.views import Views
from engagebot.sandbox.slack.wire import Payload
from engagebot.sandbox.slack.wiring import handle, view_wire
from engagebot.sandbox.slack.workspace import Workspace

TOKEN = "sandbox-verification-token"  # noqa: S105 - Slack's deprecated field, no secret


class Interactions:
    """Each raises NotTaken where the app does not acknowledge in time; Slack does not try these again."""

    def __init__(
        self,
        workspace: Workspace,
        posting: Posting,
        views: Views,
        triggers: Triggers,
        urls: ResponseUrls,
        courier: Courier,
    ) -> None:
        self._workspace = workspace
        self._posting = posting
        self._views = views
        self._triggers = triggers
        self._urls = urls
        self._courier = courier
        self._app: App = workspace.app

    async def press(self, person: Person, message: Message, pressed: Pressable) -> None:
        """A button or a choice in a message."""
        ephemeral = message.only_for is not None
        payload = {
            **self._head("block_actions", person),
            "container": {
                "type": "message",
                "message_ts": message.ts,
                "channel_id": message.channel,
                "is_ephemeral": ephemeral,
            },
            "trigger_id": self._triggers.issue(person.id),
            "channel": {"id": message.channel, "name": "directmessage"},
            "state": {"values": {}},
            "response_url": self._urls.issue("actions", message.channel, person.id, message.ts),
            "actions": [self._action(pressed)],
        }
        if not ephemeral:
            payload["message"] = self._posting.wire(message)
        await self._courier.interaction(payload, person.id)

    async def press_in_view(self, person: Person, view: View, pressed: Pressable) -> None:
        """A button or a choice in a modal or in Home; these have no response_url."""
        payload = {
            **self._head("block_actions", person),
            "container": {"type": "view", "view_id": view.id},
            "trigger_id": self._triggers.issue(person.id, view.id),
            "view": view_wire(view, self._app),
            "actions": [self._action(pressed)],
        }
        await self._courier.interaction(payload, person.id)

    async def submit(self, person: Person, view: View, values: Payload) -> dict[str, str]:
        """Sends the modal; the app's field errors by block, none if it took the values."""
        view = self._views.fill_in(view, values)
        payload = {
            **self._head("view_submission", person),
            "trigger_id": self._triggers.issue(person.id, view.id),
            "view": view_wire(view, self._app),
            "response_urls": [],
        }
        ack = await self._courier.interaction(payload, person.id)
        return self._follow(person, view, ack)

    async def dismiss(self, person: Person, view: View) -> None:
        """The person closes the modal; the app hears of it where it asked to."""
        if view.body.get("clear_on_close"):
            self._views.clear(person.id)
        else:
            self._views.close_top(person.id)
        if view.body.get("notify_on_close"):
            closed = {"view": view_wire(view, self._app), "is_cleared": bool(view.body.get("clear_on_close"))}
            await self._courier.interaction({**self._head("view_closed", person), **closed}, person.id)

    async def command(self, person: Person, channel: Channel, command: str, text: str) -> Payload:
        """A slash command; what the acknowledgement said, already shown to the person."""
        payload = {
            "token": TOKEN,
            "team_id": self._app.team,
            "team_domain": self._app.domain,
            "channel_id": channel.id,
            "channel_name": "directmessage",
            "user_id": person.id,
            "user_name": handle(person.name),
            "command": command,
            "text": text,
            "api_app_id": self._app.id,
            "is_enterprise_install": "false",
            "response_url": self._urls.issue("commands", channel.id, person.id),
            "trigger_id": self._triggers.issue(person.id),
        }
        ack = await self._courier.command(payload, person.id)
        if ack.get("text") or ack.get("blocks") or ack.get("attachments"):
            self._urls.answer_to_command(channel.id, person.id, ack)
        return ack

    def _follow(self, person: Person, view: View, ack: Payload) -> dict[str, str]:
        """What a view_submission's acknowledgement asks for: https://docs.slack.dev/surfaces/modals#response_actions"""
        match ack.get("response_action"):
            case "errors":
                return {str(block): str(why) for block, why in ack.get("errors", {}).items()}
            case "update":
                self._views.update(view.id, "", ack.get("view"), "")
            case "push":
                trigger = self._triggers.exchange(self._triggers.issue(person.id, view.id))
                self._views.push(trigger, ack.get("view"))
            case "clear":
                self._views.clear(person.id)
            case _:
                self._views.close_top(person.id)
        return {}

    def _action(self, pressed: Pressable) -> dict[str, Any]:
        return {**pressed.as_action(), "action_ts": self._workspace.stamps.next()}

    def _head(self, kind: str, person: Person) -> Payload:
        name = handle(person.name)
        return {
            "type": kind,
            "user": {"id": person.id, "username": name, "name": name, "team_id": self._app.team},
            "api_app_id": self._app.id,
            "token": TOKEN,
            "team": {"id": self._app.team, "domain": self._app.domain},
            "enterprise": None,
            "is_enterprise_install": False,
        }
