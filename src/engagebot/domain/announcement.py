"""What goes out to many: announcements, the reminder rules that make them, and their occurrences."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from engagebot.domain.base import Base
from engagebot.domain.moments import Anchor, When


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
    REWORDED = "reworded"
    """To those who answered an item of an open round before its text was changed: does their answer stand?"""
    RESULTS = "results"
    DIGEST = "digest"
    """The summary of a week, for those who prefer it; each is written when it goes out."""
    TIMELINE = "timeline"
    """An activity's time is near, begins or ends."""
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
    """What its text says beside the event or round as that stands: see `domain/moved.py` and `domain/rewording.py`."""
    created_at: Mapped[datetime]


class RuleKind(StrEnum):
    REMINDER = "reminder"
    FEEDBACK = "feedback"
    NUDGE = "nudge"
    TIMELINE = "timeline"
    """Of an activity of the mandate, by its quarters."""


class ReminderRule(Base):
    """When to speak of an event, a round or an activity, and to whom."""

    __tablename__ = "reminder_rules"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"), index=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("rounds.id"), index=True)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"), index=True)
    kind: Mapped[str]
    anchor: Mapped[str]
    offset_days: Mapped[int] = mapped_column(default=0, server_default="0")
    offset_minutes: Mapped[int]
    at: Mapped[datetime | None]
    audience: Mapped[dict[str, object]]
    by_hand: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Made by a command: the workstream file does not know it, and takes it out no more than it moves it."""
    withdrawn: Mapped[bool] = mapped_column(default=False)

    @property
    def when(self) -> When:
        return When(Anchor(self.anchor), self.offset_days, self.offset_minutes, self.at)

    def again(self) -> "ReminderRule":
        """The same rule, which has not spoken yet."""
        kept = (
            *("event_id", "round_id", "activity_id", "kind", "anchor", "offset_days", "offset_minutes", "at"),
            *("audience", "by_hand"),
        )
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
    looked_at: Mapped[datetime | None]
    """When it was last asked who has to be reminded before they sleep: see `use_cases/remind_early.py`."""
    state: Mapped[str] = mapped_column(default=OccurrenceState.PENDING)
    reason: Mapped[str | None]
