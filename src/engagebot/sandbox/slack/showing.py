"""Chats, modals and Home tabs as the play API gives them."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from engagebot.sandbox.slack.display import mrkdwn
from engagebot.sandbox.slack.display.blocks import show_block, show_blocks
from engagebot.sandbox.slack.display.pressing import options_of, rows_of
from engagebot.sandbox.slack.display.reader import Reader, Shown
from engagebot.sandbox.slack.modals import inputs_of
from engagebot.sandbox.slack.server import SlackServer
from engagebot.sandbox.slack.state import Message, Person, View
from engagebot.sandbox.slack.wire import Payload

Thing = dict[str, Any]


class Showing:
    def __init__(self, slack: SlackServer) -> None:
        self._slack = slack
        self._kept: dict[tuple[str, str, str], tuple[Message, Thing]] = {}
        """What messages look like, until they are edited: chats are read much more often than they change."""

    def chat(self, person: Person) -> Thing:
        channel = self._slack.workspace.direct_channel(person.id)
        messages = self._slack.workspace.messages_in(channel.id) if channel else iter(())
        seen = [message for message in messages if message.only_for in (None, person.id)]
        stack = self._slack.views.stack(person.id)
        home = self._slack.views.home(person.id)
        return {
            "messages": [self.message(message, person) for message in seen],
            "modal": self.modal(stack[-1], person) if stack else None,
            "home": self.home(home, person) if home else None,
        }

    def message(self, message: Message, person: Person) -> Thing:
        key = (person.id, message.channel, message.ts)
        kept = self._kept.get(key)
        if kept is None or kept[0] is not message:
            kept = self._kept[key] = (message, self._message(message, person))
        return kept[1]

    def _message(self, message: Message, person: Person) -> Thing:
        content = self._content(message, person)
        return {
            "id": message.ts,
            "mine": message.author == person.id,
            "text": content.text,
            "html": content.html,
            "buttons": _buttons(message.blocks),
            "document": self._document(message),
            "edited": message.edited is not None,
            "ephemeral": message.only_for is not None,
            "at": datetime.fromtimestamp(float(message.ts), UTC).isoformat(),
        }

    def modal(self, view: View, person: Person) -> Thing:
        """`fields` are what can be filled in; `html` is everything, labels included."""
        shown = show_blocks(view.body["blocks"], self._reader(person))
        return {
            "id": view.id,
            "title": _text(view.body.get("title")),
            "submit": _text(view.body.get("submit")),
            "close": _text(view.body.get("close")) or "Cancel",
            "text": shown.text,
            "html": shown.html,
            "buttons": _buttons(view.body["blocks"]),
            "fields": [_field(block) for block in inputs_of(view.body["blocks"])],
        }

    def home(self, view: View, person: Person) -> list[Thing]:
        """One entry a block; press its buttons with `message` = `id`."""
        reader = self._reader(person)
        shown = [(block, show_block(block, reader)) for block in view.body["blocks"]]
        return [
            {"id": view.id, "type": block["type"], "text": part.text, "html": part.html, "buttons": _buttons([block])}
            for block, part in shown
        ]

    def _content(self, message: Message, person: Person) -> Shown:
        """Blocks stand in the place of the text, which then only notifications show."""
        reader = self._reader(person)
        if message.blocks:
            return show_blocks(message.blocks, reader)
        return mrkdwn.show(message.text, reader)

    def _document(self, message: Message) -> Thing | None:
        file = self._slack.files.get(message.files[0]) if message.files else None
        if file is None:
            return None
        return {"name": file.name, "url": f"/play/slack/files/{file.id}/{quote(file.name)}"}

    def _reader(self, person: Person) -> Reader:
        return Reader(self._slack.workspace.name_of, person.zone)


def shown_person(person: Person) -> Thing:
    known = {"id": person.id, "name": person.name, "language": person.language, "zone": person.zone}
    return {**known, "active": person.active}


def _buttons(blocks: list[Payload]) -> list[list[dict[str, str]]]:
    return [[pressable.as_button() for pressable in row] for row in rows_of(blocks)]


def _text(text: Payload | None) -> str | None:
    return str(text["text"]) if text else None


def _field(block: Payload) -> Thing:
    element = block["element"]
    return {
        "block_id": block["block_id"],
        "action_id": element["action_id"],
        "type": element["type"],
        "label": _text(block["label"]),
        "hint": _text(block.get("hint")),
        "optional": bool(block.get("optional")),
        "placeholder": _text(element.get("placeholder")),
        "multiline": bool(element.get("multiline")),
        "initial": element.get("initial_value") or (element.get("initial_option") or {}).get("value"),
        "options": [{"label": _text(one["text"]), "value": one["value"]} for one in options_of(element)],
    }
