"""Messages: checked, put into their channel, and told to the app as events."""

from dataclasses import dataclass, field, replace
from typing import Any

from engagebot.sandbox.slack.blockkit.filling import filled
from engagebot.sandbox.slack.blockkit.surfaces import check_message_blocks
from engagebot.sandbox.slack.display import mrkdwn
from engagebot.sandbox.slack.events import Events
from engagebot.sandbox.slack.files import Files
from engagebot.sandbox.slack.ids import new_block_id
from engagebot.sandbox.slack.state import Channel, Message
from engagebot.sandbox.slack.wire import Payload, SlackError
from engagebot.sandbox.slack.wiring import file_wire, message_wire
from engagebot.sandbox.slack.workspace import Workspace
from engagebot.sandbox.world import World

MOST_TEXT = 40_000
MOST_ATTACHMENTS = 100
_UNREADABLE = "This content can't be displayed."
"""What Slack puts in the place of a text that nobody gave."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a message says. None means not given, which is not the same as empty."""

    text: str | None = None
    blocks: list[Payload] | None = None
    attachments: list[Payload] | None = None
    metadata: Payload | None = None
    files: list[str] = field(default_factory=list)
    thread_ts: str | None = None

    @property
    def lacks_text(self) -> bool:
        return not (self.text or "").strip() and bool(self.blocks or self.attachments)

    def checked(self) -> "Draft":
        """The same, if Slack takes it. Raises what is wrong with it."""
        if self.blocks:
            check_message_blocks(self.blocks)
        if not (self.text or "").strip() and not self.blocks and not self.attachments and not self.files:
            raise SlackError("no_text")
        if len(self.text or "") > MOST_TEXT:
            raise SlackError("msg_too_long")
        if len(self.attachments or []) > MOST_ATTACHMENTS:
            raise SlackError("too_many_attachments")
        return self


class Posting:
    def __init__(self, world: World, workspace: Workspace, files: Files, events: Events) -> None:
        self._world = world
        self._workspace = workspace
        self._files = files
        self._events = events

    def wire(self, message: Message) -> Payload:
        app = self._workspace.app
        found = [file for file in map(self._files.get, message.files) if file]
        return message_wire(message, app, [file_wire(file, app, self._world.url) for file in found])

    def say(self, channel: Channel, person: str, text: str, client_msg_id: str) -> Message:
        """What a person types into their direct messages with the app."""
        section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
        blocks = [{"type": "rich_text", "block_id": new_block_id(), "elements": [section]}]
        message = Message(
            channel.id,
            self._workspace.stamps.next(),
            person,
            mrkdwn.escaped(text),
            blocks,
            client_msg_id=client_msg_id,
        )
        return self._told(self._workspace.post(message))

    def post(self, channel: Channel, draft: Draft, only_for: str | None = None) -> Message:
        message = Message(
            channel.id,
            self._workspace.stamps.next(),
            self._workspace.app.user,
            _text(draft),
            filled(draft.blocks or []),
            draft.attachments or [],
            draft.metadata,
            draft.files,
            draft.thread_ts,
            only_for=only_for,
        )
        self._workspace.post(message)
        return message if only_for else self._told(message)

    def merged(self, message: Message, draft: Draft) -> Draft:
        """What the message would say once the draft has changed it."""
        return Draft(
            message.text if draft.text is None else draft.text,
            message.blocks if draft.blocks is None else draft.blocks,
            message.attachments if draft.attachments is None else draft.attachments,
            message.metadata if draft.metadata is None else draft.metadata,
            message.files,
        )

    def change(self, message: Message, draft: Draft) -> Message:
        """What is not given stays as it was; an empty list takes it away."""
        whole = self.merged(message, draft)
        changed = replace(
            message,
            text=mrkdwn.stored(whole.text or ""),
            blocks=filled(whole.blocks or []),
            attachments=whole.attachments or [],
            metadata=whole.metadata,
            edited=self._workspace.stamps.next(),
        )
        self._workspace.post(changed)
        if not message.only_for:
            both = {"message": self.wire(changed), "previous_message": self.wire(message)}
            self._tell(message.channel, "message_changed", both)
        return changed

    def delete(self, message: Message) -> None:
        self._workspace.remove(message)
        if not message.only_for:
            gone = {"deleted_ts": message.ts, "previous_message": self.wire(message)}
            self._tell(message.channel, "message_deleted", gone)

    def _told(self, message: Message) -> Message:
        subtype = {"subtype": "file_share"} if message.files else {}
        self._event(message.channel, {**self.wire(message), **subtype, "event_ts": message.ts})
        return message

    def _tell(self, channel: str, subtype: str, members: dict[str, Any]) -> None:
        stamp = self._workspace.stamps.next()
        event = {"type": "message", "subtype": subtype, **members, "hidden": True, "ts": stamp, "event_ts": stamp}
        self._event(channel, event)

    def _event(self, channel_id: str, event: Payload) -> None:
        channel = self._workspace.channels.get(channel_id)
        person = channel.person if channel else None
        kind = "im" if person else "channel"
        subscription = "message.im" if person else "message.channels"
        self._events.send(subscription, {**event, "channel": channel_id, "channel_type": kind}, person or "")


def _text(draft: Draft) -> str:
    if draft.lacks_text and not draft.files:
        return _UNREADABLE
    return mrkdwn.stored(draft.text or "")
