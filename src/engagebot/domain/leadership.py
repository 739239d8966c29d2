"""What only one process at a time may do: who does it now, and until when that holds."""

from collections.abc import Collection

from sqlalchemy.orm import Mapped, mapped_column

from engagebot.domain.base import Base

LANE = ""
"""In `silences`, what stands for the lane as a whole."""


class Leadership(Base):
    """All instants are seconds since 1970 by the database's own clock: the hosts' clocks may differ, and the
    clock of the house is moved in demos."""

    __tablename__ = "leaderships"

    name: Mapped[str] = mapped_column(primary_key=True)
    """Such as `send telegram:77`, `receive telegram:77`, `duties`."""
    holder: Mapped[str | None]
    """The worker's name; None once it was given up."""
    held_until: Mapped[float]
    silences: Mapped[dict[str, float]]
    """Until when the platform asked to be left alone, by chat."""

    def may_be_taken(self, worker: str, dead: Collection[str], now: float) -> bool:
        return self.holder is None or self.holder == worker or self.holder in dead or self.held_until <= now

    def idle_for(self, worker: str, now: float) -> float:
        """Seconds for which the one before has surely done nothing; endless if that was the worker itself."""
        return float("inf") if self.holder == worker else max(0.0, now - self.held_until)
