"""From Slack's payloads to what they mean."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from pydantic import JsonValue, ValidationError

from engagebot.channel import Arrived, Commanded, Intent, Looked, Pressed, Said
from engagebot.platforms.slack.payloads import BlockActions, EventCallback, SlashCommand
from engagebot.platforms.slack.plain import plain
from engagebot.platforms.unread import text_in, unread

log = structlog.get_logger(__name__)

Payload = Mapping[str, JsonValue]

UMBRELLA = "engagebot"
"""The slash command that takes the others as its words, unless another is set."""

FROM_PEOPLE = (None, "file_share", "me_message", "thread_broadcast")
"""The message subtypes that a person's own words come in."""

EVENTS = ("message", "app_home_opened")
"""The events that we ask for; a workspace may be set to send others."""
SECRETS = ("token", "response_url")

LINK = "url:"
"""Buttons that only open a link bear an action_id that begins so: Slack reports their presses too."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A payload that means something. `chat` is None where it does not tell the person's chat with us."""

    key: str
    user: str
    chat: str | None
    intent: Intent
    response_url: str | None = None


def read(payload: Payload, umbrella: str) -> Heard | None:
    """None if it means nothing to us. `umbrella` is the slash command that takes the others as its words."""
    try:
        if payload.get("type") == "event_callback":
            return _event(EventCallback.model_validate(payload))
        if payload.get("type") == "block_actions":
            return _press(BlockActions.model_validate(payload))
        if "command" in payload:
            return _command(SlashCommand.model_validate(payload), umbrella)
    except ValidationError as error:
        return _unread(payload, error)
    return None


def _unread(payload: Payload, error: ValidationError) -> Heard | None:
    """Kept without what lets somebody answer in our name; not at all if it does not tell whose it is."""
    if payload.get("type") == "event_callback" and text_in(payload, "event", "type") not in EVENTS:
        return None
    rest = {name: value for name, value in payload.items() if name not in SECRETS}
    found = unread(rest, error)
    log.error("payload_not_understood", where=found.wrong)
    key = text_in(payload, "event_id") or f"unread:{_digest(json.dumps(rest, sort_keys=True))}"
    users = (text_in(payload, *path) for path in (("event", "user"), ("user", "id"), ("user_id",)))
    user = next(filter(None, users), None)
    return None if user is None else Heard(key, user, None, found)


def _event(callback: EventCallback) -> Heard | None:
    event = callback.event
    if event.user is None or event.bot_id is not None or event.channel is None:
        return None
    if event.type == "app_home_opened" and event.tab == "messages":
        return Heard(callback.event_id, event.user, event.channel, Arrived())
    if event.type == "app_home_opened" and event.tab == "home":
        return Heard(callback.event_id, event.user, event.channel, Looked())
    if event.type != "message" or event.channel_type != "im":
        return None
    if event.subtype not in FROM_PEOPLE or event.hidden:
        return None
    return Heard(callback.event_id, event.user, event.channel, Said(plain(event.text or "")))


def _press(press: BlockActions) -> Heard | None:
    """A button press has no id of its own: who, which button, and Slack's own stamp of the press name it. The key is
    kept when the person is not, so it does not tell who."""
    action = next((action for action in press.actions if not action.action_id.startswith(LINK)), None)
    if action is None:
        return None
    user, channel = press.user.id, press.container.channel_id
    return Heard(
        key=f"press:{_digest(f'{user}:{action.action_ts}:{action.action_id}')}",
        user=user,
        chat=_own_chat(channel),
        intent=Pressed(action.says, _card(press), at_home=press.container.type == "view"),
        response_url=press.response_url,
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _card(press: BlockActions) -> str | None:
    """None for what cannot be edited: ephemeral messages and the Home tab."""
    container = press.container
    if container.is_ephemeral or container.channel_id is None or container.message_ts is None:
        return None
    return f"{container.channel_id}:{container.message_ts}"


def _command(command: SlashCommand, umbrella: str) -> Heard:
    """A slash command can be typed anywhere, so its channel says nothing about the chat with us."""
    return Heard(
        key=f"command:{command.trigger_id}",
        user=command.user_id,
        chat=None,
        intent=_commanded(command.command.removeprefix("/").lower(), plain(command.text).strip(), umbrella),
        response_url=command.response_url,
    )


def _commanded(name: str, text: str, umbrella: str) -> Commanded:
    if name != umbrella:
        return Commanded(name, text)
    inner, _, argument = text.partition(" ")
    return Commanded(inner.removeprefix("/").lower() or "help", argument.strip())


def _own_chat(channel: str | None) -> str | None:
    """A direct message's id begins with D."""
    return channel if channel is not None and channel.startswith("D") else None
