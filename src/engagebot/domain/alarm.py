"""What an organiser has to be told of, because nothing goes on without them."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from engagebot.domain.base import Base


class LaneAlarm(Base):
    """A lane whose platform refuses the sender, such as after a token was revoked."""

    __tablename__ = "lane_alarms"

    lane: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    since: Mapped[datetime]
