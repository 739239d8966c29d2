"""Where organisations vote: each has one line on the roll, and a draft that its people write together.

Nothing of a draft counts. When a focal point confirms it, what it holds is voted under the organisation's line.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engagebot.domain.base import Base, Localised
from engagebot.domain.consultation import Answers
from engagebot.domain.mandate import Held


class Draft(Base):
    """An organisation's line on a round's roll. With its row goes whose the ballot is."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("round_id", "organisation_id"),)

    voter_id: Mapped[int] = mapped_column(ForeignKey("voters.id"), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    answers: Mapped[Answers] = mapped_column(default=dict)
    revision: Mapped[int] = mapped_column(default=0)
    """Grows with each change: who confirms says which one they have seen."""
    changed_at: Mapped[datetime | None]
    stakeholder_id: Mapped[int | None] = mapped_column(ForeignKey("stakeholders.id"), index=True)
    """Who changed it last, as long as they are there."""
    asked_at: Mapped[datetime | None]
    """When the focal point was asked to confirm what is not confirmed yet."""
    confirmed: Mapped[int | None]
    """The revision that was confirmed last."""
    confirmed_at: Mapped[datetime | None]

    def change(self, answers: Answers, person: int, at: datetime) -> None:
        self.answers, self.revision = answers, self.revision + 1
        self.stakeholder_id, self.changed_at = person, at

    def confirm(self, at: datetime) -> None:
        self.confirmed, self.confirmed_at, self.asked_at = self.revision, at, None

    @property
    def state(self) -> "DraftState":
        if self.confirmed == self.revision:
            return DraftState.CONFIRMED
        if self.confirmed is not None:
            return DraftState.CHANGED
        return DraftState.DRAFT if self.answers else DraftState.EMPTY


class DraftState(StrEnum):
    EMPTY = "empty"
    """Nothing was written yet, or all of it was taken out before anything was confirmed."""
    DRAFT = "draft"
    CONFIRMED = "confirmed"
    CHANGED = "changed"
    """Since it was confirmed: what was confirmed counts."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft as one of its organisation's people sees it. `mine`: whether they changed it last; `focal`: whether they
    may confirm it; `focal_points`: whether anybody may."""

    organisation: Localised = field(hash=False)
    state: DraftState
    revision: int
    changed_at: datetime | None
    mine: bool
    asked_at: datetime | None
    confirmed_at: datetime | None
    focal: bool
    focal_points: bool
    mandates: tuple[Held, ...] = ()
    """What the organisation holds from others."""
    proxy: Localised | None = field(default=None, hash=False)
    """Who votes for it by mandate, until it confirms something itself."""
    by_proxy: tuple[tuple[int, int], ...] = ()
    """What that one voted and counts: items with their values."""
