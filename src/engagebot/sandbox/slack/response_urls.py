"""response_url: five answers within thirty minutes to what a person did.

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from engagebot.sandbox.slack.drawer import Drawer
from engagebot.sandbox.slack.ids import new_secret
from engagebot.sandbox.slack.posting import Draft, Posting
from engagebot.sandbox.slack.wire import Payload, SlackError
from engagebot.sandbox.slack.workspace import Workspace
from engagebot.sandbox.world import World

MOST_USES = 5
LIFETIME_SECONDS = 1800


@dataclass(frozen=True, slots=True)
class ResponseUrl:
    """`source` is the ts of the message in which the person acted; None after a slash command."""

    secret: str
    channel: str
    person: str
    issued: float
    source: str | None = None
    uses: int = 0


class ResponseUrls:
    def __init__(self, world: World, workspace: Workspace, posting: Posting) -> None:
        self._url = world.url
        self._now: Callable[[], datetime] = world.now
        self._workspace = workspace
        self._posting = posting
        self._issued = Drawer(world.shelf, "response_url", ResponseUrl)

    def issue(self, kind: str, channel: str, person: str, source: str | None = None) -> str:
        """`kind` is `actions` or `commands`, as in Slack's own URLs."""
        secret = new_secret()
        self._issued.put(secret, ResponseUrl(secret, channel, person, self._now().timestamp(), source))
        return f"{self._url}/{kind}/{self._workspace.app.team}/{secret}"

    def respond(self, secret: str, body: Any) -> None:
        """Raises expired_url or used_url, or what is wrong with the message."""
        issued = self._issued.get(secret)
        if issued is None or self._now().timestamp() - issued.issued > LIFETIME_SECONDS:
            raise SlackError("expired_url")
        if issued.uses >= MOST_USES:
            raise SlackError("used_url")
        if not isinstance(body, dict):
            raise SlackError("invalid_payload")
        self.answer(issued, body)
        self._issued.put(secret, replace(issued, uses=issued.uses + 1))

    def answer(self, issued: ResponseUrl, body: Payload) -> None:
        source = self._workspace.message(issued.channel, issued.source) if issued.source else None
        if body.get("delete_original"):
            if source is None:
                raise SlackError("message_not_found")
            self._posting.delete(source)
            return
        draft = Draft(body.get("text"), body.get("blocks"), body.get("attachments")).checked()
        if body.get("replace_original") and source:
            self._posting.change(source, _whole(draft))
            return
        channel = self._workspace.channels.get(issued.channel)
        if channel is None:
            raise SlackError("channel_not_found")
        everybody = body.get("response_type") == "in_channel"
        self._posting.post(channel, draft, None if everybody else issued.person)

    def answer_to_command(self, channel: str, person: str, body: Payload) -> None:
        """A slash command's acknowledgement that carries a message."""
        self.answer(ResponseUrl("", channel, person, 0.0), body)


def _whole(draft: Draft) -> Draft:
    """A replacement leaves nothing of the old message."""
    return replace(draft, text=draft.text or "", blocks=draft.blocks or [], attachments=draft.attachments or [])
