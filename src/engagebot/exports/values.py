"""What goes into a round's bundle: plain values, with everything that must be withheld already left out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engagebot.domain.chain import Chain, Link, Reworded
from engagebot.domain.digests import Json
from engagebot.domain.method import Method, Rules
from engagebot.domain.publication import Turnout
from engagebot.domain.quorum import Verdict
from engagebot.domain.ranked import Compared
from engagebot.domain.receipts import Opened
from engagebot.domain.tally import ItemTally


@dataclass(frozen=True, slots=True)
class RoundFacts:
    workstream: str
    key: str
    title: str
    question: str
    method: str
    anonymity: str
    threshold: float | None
    opened_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    zone: str
    """IANA zone in which the read-me tells instants."""

    @property
    def provisional(self) -> bool:
        """Still open: the figures can change."""
        return self.closed_at is None


@dataclass(frozen=True, slots=True)
class Item:
    number: int
    key: str
    version: int
    area: str
    text: str


@dataclass(frozen=True, slots=True)
class TextVersion:
    """A text that an item had while the round was open, and how many of the answers that count were given to it.
    `sequence` is its link in the chain, and `since` its instant, as written there; that of the opening has neither."""

    number: int
    version: int
    text: str
    sequence: int | None
    since: str | None
    editorial: bool
    answers: int


@dataclass(frozen=True, slots=True)
class BallotAnswer:
    """A counted answer. It bears no group: with one, a small group's ballots would have a name."""

    pseudonym: str
    number: int
    version: int
    value: int


@dataclass(frozen=True, slots=True)
class RollEntry:
    """A line on the roll: for the secretariat only. `salt` opens its commitment in the roll's hash, `receipt_key`
    gives its receipts; a merged line has no ballot and is not invited."""

    pseudonym: str
    group: str
    region: str
    merged: bool
    salt: str
    receipt_key: str


@dataclass(frozen=True, slots=True)
class CommentLine:
    """No instant and no pseudonym: beside the chain's instants they would tell whose ballot the author's is.
    `number` is None for a comment on the round itself, `group` where it is withheld. `outcome` is what the secretariat
    did with it; `merged_into` the line (from 1) of the comment that says the same."""

    number: int | None
    group: str | None
    text: str
    paragraph: int | None = None
    kind: str = "substantive"
    proposed: str | None = None
    rationale: str | None = None
    outcome: str | None = None
    reason: str | None = None
    merged_into: int | None = None


@dataclass(frozen=True, slots=True)
class EventFeedback:
    """What people answered to an event and thought of it; None where too few did to be shown. `lines` bear
    neither author nor time."""

    event: str
    title: str
    starts_at: datetime
    going: int | None
    maybe: int | None
    no: int | None
    marks: int | None
    mean: float | None
    """Of the marks, 1 to 5."""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeliveryCount:
    """How many of an announcement's messages ended alike. `platform` is empty if it has none (yet); what was missed
    has become no announcement."""

    announcement: int | None
    kind: str
    about: str
    due_at: datetime
    recipients: int | None
    platform: str
    state: str
    reason: str
    messages: int


@dataclass(frozen=True, slots=True)
class NamedBallot:
    """Of which organisation a ballot is: for the secretariat only. Both are empty for somebody without one."""

    pseudonym: str
    organisation: str
    name: str


@dataclass(frozen=True, slots=True)
class MandateFiled:
    """Who votes for whom, by the keys of organisations: for the secretariat only. No instants of votes and no codes,
    which would say whose a ballot is."""

    giver: str
    holder: str
    state: str
    """not used, used, overridden (the giver voted itself), revoked; unknown where ballots are detached."""
    given_at: datetime
    reason: str
    by: str
    revoked_at: datetime | None
    revoked_by: str | None
    revoked_why: str | None


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    """IANA zone of the venue: calendars that do not convert show its clock."""
    title: str
    place: str = ""
    url: str = ""
    description: str = ""
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class RoundExport:
    """The titles name groups and regions for people; `words` translates our own English headings and sentences
    (what it lacks stays English). What is as long as the round can be read any number of times, and need not be in
    memory."""

    round: RoundFacts
    rules: Rules
    items: tuple[Item, ...]
    tally: tuple[ItemTally, ...]
    invited: int
    voted: int
    by_group: tuple[Turnout, ...]
    by_region: tuple[Turnout, ...]
    chain: Chain
    opening: Json
    """What the hash at the beginning of the chain is made of."""
    votes: Iterable[Link]
    ballots: Iterable[BallotAnswer]
    """By pseudonym, which is random, and by number."""
    receipts: Iterable[bytes]
    """Of the ballots that count: SHA-256 of each receipt, in order."""
    roll: Iterable[RollEntry]
    times: Iterable[Opened]
    named: tuple[NamedBallot, ...] = ()
    """Of a round that is named to the secretariat."""
    mandates: tuple[MandateFiled, ...] = ()
    quorum: tuple[Verdict, ...] = ()
    """Of a round that has one."""
    rewordings: tuple[Reworded, ...] = ()
    """New texts since the opening, as they stand in the chain among the votes."""
    versions: tuple[TextVersion, ...] = ()
    """Of the items that were reworded, by number: all their texts, the first one first."""
    compared: tuple[Compared, ...] = ()
    """Of a ranking: two items at a time."""
    comments: tuple[CommentLine, ...] = ()
    deliveries: tuple[DeliveryCount, ...] = ()
    events: tuple[CalendarEvent, ...] = ()
    feedback: tuple[EventFeedback, ...] = ()
    group_titles: Mapping[str, str] = field(default_factory=dict)
    region_titles: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def dated(self) -> datetime:
        """What files that bear a date bear: the closing, or before it the opening, so that the same round makes the
        same files whenever it is exported."""
        return self.round.closed_at or self.round.opened_at

    @property
    def options(self) -> Json:
        """Of the method, as they were fixed at the opening."""
        return self.opening.get("options", {}) if isinstance(self.opening, dict) else {}

    @property
    def reports_minority(self) -> bool:
        return self.rules.method == Method.RATING

    def said(self, english: str) -> str:
        return self.words.get(english, english)

    def group_title(self, group: str) -> str:
        return self.group_titles.get(group, group)

    def region_title(self, region: str) -> str:
        return self.region_titles.get(region, region) or self.said("not stated")

    def items_by_number(self) -> dict[int, Item]:
        return {item.number: item for item in self.items}
