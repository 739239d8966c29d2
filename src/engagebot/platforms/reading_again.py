"""What one version did not understand, a later one may."""

import json

from engagebot.channel import Address, Incoming, Platform, Unread
from engagebot.platforms.slack import incoming as slack
from engagebot.platforms.telegram import incoming as telegram


def read_again(incoming: Incoming) -> Incoming | None:
    """None if it means nothing to us. What is still not understood comes back with an `Unread` in it."""
    if not isinstance(incoming.intent, Unread):
        return incoming
    payload = json.loads(incoming.intent.raw)
    if incoming.sender.platform is Platform.TELEGRAM:
        return telegram.read(payload, telegram.Me(incoming.sender.workspace, "")).incoming
    heard = slack.read(payload, slack.UMBRELLA)
    if heard is None:
        return None
    sender = Address(Platform.SLACK, incoming.sender.workspace, heard.user)
    return Incoming(incoming.key, sender, heard.chat or heard.user, heard.intent)
