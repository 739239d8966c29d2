"""The outbox: every message to every chat, from the decision to send it until its known end."""

from datetime import datetime
from enum import IntEnum, StrEnum

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from engagebot.domain.base import Base


class DeliveryState(StrEnum):
    PENDING = "pending"
    LEASED = "leased"
    """A worker is sending it now."""
    SENT = "sent"
    RETRY = "retry"
    """Not taken by the platform; due again at `due_at`."""
    UNKNOWN = "unknown"
    """Written to the platform, and no answer read: it may have arrived."""
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    MERGED = "merged"
    """In one message with others that waited for the same person; its end is that message's."""
    PAUSED = "paused"
    """Taken out of the lanes by an organiser, until they let it go on."""


WAITING = (DeliveryState.PENDING, DeliveryState.RETRY)
"""States from which a delivery can still go out by itself."""


_OPEN = text("state IN ('pending', 'retry', 'leased')")
"""What has no end yet. Indexes hold only these, so the growing past costs the present nothing; a query that
wants such an index has to say the condition in these words."""


_MERGED = text("state = 'merged'")


NOT_OUT = (*WAITING, DeliveryState.PAUSED)
"""States of what has not gone out and still may: an organiser can stop it, and its text can still be changed."""

BALLOT = "ballot"
"""The only key of a body that is yet to be written, with a round and an item of it (0 for the review of all): a
ballot's card is written when it goes out, and shows the ballot as it is by then."""

CORRECTION = "correction"
"""What an edit of a sent announcement is called in the outbox."""


HOME = "home"
"""What the page is called that a platform keeps for a person, such as Slack's Home tab; and the only key of a body of
it that is yet to be written, as a ballot's card is."""

TOGETHER = "together"
"""What a message is called that stands for several, and the only key of its body, which is written when it goes out:
see `storage/together.py`."""

DIGEST = "digest"
"""The only key of the body of a weekly summary, which is written when it goes out."""

MIRROR = "mirror"
"""What an edit of the ballot card on a person's other account is called. It is never sent as a new message."""


class Priority(IntEnum):
    """A reply never waits behind a broadcast."""

    REPLY = 0
    REMINDER = 1
    BROADCAST = 2


class Variant(Base):
    """An announcement's finished text for everybody with the same language, zone and platform."""

    __tablename__ = "variants"
    __table_args__ = (UniqueConstraint("announcement_id", "language", "zone", "platform", "mark"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcements.id"))
    language: Mapped[str]
    zone: Mapped[str]
    platform: Mapped[str]
    mark: Mapped[str] = mapped_column(default="", server_default="")
    """What its readers have answered, where a corrected card shows it; empty for everybody else."""
    body: Mapped[dict[str, object]]
    document: Mapped[dict[str, object] | None] = mapped_column(JSON(none_as_null=True))
    """The file that goes with it, the same for all its readers."""
    rewritten_at: Mapped[datetime | None]
    """When a correction took the place of the text that there was."""


class Delivery(Base):
    """One message to one chat. Its text is its own `body`, or that of its variant."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("announcement_id", "account_id"),
        # Not the lane first: PostgreSQL, while it has no statistics, would look up a chat in it instead of in the next.
        Index(
            "ix_outbox_claim",
            *("priority", "lane", "due_at", "id"),
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_outbox_chat", "lane", "chat", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_outbox_merged", "merged_into", sqlite_where=_MERGED, postgresql_where=_MERGED),
        Index("ix_outbox_account", "account_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lane: Mapped[str]
    chat: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    announcement_id: Mapped[int | None] = mapped_column(ForeignKey("announcements.id"))
    variant_id: Mapped[int | None] = mapped_column(ForeignKey("variants.id"))
    what: Mapped[str]
    """The message's name, such as `event_announced`, for reports."""
    priority: Mapped[int]
    body: Mapped[dict[str, object] | None] = mapped_column(JSON(none_as_null=True))
    document: Mapped[dict[str, object] | None] = mapped_column(JSON(none_as_null=True))
    replaces: Mapped[str | None]
    """The message that this one edits in place."""
    state: Mapped[str] = mapped_column(default=DeliveryState.PENDING)
    due_at: Mapped[datetime]
    urgent: Mapped[bool] = mapped_column(default=False, server_default=false())
    """It does not wait for the end of the quiet hours, and says why."""
    expires_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    leased_by: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    ref: Mapped[str | None]
    """The platform's name for the sent message."""
    instead_of: Mapped[str | None]
    """The lane in which it could not be delivered before it was given to another account of the same person."""
    merged_into: Mapped[int | None]
    """The message that stands for this one too. No foreign key: rows are copied in any order."""
    reason: Mapped[str | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
