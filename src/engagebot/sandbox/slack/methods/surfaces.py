"""views.* and apps.connections.open."""

import re

from engagebot.sandbox.slack.arguments import Arguments
from engagebot.sandbox.slack.methods.method import Method
from engagebot.sandbox.slack.rates import Tier
from engagebot.sandbox.slack.server import SlackServer
from engagebot.sandbox.slack.state import View
from engagebot.sandbox.slack.triggers import Trigger
from engagebot.sandbox.slack.wire import Payload, SlackError, invalid_arguments
from engagebot.sandbox.slack.wiring import view_wire

_TRIGGER = re.compile(r"\d+\.\d+\.\w+")


def open_view(slack: SlackServer, arguments: Arguments) -> Payload:
    trigger = _trigger(slack, arguments)
    return _answer(slack, slack.views.open(trigger, _view(arguments)))


def push_view(slack: SlackServer, arguments: Arguments) -> Payload:
    trigger = _trigger(slack, arguments)
    return _answer(slack, slack.views.push(trigger, _view(arguments)))


def update_view(slack: SlackServer, arguments: Arguments) -> Payload:
    view_id, external_id = arguments.text("view_id"), arguments.text("external_id")
    if not view_id and not external_id:
        raise invalid_arguments("missing required field: view_id")
    view = slack.views.update(view_id, external_id, _view(arguments), arguments.text("hash"))
    return _answer(slack, view)


def publish_view(slack: SlackServer, arguments: Arguments) -> Payload:
    person = arguments.needed("user_id")
    if slack.workspace.people.get(person) is None:
        raise invalid_arguments("invalid `user_id` [json-pointer:/user_id]")
    return _answer(slack, slack.views.publish(person, _view(arguments), arguments.text("hash")))


def open_connection(slack: SlackServer, arguments: Arguments) -> Payload:
    if not slack.socket_mode:
        raise SlackError("socket_mode_not_enabled")
    return {"url": slack.sockets.new_url()}


def _trigger(slack: SlackServer, arguments: Arguments) -> Trigger:
    name = arguments.text("trigger_id") or arguments.needed("trigger_id")
    if not _TRIGGER.fullmatch(name):
        raise invalid_arguments("invalid `trigger_id` [json-pointer:/trigger_id]")
    return slack.triggers.exchange(name)


def _view(arguments: Arguments) -> Payload | None:
    arguments.needed("view")
    view = arguments.tree("view", "invalid_arguments")
    return view if isinstance(view, dict) else None


def _answer(slack: SlackServer, view: View) -> Payload:
    return {"view": view_wire(view, slack.app)}


SURFACES = {
    "views.open": Method(open_view, Tier.FOUR, takes_json=True),
    "views.push": Method(push_view, Tier.FOUR, takes_json=True),
    "views.update": Method(update_view, Tier.FOUR, takes_json=True),
    "views.publish": Method(publish_view, Tier.FOUR, takes_json=True),
    "apps.connections.open": Method(open_connection, Tier.ONE, takes_json=True, app_level=True),
}
