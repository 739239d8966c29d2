"""How many of each group have to vote, and whether they did, without telling of small groups.

A group whose turnout is withheld has no verdict of its own: with one voter needed it would say whether anybody of it
voted. Where the same is asked of every group, those that are withheld are judged as one, by figures that are known
from the total anyway.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from engagebot.domain.publication import Turnout

Need = int | float
"""A number of voters (int), or a share of those invited (float, above 0 and at most 1)."""


@dataclass(frozen=True, slots=True)
class Quorum:
    """What is asked of `every` group, or of some of them, by their keys."""

    every: Need | None = None
    groups: tuple[tuple[str, Need], ...] = ()

    def to_json(self) -> object:
        """As the workstream file has it."""
        return self.every if self.every is not None else dict(self.groups)

    @classmethod
    def from_json(cls, stored: object) -> "Quorum | None":
        match stored:
            case int() | float():
                return cls(every=stored)
            case Mapping():
                return cls(groups=tuple(sorted(stored.items())))
        return None

    def of(self, group: str) -> Need | None:
        return self.every if self.every is not None else dict(self.groups).get(group)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Of a group, or of all withheld ones together, whose `group` is None then; `reached` is None where nothing can be
    said."""

    group: str | None
    invited: int | None
    needed: int | None
    voted: int | None

    @property
    def reached(self) -> bool | None:
        return None if self.needed is None or self.voted is None else self.voted >= self.needed


def needed(need: Need, invited: int, groups: int = 1) -> int:
    """How many voters that is, of so many who were invited in so many groups; a share is rounded up."""
    return need * groups if isinstance(need, int) else math.ceil(Fraction(str(need)) * invited)


def verdicts(quorum: Quorum, by_group: Sequence[Turnout], invited: int, voted: int) -> tuple[Verdict, ...]:
    """Of the groups of which something is asked, in their order; `invited` and `voted`: of all together."""
    found = [_verdict(need, row) for row in by_group if (need := quorum.of(row.cell)) is not None]
    hidden = [row for row in by_group if row.voted is None]
    if quorum.every is None or not hidden:
        return tuple(found)
    shown = [row for row in by_group if row.voted is not None]
    others = invited - sum(row.invited or 0 for row in shown)
    rest = Verdict(
        None, others, needed(quorum.every, others, len(hidden)), voted - sum(row.voted or 0 for row in shown)
    )
    return (*found, rest)


def _verdict(need: Need, row: Turnout) -> Verdict:
    if row.voted is None or row.invited is None:
        return Verdict(row.cell, row.invited, None, None)
    return Verdict(row.cell, row.invited, needed(need, row.invited), row.voted)
