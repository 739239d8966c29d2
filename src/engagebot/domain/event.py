"""Events, what people answer to them, and what they thought of them afterwards."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagebot.domain.base import Base, Localised


class Event(Base):
    __tablename__ = "events"
    __table_args__ = (UniqueConstraint("workstream_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workstream_id: Mapped[int] = mapped_column(ForeignKey("workstreams.id"))
    key: Mapped[str]
    title: Mapped[Localised]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    zone: Mapped[str]
    """IANA zone of the venue."""
    venue: Mapped[Localised | None]
    online_url: Mapped[str | None]
    moderator: Mapped[Localised | None]
    registration_url: Mapped[str | None]
    languages: Mapped[list[str]]
    audience: Mapped[dict[str, object]]
    note: Mapped[Localised | None]
    uid: Mapped[str] = mapped_column(unique=True)
    """The calendar's name for the event, the same for ever."""
    sequence: Mapped[int] = mapped_column(default=0)
    """How often the event changed in a way that a calendar must hear of."""
    withdrawn: Mapped[bool] = mapped_column(default=False)
    cancelled: Mapped[bool] = mapped_column(default=False, server_default=false())
    """It does not take place, and those who were told of it are told so; unlike what is withdrawn, which only left
    the file."""
    filed_cancelled: Mapped[bool] = mapped_column(default=False, server_default=false())
    """What the workstream file said last: only when that changes does it overrule an organiser."""
    agenda: Mapped[list["AgendaItem"]] = relationship(
        order_by="AgendaItem.position", cascade="all, delete-orphan", lazy="raise"
    )


class AgendaItem(Base):
    __tablename__ = "agenda_items"
    __table_args__ = (UniqueConstraint("event_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    position: Mapped[int]
    minutes: Mapped[int]
    title: Mapped[Localised]
    speakers: Mapped[Localised | None]


class Going(StrEnum):
    YES = "going"
    MAYBE = "maybe"
    NO = "no"


class EventAnswer(Base):
    """One person's current answer to one event. `remind` is None until they say yes or no to reminders; each of the
    two bears the instant at which it came."""

    __tablename__ = "event_answers"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True)
    stakeholder_id: Mapped[int] = mapped_column(ForeignKey("stakeholders.id"), primary_key=True)
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    remind: Mapped[bool | None]
    remind_chosen_at: Mapped[datetime | None]

    @property
    def wants_reminders(self) -> bool:
        """Going and maybe are reminded unless they said no; anybody is who asked for it."""
        if self.remind is None:
            return self.answer in (Going.YES, Going.MAYBE)
        return self.remind


class EventRating(Base):
    """How one person found one event, 1 to 5; the line of text beside it is a comment."""

    __tablename__ = "event_ratings"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True)
    stakeholder_id: Mapped[int] = mapped_column(ForeignKey("stakeholders.id"), primary_key=True)
    stars: Mapped[int]
    changed_at: Mapped[datetime]
