"""What else is fixed when a round opens, besides its method, its anonymity and its threshold."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Terms:
    """`live`: whether everybody on the roll can see the results so far; else nobody sees any before the closing.
    `follows`: the key of the round before, how which came out is shown on the cards."""

    live: bool = False
    follows: str | None = None

    def to_json(self) -> dict[str, object]:
        """Only what is not as usual, so that what comes to be agreed on later changes no hash of today."""
        live: dict[str, object] = {"results": "live"} if self.live else {}
        return {**live, "follows": self.follows} if self.follows else live

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> "Terms":
        follows = stored.get("follows")
        return cls(stored.get("results") == "live", follows if isinstance(follows, str) else None)
