"""From when to when an event was to take place before it moved: what a message about that says beside the new time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

BEFORE = "before"
UNSURE = "unsure"
"""The fact that some have heard of another time before, so that what was before is not said."""
BACK = "back"
"""The fact that a cancelled event takes place after all."""


@dataclass(frozen=True, slots=True)
class Before:
    starts_at: datetime
    ends_at: datetime

    @classmethod
    def of(cls, facts: Mapping[str, object] | None) -> Self | None:
        """As an announcement keeps it; None where it says nothing of it."""
        match (facts or {}).get(BEFORE):
            case [str(start), str(end)]:
                return cls(datetime.fromisoformat(start), datetime.fromisoformat(end))
            case _:
                return None

    def facts(self) -> dict[str, object]:
        return {BEFORE: [self.starts_at.isoformat(), self.ends_at.isoformat()]}
