"""What must hold of a few people, written down once more and simply: dicts and lists, no database, none of our code."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Vote:
    item: int
    value: int
    """0 takes the answer back."""


@dataclass(frozen=True, slots=True)
class Going:
    answer: str


@dataclass(frozen=True, slots=True)
class Remind:
    on: bool


@dataclass(frozen=True, slots=True)
class AskToComment:
    item: int


@dataclass(frozen=True, slots=True)
class Say:
    """Some line of text."""


@dataclass(frozen=True, slots=True)
class Word:
    """`start` (with an invitation's code), `agree`, `decline`, `stop`, `help`, `block` or `unblock`."""

    word: str


Deed = Vote | Going | Remind | AskToComment | Say | Word


@dataclass(slots=True)
class ModelPerson:
    """`accounts`: by their names, whether each can be reached, and the item on which a comment is expected there."""

    on_roll: bool = True
    member: bool = True
    invited: bool = False
    stopped_at: datetime | None = None
    reachable: dict[str, bool] = field(default_factory=dict)
    expected: dict[str, int | None] = field(default_factory=dict)
    changes: list[tuple[int, int | None]] = field(default_factory=list)
    answers: dict[int, int] = field(default_factory=dict)
    voted_at: dict[int, datetime] = field(default_factory=dict)
    going: str | None = None
    remind: bool | None = None
    answered_at: datetime | None = None
    remind_chosen_at: datetime | None = None
    comments: list[str] = field(default_factory=list)
    unasked: set[int] = field(default_factory=set)
    """Announcements that wait to be sent."""

    @property
    def hears(self) -> bool:
        return self.member and self.stopped_at is None and any(self.reachable.values())

    def announced(self, announcement: int) -> None:
        if self.hears:
            self.unasked.add(announcement)

    def does(self, account: str, deed: Deed, received_at: datetime, text: str) -> None:
        """Once for each update, in the order in which they were accepted; `received_at` is when it first came."""
        if self.member:
            self._as_member(account, deed, received_at, text)
        elif isinstance(deed, Word):
            self._as_stranger(deed.word)

    def _as_stranger(self, word: str) -> None:
        match word:
            case "start":
                self.invited = True
            case "agree" if self.invited:
                self.member, self.invited = True, False
            case "decline" | "stop":
                self.invited = False

    def _as_member(self, account: str, deed: Deed, received_at: datetime, text: str) -> None:
        if deed == Word("block"):
            self.reachable[account] = False
            if not any(self.reachable.values()):
                self.unasked.clear()
            return
        self.reachable[account] = True
        expected = self.expected.get(account)
        if deed != Word("unblock"):
            self.expected[account] = None
        match deed:
            case Vote(item, value) if self.on_roll:
                self._vote(item, value, received_at)
            case Going(answer) if not _is_late(received_at, self.answered_at):
                self.going, self.answered_at = answer, received_at
            case Remind(on) if not _is_late(received_at, self.remind_chosen_at):
                self.remind, self.remind_chosen_at = on, received_at
            case AskToComment(item) if self.on_roll:
                self.expected[account] = item
            case Say() if expected is not None:
                self.comments.append(text)
            case Word("stop"):
                self.stopped_at = max(self.stopped_at or received_at, received_at)
                self.unasked.clear()
            case Word("start" | "agree") if self.stopped_at is not None and received_at >= self.stopped_at:
                self.stopped_at = None

    def _vote(self, item: int, value: int, received_at: datetime) -> None:
        """What came before a later accepted change of the same answer does not undo it."""
        if item in self.voted_at and received_at < self.voted_at[item]:
            return
        if self.answers.get(item, 0) == value:
            return
        self.answers[item] = value
        self.voted_at[item] = received_at
        self.changes.append((item, value or None))


def _is_late(received_at: datetime, stands_since: datetime | None) -> bool:
    return stands_since is not None and received_at < stands_since
