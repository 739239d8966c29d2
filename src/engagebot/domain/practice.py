"""Promising practices that people tell of, step by step."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from engagebot.domain.base import Base


class PracticeState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    """By the secretariat, with a note: its author can change it and send it again."""


class Step(StrEnum):
    TITLE = "title"
    PLACE = "place"
    """A country or a route."""
    DONE = "done"
    WHOM = "whom"
    RESULT = "result"
    LINK = "link"
    PUBLISH = "publish"
    """Whether it may be published: yes or no."""


STEPS = tuple(Step)
LONGEST = {Step.TITLE: 120, Step.PLACE: 120, Step.DONE: 1000, Step.WHOM: 300, Step.RESULT: 500, Step.LINK: 300}
"""Characters: together with their questions they fit one message of either platform."""
OPTIONAL = (Step.LINK,)


class Practice(Base):
    __tablename__ = "practices"

    id: Mapped[int] = mapped_column(primary_key=True)
    workstream_id: Mapped[int] = mapped_column(ForeignKey("workstreams.id"), index=True)
    stakeholder_id: Mapped[int] = mapped_column(ForeignKey("stakeholders.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    group: Mapped[str]
    language: Mapped[str]
    answers: Mapped[dict[str, str]]
    """By step; empty for one that was passed over."""
    route: Mapped[str | None]
    """The route's key, where one was pressed rather than a place written."""
    publish: Mapped[bool | None]
    state: Mapped[str] = mapped_column(default=PracticeState.DRAFT)
    note: Mapped[str | None]
    """What the secretariat wrote when it sent it back."""
    changed_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    reviewed_at: Mapped[datetime | None]

    @property
    def is_open(self) -> bool:
        """Whether its author can still change it."""
        return self.state in (PracticeState.DRAFT, PracticeState.RETURNED)

    def has(self, step: Step) -> bool:
        return self.publish is not None if step is Step.PUBLISH else step in self.answers

    @property
    def next_step(self) -> Step | None:
        """The first that was not answered or passed over; None if it can be sent."""
        return next((step for step in STEPS if not self.has(step)), None)
