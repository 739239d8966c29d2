"""What of a round may be published: the tally and the turnout with every small cell withheld."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from engagebot.domain.suppression import withheld
from engagebot.domain.tally import ItemTally, Rating


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many of a cell were invited and voted; None where that is withheld."""

    cell: str
    invited: int | None
    voted: int | None

    @property
    def share(self) -> float | None:
        return self.voted / self.invited if self.invited and self.voted is not None else None


@dataclass(frozen=True, slots=True)
class PublishedItem:
    """An item's place and figures; a group whose figures are withheld has None."""

    number: int
    place: int | None
    tied: bool
    whole: Rating
    by_group: Mapping[str, Rating | None]


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


def published_items(tallies: Sequence[ItemTally], by_group: Sequence[Turnout]) -> tuple[PublishedItem, ...]:
    """Groups whose turnout is withheld are withheld in every item, so that the tables cannot be played off
    against each other."""
    unseen = frozenset(row.cell for row in by_group if row.voted is None)
    return tuple(
        PublishedItem(item.number, item.place, item.tied, item.whole, _shown(item, unseen)) for item in tallies
    )


def _shown(item: ItemTally, unseen: frozenset[str]) -> dict[str, Rating | None]:
    answers = {group: rating.answers for group, rating in item.by_group.items()}
    hidden = withheld(answers, already=unseen)
    return {group: None if group in hidden else rating for group, rating in item.by_group.items()}


def groups_of_comments(authors: Iterable[tuple[str, int | None]], groups: Iterable[str]) -> frozenset[str]:
    """The groups by which comments may be labelled. `authors`: each comment's group and person; comments whose
    author was deleted count as one person's, since they may be."""
    people: dict[str, set[int | None]] = {group: set() for group in groups}
    for group, person in authors:
        people.setdefault(group, set()).add(person)
    counts = {group: len(persons) for group, persons in people.items()}
    return frozenset(counts) - withheld(counts)
