"""Where a ballot card stands, for people who have several accounts."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from engagebot.domain.base import Base


class BallotCard(Base):
    """The message in which a person last had a round's ballot on one of their accounts. Kept only for people with
    several, since a vote on one of them changes the card on the others, and where organisations vote: what one of
    their people confirms is shown to all."""

    __tablename__ = "ballot_cards"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    ref: Mapped[str]
    """The platform's name for the message."""
    at: Mapped[datetime]
