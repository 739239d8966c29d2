"""What a use case answers: which messages, with which values. The words are the texts room's business."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engagebot.channel import Document
from engagebot.domain.people import Account


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another account than the one that asked, and how its person reads. `card` is the message there to be edited in
    place; if it is gone, nothing is said."""

    account: Account
    language: str
    zone: str
    card: str | None = None
    due_at: datetime | None = None
    """When it goes out; at once if nothing is said."""


@dataclass(frozen=True, slots=True)
class Page:
    """A text file to be read by the person, in their language, as long as it has to be. `message` names its template,
    which is filled as that of the message is."""

    name: str
    message: str


@dataclass(frozen=True, slots=True)
class Say:
    """One message, to the account that asked unless it goes `to` another. `message` is the name of a template in
    messages/."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    in_place: bool = False
    """Edit the card that bears the pressed button, where there is one, rather than send a new message."""
    document: Document | Page | None = None
    to: Elsewhere | None = None
    by_value: bool = False
    """Equal values give an equal text, so that it need not be written anew: they hold no row, which can change."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A few words over the pressed button; leaves no row. `alert`: the person has to close it."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    alert: bool = False
    by_value: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    says: tuple[Say, ...] = ()
    notice: Notice | None = None
    gone: tuple[Account, ...] = ()
    """Accounts that were somebody's until now, and may still show what was theirs."""


NOTHING = Reply()
UNKNOWN_BUTTON = Reply(notice=Notice("unknown_button"))
"""For a press that means nothing: an old button, or one that we never made."""
