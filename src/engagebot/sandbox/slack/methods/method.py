"""What a Web API method is."""

from collections.abc import Callable
from dataclasses import dataclass

from engagebot.sandbox.slack.arguments import Arguments
from engagebot.sandbox.slack.rates import Tier
from engagebot.sandbox.slack.server import SlackServer
from engagebot.sandbox.slack.state import Channel, Person
from engagebot.sandbox.slack.wire import Payload, SlackError

Handler = Callable[[SlackServer, Arguments], Payload]
"""Gives the answer's members without `ok`; raises SlackError."""


@dataclass(frozen=True, slots=True)
class Method:
    """`takes_json`: reading methods take their arguments only as a form. `app_level`: wants the app-level token."""

    handle: Handler
    tier: Tier
    takes_json: bool = False
    app_level: bool = False
    open: bool = False
    """Whether it answers without any token."""


def person_named(slack: SlackServer, name: str) -> Person:
    person = slack.workspace.people.get(name)
    if person is None:
        raise SlackError("user_not_found")
    return person


def channel_named(slack: SlackServer, name: str) -> Channel:
    """By id, or a public channel by its name with or without #. Raises channel_not_found."""
    channels = slack.workspace.channels
    channel = channels.get(name) or next(
        (one for one in channels if one.name and one.name == name.removeprefix("#")), None
    )
    if channel is None:
        raise SlackError("channel_not_found")
    return channel
