"""What an organiser has to be told of, because nothing goes on without them."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from engagebot.domain.base import Base

INCOMING = "receive "
"""Stands before a sender's lane where the alarm is about what it receives."""


class LaneAlarm(Base):
    """A lane whose platform refuses the sender, such as after a token was revoked; or a sender for whom nothing is
    received, such as while another program asks with the same token."""

    __tablename__ = "lane_alarms"

    lane: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    since: Mapped[datetime]

    @property
    def incoming(self) -> bool:
        return self.lane.startswith(INCOMING)

    @property
    def sender(self) -> str:
        return self.lane.removeprefix(INCOMING)
