"""Short texts on a recommendation, a paragraph of it, a round or an event, and what the secretariat did with them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from engagebot.domain.base import Base, Localised


class CommentKind(StrEnum):
    """The four of the Codex Alimentarius and the IPPC."""

    EDITORIAL = "editorial"
    """How it is put."""
    SUBSTANTIVE = "substantive"
    """What it says."""
    TECHNICAL = "technical"
    """A fact, a figure or a term."""
    TRANSLATION = "translation"
    """A version in one language that differs from the others."""


class Comment(Base):
    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    workstream_id: Mapped[int] = mapped_column(ForeignKey("workstreams.id"))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("rounds.id"), index=True)
    item: Mapped[int | None]
    """The number in the round; None for a comment on the round itself or on an event."""
    version: Mapped[int | None]
    """Of the item's text."""
    paragraph: Mapped[int | None]
    """From 1, as the text in the author's language has them; None for a comment on the whole text."""
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"), index=True)
    stakeholder_id: Mapped[int | None] = mapped_column(ForeignKey("stakeholders.id"))
    group: Mapped[str]
    language: Mapped[str]
    kind: Mapped[str] = mapped_column(default=CommentKind.SUBSTANTIVE, server_default=CommentKind.SUBSTANTIVE.value)
    text: Mapped[str]
    proposed: Mapped[str | None]
    """The wording that the author would have instead."""
    rationale: Mapped[str | None]
    at: Mapped[datetime]


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    PARTLY = "partly"
    NOT = "not"
    NOTED = "noted"
    """Read, and nothing in the text depends on it."""


class Disposition(Base):
    """What the secretariat did with a comment, and why. The last one counts; the earlier stay."""

    __tablename__ = "dispositions"

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"), index=True)
    outcome: Mapped[str]
    reason: Mapped[Localised]
    by: Mapped[str]
    """Who filed it, as they call themselves: for the secretariat only."""
    at: Mapped[datetime]


class CommentMerge(Base):
    """A comment that says what another one says: it shares the other's disposition, and keeps its own words."""

    __tablename__ = "comment_merges"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"), primary_key=True)
    into_id: Mapped[int] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"), index=True)
    by: Mapped[str]
    at: Mapped[datetime]


def paragraphs(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]
