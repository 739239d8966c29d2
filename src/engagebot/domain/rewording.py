"""New texts of items in a round that was open by then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from engagebot.domain.base import Base


class Rewording(Base):
    """From this link of the round's chain on, `item` was put to the vote in this version; append-only."""

    __tablename__ = "rewordings"

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    """Among the votes of the round: no vote has the same."""
    item: Mapped[int]
    version_id: Mapped[int] = mapped_column(ForeignKey("recommendation_versions.id"))
    editorial: Mapped[bool]
    """Nobody was asked whether their answer to the text before it stands."""
    at: Mapped[datetime]
    hash: Mapped[str]


@dataclass(frozen=True, slots=True)
class NewText:
    """What an announcement says of one: the item, its version, and the one before it."""

    item: int
    version: int
    before: int

    def to_json(self) -> dict[str, object]:
        return {"item": self.item, "version": self.version, "before": self.before}

    @classmethod
    def of(cls, facts: Mapping[str, object] | None) -> "NewText":
        """Raises ValueError for facts of something else."""
        match facts:
            case {"item": int(item), "version": int(version), "before": int(before)}:
                return cls(item, version, before)
        raise ValueError("This announcement is not of a new text")
