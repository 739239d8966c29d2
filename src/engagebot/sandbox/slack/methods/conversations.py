"""conversations.*: https://docs.slack.dev/reference/methods?family=conversations"""

from engagebot.sandbox.slack.arguments import Arguments
from engagebot.sandbox.slack.methods.method import Method, person_named
from engagebot.sandbox.slack.rates import Tier
from engagebot.sandbox.slack.server import SlackServer
from engagebot.sandbox.slack.state import Channel
from engagebot.sandbox.slack.wire import Payload, SlackError
from engagebot.sandbox.slack.wiring import channel_wire


def open_one(slack: SlackServer, arguments: Arguments) -> Payload:
    """Direct messages with one person; conversations of several are not played here."""
    names = [name.strip() for name in arguments.text("users").split(",") if name.strip()]
    if arguments.text("channel"):
        channel = _known(slack, arguments.text("channel"))
        if channel.person is None:
            raise SlackError("method_not_supported_for_channel_type")
        return _opened(channel, arguments, already=True)
    if not names:
        raise SlackError("users_list_not_supplied")
    if slack.app.user in names:
        raise SlackError("cannot_dm_bot")
    if len(names) > 8:
        raise SlackError("too_many_users")
    people = [person_named(slack, name) for name in names]
    if len(people) > 1:
        raise SlackError("method_not_supported_for_channel_type")
    already = slack.workspace.direct_channel(people[0].id) is not None
    return _opened(slack.workspace.open_direct_channel(people[0]), arguments, already=already)


def info(slack: SlackServer, arguments: Arguments) -> Payload:
    channel = _known(slack, arguments.needed("channel"))
    return {"channel": channel_wire(channel)}


def history(slack: SlackServer, arguments: Arguments) -> Payload:
    """Newest first; ephemeral messages are in nobody's history."""
    channel = _known(slack, arguments.needed("channel"))
    if not channel.bot_inside:
        raise SlackError("not_in_channel")
    most = arguments.whole("limit", 100, 999)
    start = arguments.whole("cursor", 0, 1_000_000)
    oldest, latest = arguments.text("oldest"), arguments.text("latest")
    found = [
        message
        for message in slack.workspace.messages_in(channel.id)
        if not message.only_for
        and (not oldest or float(message.ts) > float(oldest))
        and (not latest or float(message.ts) < float(latest))
    ][::-1]
    page = found[start : start + most]
    more = start + most < len(found)
    answer: Payload = {"messages": [slack.posting.wire(message) for message in page], "has_more": more}
    return answer | ({"response_metadata": {"next_cursor": str(start + most)}} if more else {})


def _opened(channel: Channel, arguments: Arguments, *, already: bool) -> Payload:
    wire = channel_wire(channel) if arguments.flag("return_im") else {"id": channel.id}
    return {"channel": wire, **({"no_op": True, "already_open": True} if already else {})}


def _known(slack: SlackServer, name: str) -> Channel:
    channel = slack.workspace.channels.get(name)
    if channel is None:
        raise SlackError("channel_not_found")
    return channel


CONVERSATIONS = {
    "conversations.open": Method(open_one, Tier.THREE, takes_json=True),
    "conversations.info": Method(info, Tier.THREE),
    "conversations.history": Method(history, Tier.THREE),
}
