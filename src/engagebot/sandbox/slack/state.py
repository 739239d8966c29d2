"""What the workspace is made of; each can be kept as plain JSON."""

from dataclasses import dataclass, field

from engagebot.sandbox.slack.wire import Payload


@dataclass(frozen=True, slots=True)
class App:
    """The app and its workspace. `scopes` appear in X-OAuth-Scopes."""

    team: str = "T0SANDBOX01"
    domain: str = "sandbox"
    team_name: str = "Sandbox"
    id: str = "A0SANDBOX01"
    bot: str = "B0SANDBOX01"
    user: str = "U0SANDBOX01"
    name: str = "app"
    scopes: tuple[str, ...] = ("chat:write", "commands", "im:history", "im:write", "users:read", "files:write")


@dataclass(frozen=True, slots=True)
class Person:
    """`language` is a BCP 47 tag, `zone` an IANA name."""

    id: str
    name: str
    language: str
    zone: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class Channel:
    """A direct message with `person`, or a public channel with a `name` where person is None."""

    id: str
    person: str | None
    name: str = ""
    bot_inside: bool = True
    archived: bool = False
    created: int = 0


@dataclass(frozen=True, slots=True)
class Message:
    """`author` is a user id. `only_for` is the one person who sees an ephemeral message."""

    channel: str
    ts: str
    author: str
    text: str
    blocks: list[Payload] = field(default_factory=list)
    attachments: list[Payload] = field(default_factory=list)
    metadata: Payload | None = None
    files: list[str] = field(default_factory=list)
    thread_ts: str | None = None
    edited: str | None = None
    only_for: str | None = None
    client_msg_id: str | None = None


@dataclass(frozen=True, slots=True)
class View:
    """A modal on a person's stack, or a person's Home. `body` is what the app sent, names filled in."""

    id: str
    person: str
    body: Payload
    hash: str
    root: str
    previous: str | None = None
    values: Payload = field(default_factory=dict)

    @property
    def type(self) -> str:
        return str(self.body["type"])


@dataclass(frozen=True, slots=True)
class StoredFile:
    """`content` is base64; None until the upload. `shared` once completed."""

    id: str
    name: str
    length: int
    secret: str
    title: str = ""
    content: str | None = None
    shared: bool = False
    channels: list[str] = field(default_factory=list)
    created: int = 0
