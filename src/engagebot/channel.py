"""What every platform speaks with the rest of the house.

A platform turns what it hears into an `Incoming`, and an `Outgoing` into what the platform wants;
nothing else crosses this door.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from pydantic import JsonValue

Body = Mapping[str, JsonValue]
"""A finished message in the platform's own JSON: for Telegram `text`, `parse_mode`, `reply_markup`,
for Slack `text` and `blocks`; made by the texts room, stored in the outbox, sent unchanged."""


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Without NUL and halves of surrogate pairs, which no database takes: what people send is cleaned at the door."""
    return _UNSTORABLE.sub("", text)


class Platform(StrEnum):
    TELEGRAM = "telegram"
    SLACK = "slack"


@dataclass(frozen=True, slots=True)
class Address:
    """Who on which platform: `workspace` is Telegram's bot id or Slack's team id."""

    platform: Platform
    workspace: str
    user: str

    @property
    def lane(self) -> str:
        """The sending identity that serves this address."""
        return f"{self.platform}:{self.workspace}"


@dataclass(frozen=True, slots=True)
class Said:
    """Free text."""

    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", storable(self.text))


@dataclass(frozen=True, slots=True)
class Commanded:
    """`/name argument`; `name` in lower case, without the slash."""

    name: str
    argument: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "argument", storable(self.argument))


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button. `action` is untrusted: a modified client can send any text. `card` names the message that
    bears the button, in the platform's own way; None where the platform does not say."""

    action: str
    card: str | None
    at_home: bool = False
    """On the page that the platform keeps for the person, not in a message."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "action", storable(self.action))


@dataclass(frozen=True, slots=True)
class Arrived:
    """The person opened the chat, and has not said anything yet."""


@dataclass(frozen=True, slots=True)
class Looked:
    """The person looks at the page that the platform keeps for them, such as Slack's Home tab."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """The person shut the bot out: nothing can be sent."""


@dataclass(frozen=True, slots=True)
class Unblocked:
    """The person let the bot in again."""


@dataclass(frozen=True, slots=True)
class Unread:
    """What the platform brought in a form that we do not know. `raw`: its JSON, whole and in ASCII, so that a version
    that knows it can still read it; `wrong`: where it is not as expected."""

    raw: str
    wrong: str


Intent = Said | Commanded | Pressed | Arrived | Looked | Blocked | Unblocked | Unread


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update. `key` is the platform's own name for it, the same at every redelivery."""

    key: str
    sender: Address
    chat: str
    intent: Intent
    language: str | None = None
    """BCP 47 tag that the platform tells of the person, such as `fr` or `pt-BR`."""
    zone: str | None = None
    """IANA zone that the platform tells of the person (Slack does, Telegram does not)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back with the acknowledgement itself and leaves no row: a short notice over the button."""

    notice: str | None = None
    alert: bool = False
    echoes: bool = False
    """The message that is on its way says the same: a platform that cannot show it in passing leaves it out."""


Handle = Callable[[Incoming], Awaitable[Answer]]
"""Commits the update's effects, then returns; only then may the platform acknowledge.
Raises when nothing was stored: the platform then does not acknowledge."""


Report = Callable[[str | None], Awaitable[None]]
"""Told why nothing is received, where that needs somebody's hand, and None when it goes again. Never raises."""


async def unheard(reason: str | None) -> None:
    """A report to nobody."""


@dataclass(frozen=True, slots=True)
class Document:
    """A small text file, in UTF-8."""

    name: str
    media_type: str
    content: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to one chat. `replaces` names the message to edit, as `Sent.ref` gave it. With `only_edits` it is
    given up where that message is gone, rather than sent as a new one."""

    chat: str
    body: Body
    replaces: str | None = None
    document: Document | None = None
    only_edits: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform has it. `ref` names the message for a later edit; `chat` is where it really went."""

    ref: str
    chat: str


@dataclass(frozen=True, slots=True)
class Retry:
    """Not taken; try again after `seconds`. `whole_lane` where the platform spoke of the sender, not of the chat."""

    seconds: float
    reason: str
    whole_lane: bool = False


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Not taken and never will be. `unreachable`: nor will anything else for this account."""

    reason: str
    unreachable: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat has a new address (a Telegram group became a supergroup): rewrite, then send once."""

    chat: str


@dataclass(frozen=True, slots=True)
class StopLane:
    """The sender itself is refused (a revoked token): nothing in this lane can go until somebody mends it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The request was written and no answer was read: it may have arrived, so it is not sent again by itself."""

    reason: str


Outcome = Sent | Retry | GiveUp | Moved | StopLane | Unknown


@dataclass(frozen=True, slots=True)
class Limits:
    """What the platform allows a sender: messages a second over all chats, seconds between two in one chat,
    and in a chat of many people where that is longer."""

    per_second: float
    seconds_per_chat: float
    seconds_per_group: float = 0


UNDER_WAY: ContextVar[Callable[[], None]] = ContextVar("under_way")
"""While `Channel.send` runs: what it may call when the message is just about to be written. Until then it may have
waited for a connection, and a platform counts what it sees."""


class Channel(Protocol):
    """One sending identity: a Telegram bot token or a Slack workspace."""

    @property
    def platform(self) -> Platform: ...

    @property
    def lane(self) -> str:
        """The sender's name in the outbox, such as `telegram:4242`; known once `start` has returned."""
        ...

    @property
    def limits(self) -> Limits: ...

    @property
    def pulls(self) -> bool:
        """Whether `receive` fetches what happens (long polling, Socket Mode): one process at a time may do that.
        Otherwise the platform calls us, and `receive` only waits."""
        ...

    async def start(self) -> None:
        """Learn who we are and open connections. Raises `ChannelRefused` with what to do."""
        ...

    async def receive(self, handle: Handle, report: Report = unheard) -> None:
        """Hand over every update until cancelled."""
        ...

    async def send(self, outgoing: Outgoing) -> Outcome:
        """One try; never raises for what the platform or the network does."""
        ...

    async def stop(self) -> None: ...


class ChannelRefused(Exception):
    """The platform does not let us in: {0}"""
