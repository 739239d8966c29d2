"""Short texts on a recommendation, a round or an event."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from engagebot.domain.base import Base


class Comment(Base):
    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    workstream_id: Mapped[int] = mapped_column(ForeignKey("workstreams.id"))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("rounds.id"), index=True)
    item: Mapped[int | None]
    """The number in the round; None for a comment on the round itself or on an event."""
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"), index=True)
    stakeholder_id: Mapped[int | None] = mapped_column(ForeignKey("stakeholders.id"))
    group: Mapped[str]
    language: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]
