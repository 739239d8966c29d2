"""How a round is answered: what each method lets a voter give, and what it enforces.

Every answer to an item is one small whole number, so that ballots and the chain are the same for all methods:

| method | an answer is |
| --- | --- |
| rating | 1 to 5 |
| approval | 1: approved |
| top-k | 1: among the k chosen; in order: the place, 1 to k |
| points | how many of the round's points the item gets, from 1 |
| ranking | the place, 1 to the number of items |

With every method 0 is an abstention, said on purpose: it is neither an answer that was taken back nor one that was
never given, which are both no answer at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

ABSTAINED = 0
TAKE_BACK = 0
"""The value of a button that takes an answer back. An abstention has a button of its own."""
HIGHEST_RATING = 5
MOST_RANKED = 7
"""Items of a ranking: more are hard to keep in one's head, and on one card."""
MOST_POINTS = 100

Given = Mapping[int, int]
"""A ballot: item number to value. An item without an answer is left out."""
Options = Mapping[str, object]


class Method(StrEnum):
    RATING = "rating"
    TOP_K = "top-k"
    APPROVAL = "approval"
    POINTS = "points"
    RANKING = "ranking"


class Refusal(StrEnum):
    """Why a press changes nothing."""

    NO_SUCH_ANSWER = "no_such_answer"
    """No button of ours says that."""
    ALL_CHOSEN = "all_chosen"
    """As many items are chosen as may be."""
    TOO_FEW_POINTS = "too_few_points"
    """Fewer points are left than that."""


@dataclass(frozen=True, slots=True)
class Rules:
    """A round's method with its options. `items`: how many the round has; they are numbered from 1.

    `k`: how many of them may be chosen (top-k), `total`: how many points there are, `in_order`: whether the answers of
    top-k are places.
    """

    method: Method
    items: int
    k: int | None = None
    total: int | None = None
    in_order: bool = False

    @property
    def highest(self) -> int:
        """The highest value that an answer can have."""
        match self.method:
            case Method.RATING:
                return HIGHEST_RATING
            case Method.POINTS:
                return self.total or 0
            case _:
                return (self.most or 0) if self.places else 1

    @property
    def most(self) -> int | None:
        """How many items can be chosen; None for any number."""
        match self.method:
            case Method.TOP_K:
                return min(self.k or 0, self.items)
            case Method.RANKING:
                return self.items
            case _:
                return None

    @property
    def places(self) -> bool:
        """Whether answers are places, of which none is given twice and none is left out."""
        return self.method == Method.RANKING or (self.method == Method.TOP_K and self.in_order)

    @property
    def binds(self) -> bool:
        """Whether what one item gets depends on what the others have. Then a ballot is changed and kept as a whole."""
        return self.most is not None or self.method == Method.POINTS

    def left(self, given: Given) -> int | None:
        """How many points, or choices, are left to be given; None where there is no limit."""
        if self.method == Method.POINTS:
            return self.highest - sum(given.values())
        return None if self.most is None else self.most - len(chosen(given))

    def complete(self, given: Given) -> bool:
        """Whether all is said that the method asks for. A ballot counts all the same when it is not."""
        answered = len(given) == self.items
        match self.method:
            case Method.RATING | Method.RANKING:
                return answered
            case Method.APPROVAL:
                return bool(given)
            case _:
                return answered or self.left(given) == 0

    def holds(self, given: Given) -> bool:
        """Whether this can be a ballot of the round."""
        answers = chosen(given)
        known = all(1 <= item <= self.items and ABSTAINED <= value <= self.highest for item, value in given.items())
        in_places = not self.places or sorted(answers.values()) == list(range(1, len(answers) + 1))
        return known and in_places and (self.left(given) or 0) >= 0

    def offered(self, given: Given, item: int) -> tuple[int, ...]:
        """The values that an item's own card has buttons for."""
        others = self._without(given, item)
        match self.method:
            case Method.POINTS:
                top = self.left(others) or 0
                return tuple(n for n in range(1, top + 1) if n in (top, given.get(item)) or _is_round(n, top))
            case _ if self.places:
                return tuple(range(1, min(len(chosen(others)) + 1, self.highest) + 1))
            case _:
                return tuple(range(1, self.highest + 1))

    def press(self, given: Given, item: int, value: int) -> dict[int, int] | Refusal:
        """The ballot after a voter gave an item this value, or why it stays as it is; 0 takes the answer back.

        Among places, the item goes to the place asked for, or behind the last one if that comes earlier, and the
        others make room.
        """
        if not (1 <= item <= self.items and TAKE_BACK <= value <= self.highest):
            return Refusal.NO_SUCH_ANSWER
        others = self._without(given, item)
        if value == TAKE_BACK:
            return others
        left = self.left(others)
        if self.method == Method.POINTS:
            return {**others, item: value} if left is None or value <= left else Refusal.TOO_FEW_POINTS
        if left == 0:
            return Refusal.ALL_CHOSEN
        return _placed(others, item, value) if self.places else {**others, item: value}

    def abstain(self, given: Given, item: int) -> dict[int, int] | Refusal:
        """The ballot after the voter said that they do not judge an item."""
        if not 1 <= item <= self.items:
            return Refusal.NO_SUCH_ANSWER
        return {**self._without(given, item), item: ABSTAINED}

    def _without(self, given: Given, item: int) -> dict[int, int]:
        """Among places, those behind move up."""
        old = given.get(item, ABSTAINED)
        behind = self.places and old != ABSTAINED
        return {n: v - (behind and v > old) for n, v in given.items() if n != item}


def _is_round(points: int, most: int) -> bool:
    """Whether it is one of some twenty amounts from which people pick."""
    return points <= 5 or most <= 10 or (points % 5 == 0 if points <= 30 else points % 10 == 0)


def _placed(others: Given, item: int, place: int) -> dict[int, int]:
    place = min(place, len(chosen(others)) + 1)
    return {**{n: v + (v >= place) for n, v in others.items()}, item: place}


def chosen(given: Given) -> dict[int, int]:
    """The answers without the abstentions."""
    return {item: value for item, value in given.items() if value != ABSTAINED}


def changes(before: Given, after: Given) -> list[tuple[int, int | None]]:
    """From one ballot to another: each item whose answer differs with its new one, None where it is taken back. Those
    that are taken back come first, then by number."""
    items = [item for item in before.keys() | after.keys() if before.get(item) != after.get(item)]
    return [(item, after.get(item)) for item in sorted(items, key=lambda item: (item in after, item))]


def rules_of(method: str, options: Options, items: int) -> Rules:
    """From what is stored of a round: `options` as the workstream file has them, `{"k": 3, "ordered": true}` or
    `{"total": 10}`. Raises ValueError for a method that is not there."""
    k, total = options.get("k"), options.get("total")
    return Rules(
        Method(method),
        items,
        k=k if isinstance(k, int) else None,
        total=total if isinstance(total, int) else None,
        in_order=options.get("ordered") is True,
    )
