"""What else is fixed when a round opens, besides its method, its anonymity and its threshold."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Terms:
    """`live`: whether everybody on the roll can see the results so far; else nobody sees any before the closing."""

    live: bool = False

    def to_json(self) -> dict[str, object]:
        """Only what is not as usual, so that what comes to be agreed on later changes no hash of today."""
        return {"results": "live"} if self.live else {}

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> "Terms":
        return cls(live=stored.get("results") == "live")
