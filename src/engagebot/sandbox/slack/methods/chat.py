"""chat.*: https://docs.slack.dev/reference/methods?family=chat"""

from typing import Any

from engagebot.sandbox.slack.arguments import Arguments
from engagebot.sandbox.slack.methods.method import Method, channel_named
from engagebot.sandbox.slack.posting import Draft
from engagebot.sandbox.slack.rates import Tier
from engagebot.sandbox.slack.server import SlackServer
from engagebot.sandbox.slack.state import Channel, Message
from engagebot.sandbox.slack.wire import Payload, SlackError

MISSING_TEXT = "missing_text_in_message"


def post_message(slack: SlackServer, arguments: Arguments) -> Payload:
    channel = _addressee(slack, arguments.text("channel"))
    draft = _draft(arguments).checked()
    message = slack.posting.post(channel, draft)
    return _warned(draft, {"channel": channel.id, "ts": message.ts, "message": slack.posting.wire(message)})


def post_ephemeral(slack: SlackServer, arguments: Arguments) -> Payload:
    channel = _addressee(slack, arguments.needed("channel"))
    person = arguments.needed("user")
    draft = _draft(arguments).checked()
    if channel.person not in (None, person) or slack.workspace.people.get(person) is None:
        raise SlackError("user_not_in_channel")
    message = slack.posting.post(channel, draft, only_for=person)
    return _warned(draft, {"message_ts": message.ts})


def update(slack: SlackServer, arguments: Arguments) -> Payload:
    message = _own(slack, arguments, "cant_update_message")
    draft = _draft(arguments)
    if draft.text is None and draft.blocks is None and draft.attachments is None:
        raise SlackError("no_text")
    slack.posting.merged(message, draft).checked()
    changed = slack.posting.change(message, draft)
    wire = slack.posting.wire(changed)
    return _warned(draft, {"channel": message.channel, "ts": message.ts, "text": changed.text, "message": wire})


def delete(slack: SlackServer, arguments: Arguments) -> Payload:
    message = _own(slack, arguments, "cant_delete_message")
    slack.posting.delete(message)
    return {"channel": message.channel, "ts": message.ts}


def _addressee(slack: SlackServer, name: str) -> Channel:
    """A channel that the app may post to. A person's id stands for the app's direct messages with them."""
    workspace = slack.workspace
    if name == slack.app.user:
        raise SlackError("cannot_dm_bot")
    person = workspace.people.get(name)
    if person is not None:
        channel = workspace.direct_channel(person.id)
        if channel is None and not person.active:
            raise SlackError("channel_not_found")
        # Slack takes messages to somebody deactivated where the conversation exists; nobody reads them.
        return channel or workspace.open_direct_channel(person)
    channel = channel_named(slack, name)
    if channel.archived:
        raise SlackError("is_archived")
    if not channel.bot_inside:
        raise SlackError("not_in_channel")
    return channel


def _own(slack: SlackServer, arguments: Arguments, refusal: str) -> Message:
    channel = slack.workspace.channels.get(arguments.needed("channel"))
    if channel is None:
        raise SlackError("channel_not_found")
    message = slack.workspace.message(channel.id, arguments.needed("ts"))
    if message is None or message.only_for:
        raise SlackError("message_not_found")
    if message.author != slack.app.user:
        raise SlackError(refusal)
    return message


def _draft(arguments: Arguments) -> Draft:
    metadata = arguments.tree("metadata", "invalid_metadata_format")
    if metadata and not (isinstance(metadata, dict) and {"event_type", "event_payload"} <= metadata.keys()):
        raise SlackError("invalid_metadata_schema")
    return Draft(
        arguments.text("text") if arguments.values.get("text") is not None else None,
        _list(arguments, "blocks", "invalid_blocks_format"),
        _list(arguments, "attachments", "invalid_attachments"),
        metadata,
        thread_ts=arguments.text("thread_ts") or None,
    )


def _list(arguments: Arguments, name: str, error: str) -> list[Any] | None:
    value = arguments.tree(name, error)
    if value is not None and not isinstance(value, list):
        raise SlackError(error)
    return value


def _warned(draft: Draft, answer: Payload) -> Payload:
    return {**answer, "warnings": [MISSING_TEXT]} if draft.lacks_text else answer


CHAT = {
    "chat.postMessage": Method(post_message, Tier.POSTING, takes_json=True),
    "chat.postEphemeral": Method(post_ephemeral, Tier.FOUR, takes_json=True),
    "chat.update": Method(update, Tier.THREE, takes_json=True),
    "chat.delete": Method(delete, Tier.THREE, takes_json=True),
}
