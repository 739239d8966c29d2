"""What else is fixed when a round opens, besides its method, its anonymity and its threshold."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from engagebot.domain.quorum import Quorum


class Voters(StrEnum):
    """Whose the ballots of a round are."""

    PERSON = "person"
    ORGANISATION = "organisation"
    """Its people draft, its focal point confirms (draft.py)."""


@dataclass(frozen=True, slots=True)
class Terms:
    """`live`: whether everybody on the roll can see the results so far; else nobody sees any before the closing.
    `follows`: the key of the round before, how which came out is shown on the cards. `voters`: whose the ballots
    are. `quorum`: how many of each group have to vote."""

    live: bool = False
    follows: str | None = None
    voters: Voters = Voters.PERSON
    quorum: Quorum | None = None

    @property
    def by_organisation(self) -> bool:
        return self.voters == Voters.ORGANISATION

    def to_json(self) -> dict[str, object]:
        """Only what is not as usual, so that what comes to be agreed on later changes no hash of today."""
        live: dict[str, object] = {"results": "live"} if self.live else {}
        follows: dict[str, object] = {"follows": self.follows} if self.follows else {}
        voters: dict[str, object] = {"voters": str(self.voters)} if self.by_organisation else {}
        quorum: dict[str, object] = {"quorum": self.quorum.to_json()} if self.quorum else {}
        return {**live, **follows, **voters, **quorum}

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> "Terms":
        follows, voters = stored.get("follows"), stored.get("voters")
        return cls(
            stored.get("results") == "live",
            follows if isinstance(follows, str) else None,
            Voters(voters) if isinstance(voters, str) else Voters.PERSON,
            Quorum.from_json(stored.get("quorum")),
        )
