"""What came in: the updates already handled, and those that could not be."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from engagebot.domain.base import Base


class SeenUpdate(Base):
    """An update whose effects are committed: a second arrival of the same key has none."""

    __tablename__ = "seen_updates"

    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class Awaited(Base):
    """What a process could not store, and a platform may bring again: until then no round is sealed over it."""

    __tablename__ = "awaited"

    worker: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    """When the first of it came."""
    until: Mapped[datetime]


class SetAside(Base):
    """An update that broke its use case: kept with the error, out of the way of those behind it."""

    __tablename__ = "set_aside"

    key: Mapped[str] = mapped_column(primary_key=True)
    incoming: Mapped[dict[str, object]]
    error: Mapped[str]
    at: Mapped[datetime]
