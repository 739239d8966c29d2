"""Recommendations, the rounds in which they are rated, and the ballots."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from engagebot.domain.base import Base, Localised
from engagebot.domain.chain import Chain, Reworded, link_hash, reworded_hash
from engagebot.domain.method import Rules, rules_of
from engagebot.domain.receipts import time_of
from engagebot.domain.terms import Terms

Answers = dict[str, int]
"""Item number, written as text because JSON has no other keys, to the value given."""


@dataclass(frozen=True, slots=True)
class Vote:
    """An answer to an item, to the text that it had in this version (method.py says what answers mean); None takes the
    answer back."""

    item: int
    version: int
    value: int | None

    def changed(self, answers: Answers) -> Answers:
        """The answers as this one leaves them."""
        others = {number: kept for number, kept in answers.items() if number != str(self.item)}
        return others if self.value is None else {**others, str(self.item): self.value}

    def link(self, chain: Chain, pseudonym: str, secret: str, at: datetime) -> str:
        """Its hash as the next one in a chain. `pseudonym` and `secret`: the voter's."""
        return link_hash(
            chain.head,
            round_key=chain.round_key,
            sequence=chain.length + 1,
            pseudonym=pseudonym,
            item=self.item,
            version=self.version,
            value=self.value,
            time=time_of(secret, chain.length + 1, at),
        )


class Anonymity(StrEnum):
    NAMED = "named"
    """As pseudonymous; and the secretariat's own files say of which organisation each ballot is."""
    PSEUDONYMOUS = "pseudonymous"
    """Ballots are kept and exported under a pseudonym; whose it is stands in the database."""
    DETACHED = "detached"
    """So it is until the closing. Then whose it is is erased."""


class Recommendation(Base):
    __tablename__ = "recommendations"
    __table_args__ = (UniqueConstraint("workstream_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workstream_id: Mapped[int] = mapped_column(ForeignKey("workstreams.id"))
    key: Mapped[str]
    position: Mapped[int]
    area: Mapped[str | None]
    area_title: Mapped[Localised | None]
    withdrawn: Mapped[bool] = mapped_column(default=False)


class RecommendationVersion(Base):
    """A text as it stood at one time. A version is never edited: an edit is a new version."""

    __tablename__ = "recommendation_versions"
    __table_args__ = (UniqueConstraint("recommendation_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendations.id"))
    number: Mapped[int]
    text: Mapped[Localised]
    created_at: Mapped[datetime]


SEAL_AFTER = timedelta(seconds=5)
"""A round is sealed a moment after its closing, so that a press received before it and still on its way to the
database is counted; one received after it is refused all the same."""


class RoundState(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    MISSED = "missed"
    """Nothing ran between its opening and its closing, so nobody was asked."""
    CLOSED = "closed"


def is_open_at(state: str, closes_at: datetime, received_at: datetime) -> bool:
    """Whether an answer received at an instant counts. The closing instant itself is too late."""
    return state == RoundState.OPEN and received_at < closes_at


class Round(Base):
    """Recommendation versions put to an audience. Method with its options, anonymity and threshold are fixed at
    opening."""

    __tablename__ = "rounds"
    __table_args__ = (UniqueConstraint("workstream_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workstream_id: Mapped[int] = mapped_column(ForeignKey("workstreams.id"))
    key: Mapped[str]
    title: Mapped[Localised]
    question: Mapped[Localised]
    method: Mapped[str]
    options: Mapped[dict[str, object]] = mapped_column(default=dict, server_default="{}")
    """Of the method, as in `rules_of`."""
    terms: Mapped[dict[str, object]] = mapped_column(default=dict, server_default="{}")
    """What else is agreed on, as in `Terms`."""
    earlier: Mapped[dict[str, object] | None] = mapped_column(JSON(none_as_null=True))
    """How the round before came out (series.py)."""
    anonymity: Mapped[str]
    """One of `Anonymity`."""
    threshold: Mapped[float | None]
    """Share of answers of 4 and 5, from 0 to 1, at which an item counts as supported."""
    audience: Mapped[dict[str, object]]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default=RoundState.PLANNED)
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    votes: Mapped[int] = mapped_column(default=0)
    """How many links the chain holds: vote events, and new texts (rewording.py)."""
    opening: Mapped[str | None]
    """The hash of what was fixed at the opening, which the first one follows."""
    head: Mapped[str | None]
    """The hash of the last one, and before it that of the opening."""
    withdrawn: Mapped[bool] = mapped_column(default=False)

    def accepts(self, received_at: datetime) -> bool:
        return is_open_at(self.state, self.closes_at, received_at)

    def rules(self, items: int) -> Rules:
        """`items`: how many it has."""
        return rules_of(self.method, self.options, items)

    @property
    def agreed(self) -> Terms:
        return Terms.from_json(self.terms)

    def append(self, pseudonym: str, secret: str, vote: Vote, at: datetime) -> str:
        """A vote joins the chain, as number `votes`; its hash, which is the new head. The row has to be locked.
        `pseudonym` and `secret`: the voter's."""
        chain = Chain(self.key, self.opening or "", self.votes, self.head or "")
        self.votes, self.head = self.votes + 1, vote.link(chain, pseudonym, secret, at)
        return self.head

    def reword(self, item: int, version: int, text: Localised, editorial: bool, at: str) -> Reworded:
        """A new text of an item joins the chain. The row has to be locked."""
        link = Reworded(self.votes + 1, item, version, text, editorial, at, "")
        self.votes, self.head = link.sequence, reworded_hash(self.head or "", self.key, link)
        return replace(link, hash=self.head)


class RoundItem(Base):
    """What stands at one number of a round."""

    __tablename__ = "round_items"

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendations.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("recommendation_versions.id"))
    """The text as it is put to the vote now."""
    first_version_id: Mapped[int | None] = mapped_column(ForeignKey("recommendation_versions.id"))
    """The one that it was opened with, where it was reworded since."""


class Voter(Base):
    """A line on a round's roll: a person's, or an organisation's (draft.py). The pseudonym stands in every export in
    its place."""

    __tablename__ = "voters"
    __table_args__ = (
        UniqueConstraint("round_id", "stakeholder_id"),
        UniqueConstraint("round_id", "pseudonym"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    stakeholder_id: Mapped[int | None] = mapped_column(ForeignKey("stakeholders.id"), index=True)
    pseudonym: Mapped[str]
    secret: Mapped[str] = mapped_column(server_default="")
    """From which receipts and commitments follow (receipts.py): 128 bits in hexadecimal. Without one nobody votes."""
    group: Mapped[str]
    region: Mapped[str | None]
    merged: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The person turned out to have two lines, and votes under the other one. This one has no answers and is not on
    the roll any more; its votes stay in the chain."""


class Ballot(Base):
    """A voter's current answers: what is counted."""

    __tablename__ = "ballots"

    voter_id: Mapped[int] = mapped_column(ForeignKey("voters.id"), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    answers: Mapped[Answers]
    answered: Mapped[int] = mapped_column(default=0)
    """How many answers stand. With none left, the voter has not voted."""
    changed_at: Mapped[datetime]
    receipt: Mapped[str]
    """Of the ballot as it stands since this voter's last vote event; empty where no answer stands."""


class VoteEvent(Base):
    """Each accepted change, append-only; `value` is None where an answer was taken back."""

    __tablename__ = "vote_events"
    __table_args__ = (UniqueConstraint("round_id", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    sequence: Mapped[int]
    voter_id: Mapped[int] = mapped_column(ForeignKey("voters.id"))
    item: Mapped[int]
    version: Mapped[int]
    value: Mapped[int | None]
    at: Mapped[datetime]
    hash: Mapped[str]
