"""What people do in Slack: the deeds behind the play API."""

import uuid
from typing import Any

from engagebot.sandbox.slack.courier import NotTaken
from engagebot.sandbox.slack.display.pressing import Pressable, rows_of
from engagebot.sandbox.slack.modals import entered
from engagebot.sandbox.slack.server import SlackServer
from engagebot.sandbox.slack.showing import Thing
from engagebot.sandbox.slack.state import Channel, Message, Person, View
from engagebot.sandbox.slack.wire import Payload, SlackError
from engagebot.sandbox.slack.wiring import view_wire


class CannotPlay(Exception):
    """The person cannot do that. `status` is 404 for what is not there, 400 for nonsense."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Playing:
    def __init__(self, slack: SlackServer) -> None:
        self._slack = slack

    async def open(self, person: Person, body: Thing) -> Thing:
        """The person opens the app, at its Messages or its Home tab."""
        tab = str(body.get("tab") or "messages")
        if tab not in ("messages", "home"):
            raise CannotPlay(400, f"There is no tab {tab!r}; open messages or home.")
        channel = self._channel(person)
        event: Payload = {"type": "app_home_opened", "user": person.id, "channel": channel.id, "tab": tab}
        event["event_ts"] = self._slack.workspace.stamps.next()
        home = self._slack.views.home(person.id)
        if tab == "home" and home:
            event["view"] = view_wire(home, self._slack.app)
        self._slack.events.send("app_home_opened", event, person.id)
        return {"ok": True}

    async def say(self, person: Person, body: Thing) -> Thing:
        text = str(body.get("text") or "")
        if not text.strip():
            raise CannotPlay(400, "Say something: `text` is empty.")
        self._slack.posting.say(self._channel(person), person.id, text, str(uuid.uuid4()))
        return {"ok": True}

    async def command(self, person: Person, body: Thing) -> Thing:
        """What the acknowledgement said, or why Slack says that the command failed."""
        command = str(body.get("command") or "")
        known = self._slack.commands
        if not command.startswith("/") or (known is not None and command not in known):
            raise CannotPlay(400, f"{command} is not a valid command.")
        try:
            ack = await self._slack.interactions.command(
                person, self._channel(person), command, str(body.get("text") or "")
            )
        except NotTaken as failure:
            return {"answer": None, "failed": f"{command} failed because the app did not respond ({failure.reason})."}
        except SlackError as refusal:
            return {"answer": None, "failed": f"{command} failed: invalid_command_response ({refusal.error})."}
        return {"answer": ack.get("text")}

    async def press(self, person: Person, body: Thing) -> Thing:
        """A button or a choice; one that is a link says where it leads, and the app is told all the same."""
        name = str(body.get("message") or "")
        view = self._view(person, name)
        message = None if view else self._message(person, name)
        blocks = view.body["blocks"] if view else message.blocks if message else []
        pressed = _chosen(blocks, body)
        link = {"url": pressed.url} if pressed.url else {}
        try:
            if view:
                await self._slack.interactions.press_in_view(person, view, pressed)
            elif message:
                await self._slack.interactions.press(person, message, pressed)
        except NotTaken as failure:
            return {"answered": False, "reason": failure.reason, **link}
        return {"answered": True, **link}

    async def submit(self, person: Person, body: Thing) -> Thing:
        """`errors` by block, from the client itself or from the app."""
        view = self._top(person)
        given = body.get("values")
        values, complaints = entered(view.body["blocks"], given if isinstance(given, dict) else {})
        if complaints:
            return {"answered": False, "errors": complaints}
        try:
            errors = await self._slack.interactions.submit(person, view, values)
        except NotTaken as failure:
            return {"answered": False, "errors": {}, "reason": failure.reason}
        except SlackError as refusal:
            return {"answered": False, "errors": {}, "reason": refusal.error}
        return {"answered": True, "errors": errors}

    async def dismiss(self, person: Person, body: Thing) -> Thing:
        try:
            await self._slack.interactions.dismiss(person, self._top(person))
        except NotTaken as failure:
            return {"ok": True, "answered": False, "reason": failure.reason}
        return {"ok": True}

    async def deactivate(self, person: Person, body: Thing) -> Thing:
        self._slack.workspace.set_active(person, False)
        return {"ok": True}

    async def activate(self, person: Person, body: Thing) -> Thing:
        self._slack.workspace.set_active(person, True)
        return {"ok": True}

    def _channel(self, person: Person) -> Channel:
        if not person.active:
            raise CannotPlay(400, f"{person.name} is deactivated; activate them first.")
        return self._slack.workspace.open_direct_channel(person)

    def _message(self, person: Person, ts: str) -> Message:
        channel = self._slack.workspace.direct_channel(person.id)
        message = self._slack.workspace.message(channel.id, ts) if channel else None
        if message is None or message.only_for not in (None, person.id):
            raise CannotPlay(404, f"{person.name} sees no message {ts}.")
        return message

    def _view(self, person: Person, name: str) -> View | None:
        view = self._slack.views.get(name)
        return view if view and view.person == person.id else None

    def _top(self, person: Person) -> View:
        stack = self._slack.views.stack(person.id)
        if not stack:
            raise CannotPlay(404, f"No modal is open before {person.name}.")
        return stack[-1]


def _chosen(blocks: list[Payload], body: Thing) -> Pressable:
    """By row and column, or by action_id and, where several share it, value."""
    rows = rows_of(blocks)
    if "action_id" in body:
        value: Any = body.get("value")
        for pressable in (one for row in rows for one in row):
            if pressable.action_id == body["action_id"] and value in (None, pressable.value):
                return pressable
        raise CannotPlay(404, f"There is no button {body['action_id']} with that value here.")
    row, column = body.get("row"), body.get("column")
    if not isinstance(row, int) or not isinstance(column, int) or row < 0 or column < 0:
        raise CannotPlay(400, "Say which button: row and column (from 0), or action_id.")
    if row >= len(rows) or column >= len(rows[row]):
        raise CannotPlay(404, f"There is no button in row {row}, column {column}.")
    return rows[row][column]
