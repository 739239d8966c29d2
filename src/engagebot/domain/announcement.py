"""What goes out to many: announcements, the reminder rules that make them, and their occurrences."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engagebot.domain.base import Base


class AnnouncementState(StrEnum):
    SCHEDULED = "scheduled"
    SENT = "sent"
    """Its recipients are fixed and their deliveries stand in the outbox."""
    PAUSED = "paused"
    """Begun, and held by an organiser: nothing more of it goes out until it is resumed."""
    CANCELLED = "cancelled"


class AnnouncementKind(StrEnum):
    EVENT = "event"
    MOVED = "moved"
    """To those who were told of an event: when it takes place now."""
    CALLED_OFF = "called-off"
    """To the same: it does not take place."""
    REMINDER = "reminder"
    FEEDBACK = "feedback"
    OPENING = "opening"
    NUDGE = "nudge"
    RESULTS = "results"
    ACTIVITY = "activity"
    """To those who follow it: where an activity stands now."""


class Announcement(Base):
    """One message to one audience at one time."""

    __tablename__ = "announcements"

    id: Mapped[int] = mapped_column(primary_key=True)
    workstream_id: Mapped[int] = mapped_column(ForeignKey("workstreams.id"))
    kind: Mapped[str]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"), index=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("rounds.id"), index=True)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"))
    occurrence_id: Mapped[int | None] = mapped_column(ForeignKey("occurrences.id"), unique=True)
    audience: Mapped[dict[str, object]]
    due_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime | None]
    """After this instant an unsent delivery says nothing useful any more."""
    state: Mapped[str] = mapped_column(default=AnnouncementState.SCHEDULED)
    recipients: Mapped[int | None]
    """How many the snapshot holds, once it is taken."""
    facts: Mapped[dict[str, object] | None] = mapped_column(JSON(none_as_null=True))
    """What its text says beside the event or round as that stands: see `domain/moved.py`."""
    created_at: Mapped[datetime]


class RuleKind(StrEnum):
    REMINDER = "reminder"
    FEEDBACK = "feedback"
    NUDGE = "nudge"


class Anchor(StrEnum):
    START = "start"
    END = "end"
    OPENING = "opening"
    CLOSING = "closing"


class ReminderRule(Base):
    """When to speak, relative to an event's or a round's instants; `offset_minutes` is negative before."""

    __tablename__ = "reminder_rules"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"), index=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("rounds.id"), index=True)
    kind: Mapped[str]
    anchor: Mapped[str]
    offset_minutes: Mapped[int]
    audience: Mapped[dict[str, object]]
    withdrawn: Mapped[bool] = mapped_column(default=False)

    def due_at(self, anchor_instant: datetime) -> datetime:
        """The instant of the occurrence, in UTC."""
        return anchor_instant + timedelta(minutes=self.offset_minutes)

    def again(self) -> "ReminderRule":
        """The same rule, which has not spoken yet."""
        kept = ("event_id", "round_id", "kind", "anchor", "offset_minutes", "audience")
        return ReminderRule(**{name: getattr(self, name) for name in kept})


class OccurrenceState(StrEnum):
    PENDING = "pending"
    SENT = "sent"
    MISSED = "missed"
    DROPPED = "dropped"


class Occurrence(Base):
    """A reminder rule come to a point in time. Once it is no longer pending it never is again."""

    __tablename__ = "occurrences"
    __table_args__ = (UniqueConstraint("rule_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("reminder_rules.id"))
    due_at: Mapped[datetime] = mapped_column(index=True)
    too_late_at: Mapped[datetime]
    """From here on it would mislead: the event has begun, or the round has closed."""
    state: Mapped[str] = mapped_column(default=OccurrenceState.PENDING)
    reason: Mapped[str | None]
