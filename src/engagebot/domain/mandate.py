"""A proxy: an organisation lets another one vote for it in one round, until it votes itself."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from engagebot.domain.base import Base, Localised


class Mandate(Base):
    """As the secretariat filed it; a row is never deleted. Votes under it are vote events of the giver's line like any
    other: that they came by proxy stands here alone."""

    __tablename__ = "mandates"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    giver_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    holder_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    reason: Mapped[str]
    by: Mapped[str]
    """Who filed it, as they call themselves: for the secretariat only."""
    given_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None]
    revoked_why: Mapped[str | None]
    votes: Mapped[list[int]] = mapped_column(JSON, default=list)
    """The numbers in the chain of those that were cast under it."""


@dataclass(frozen=True, slots=True)
class Held:
    """A mandate, to those who hold it. `cast`: whether what counts for the giver is what counts for themselves."""

    id: int
    giver: Localised = field(hash=False)
    cast: bool
