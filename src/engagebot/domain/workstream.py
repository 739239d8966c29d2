"""A mandate with its activities, and the labels by which its stakeholders are sorted."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engagebot.domain.base import Base, Localised


class Workstream(Base):
    __tablename__ = "workstreams"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    title: Mapped[Localised]
    objective: Mapped[Localised]
    zone: Mapped[str]
    """IANA zone of the secretariat: the second time that a reader sees."""
    place: Mapped[Localised]
    """What people call that zone's clocks, such as Geneva."""
    languages: Mapped[list[str]]
    """Languages that texts are offered in, the default first."""
    source: Mapped[str | None]
    contact: Mapped[str | None]
    loaded_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    """When the consultation is over, if the file says so; the last event or round may come later still."""
    people_erased: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many were forgotten because their time was over."""
    erased_at: Mapped[datetime | None]
    """When that was done last."""


class ActivityStatus(StrEnum):
    YET_TO_START = "yet-to-start"
    IN_PROGRESS = "in-progress"
    DONE = "done"


class Activity(Base):
    __tablename__ = "activities"
    __table_args__ = (UniqueConstraint("workstream_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workstream_id: Mapped[int] = mapped_column(ForeignKey("workstreams.id"))
    code: Mapped[str]
    position: Mapped[int]
    title: Mapped[Localised]
    timeline: Mapped[Localised]
    begins_at: Mapped[datetime | None]
    """Of its first quarter, where the workstream file names any; `ends_at` of its last."""
    ends_at: Mapped[datetime | None]
    status: Mapped[str] = mapped_column(default=ActivityStatus.YET_TO_START)
    moved_at: Mapped[datetime | None]
    """When the status changed last."""
    filed_status: Mapped[str] = mapped_column(default=ActivityStatus.YET_TO_START)
    """What the workstream file said last: only when that changes does it overrule an organiser."""
    withdrawn: Mapped[bool] = mapped_column(default=False)


class ActivityFollower(Base):
    """Who is told when an activity moves."""

    __tablename__ = "activity_followers"

    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), primary_key=True)
    stakeholder_id: Mapped[int] = mapped_column(ForeignKey("stakeholders.id"), primary_key=True, index=True)
    since: Mapped[datetime]


class LabelKind(StrEnum):
    GROUP = "group"
    REGION = "region"
    ROUTE = "route"


class Label(Base):
    """A group, a region or a route: a key that stakeholders carry, and its name for people."""

    __tablename__ = "labels"
    __table_args__ = (UniqueConstraint("workstream_id", "kind", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workstream_id: Mapped[int] = mapped_column(ForeignKey("workstreams.id"))
    kind: Mapped[str]
    key: Mapped[str]
    position: Mapped[int]
    title: Mapped[Localised]
    withdrawn: Mapped[bool] = mapped_column(default=False)
