"""From Slack's payloads to what they mean."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from pydantic import JsonValue, ValidationError

from engagebot.channel import Arrived, Commanded, Intent, Looked, Pressed, Said
from engagebot.platforms.slack.payloads import BlockActions, EventCallback, SlashCommand
from engagebot.platforms.slack.plain import plain

log = structlog.get_logger(__name__)

Payload = Mapping[str, JsonValue]

FROM_PEOPLE = (None, "file_share", "me_message", "thread_broadcast")
"""The message subtypes that a person's own words come in."""

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
        log.error("payload_not_understood", where=[part["loc"] for part in error.errors()])
    return None


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
