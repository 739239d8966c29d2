"""What of a round may be published: of which groups and regions the figures are withheld."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from engagebot.domain.counts import Counts
from engagebot.domain.suppression import withheld


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many of a cell were invited and voted; None where that is withheld."""

    cell: str
    invited: int | None
    voted: int | None

    @property
    def missing(self) -> int | None:
        return None if self.invited is None or self.voted is None else self.invited - self.voted

    @property
    def share(self) -> float | None:
        return self.voted / self.invited if self.invited and self.voted is not None else None


def turnout_by(cells: Sequence[str], lines: Collection[tuple[str, bool]]) -> tuple[Turnout, ...]:
    """In the order of `cells`, those with somebody on the roll. `lines`: each one's cell, and whether they voted."""
    return turnout_of(cells, Counter(cell for cell, _ in lines), Counter(cell for cell, voted in lines if voted))


def turnout_of(cells: Sequence[str], invited: Mapping[str, int], voting: Mapping[str, int]) -> tuple[Turnout, ...]:
    """In the order of `cells`, those with somebody on the roll, from how many were invited of each, and voted."""
    voted = {cell: voting.get(cell, 0) for cell in invited}
    no_invited = withheld(invited)
    no_voted = withheld(voted, already=no_invited)
    return tuple(
        Turnout(
            cell,
            None if cell in no_invited else invited[cell],
            None if cell in no_voted else voted[cell],
        )
        for cell in cells
        if cell in invited
    )


def hidden_groups(counts: Counts, by_group: Iterable[Turnout]) -> frozenset[str]:
    """The groups whose answers are withheld: in every item or in none. Ballots are published without their groups;
    were a group shown in one item and withheld in another, then whoever finds the ballots that make up the figures of
    the first would read those of the second from them. An item that nobody answered hides nobody."""
    judging = counts.judging[:, counts.judging.any(axis=0)]
    fewest = judging.min(axis=1, initial=counts.voters.sum())
    unseen = frozenset(row.cell for row in by_group if row.voted is None)
    return withheld(dict(zip(counts.groups, fewest.tolist(), strict=True)), already=unseen)


def without_size(turnout: Iterable[Turnout]) -> frozenset[str]:
    """The cells of which not even the number of those invited is shown."""
    return frozenset(row.cell for row in turnout if row.invited is None)


def groups_of_comments(
    authors: Iterable[tuple[str, int | None]], groups: Iterable[str], already: frozenset[str] = frozenset()
) -> frozenset[str]:
    """The groups by which comments may be labelled: none of those whose size is `already` withheld, since a label
    tells that there are five. `authors`: each comment's group and person; comments whose author was deleted count as
    one person's, since they may be."""
    people: dict[str, set[int | None]] = {group: set() for group in groups}
    for group, person in authors:
        people.setdefault(group, set()).add(person)
    counts = {group: len(persons) for group, persons in people.items()}
    return frozenset(counts) - withheld(counts, already=already)
