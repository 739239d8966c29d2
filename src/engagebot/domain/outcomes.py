"""What came of a round in which one chose among items: each with its place and the figure that the place is by.

Approval: how many approved. Top-k: how many chose it, or in order k points for a first place down to 1 for the k-th.
Points: their sum. Ranking: the place by Schulze's method, beside Borda's points. Ties are told, never broken.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engagebot.domain.method import Method, Rules
from engagebot.domain.statistics.arrays import Floats, Ints
from engagebot.domain.statistics.places import places
from engagebot.domain.statistics.ranking import borda, pairwise
from engagebot.domain.statistics.schulze import schulze
from engagebot.domain.statistics.scores import approval, top_points


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one item. `share`: of the most that it could have, from 0 to 1: of the voters, of the points."""

    number: int
    place: int
    tied: bool
    amount: float
    share: float


def outcomes(rules: Rules, ballots: Sequence[Mapping[int, int]]) -> tuple[Outcome, ...]:
    """In the order of the places, and of the numbers where they share one. Abstentions give an item nothing."""
    answers = _array(rules, ballots)
    amounts = _amounts(rules, answers)
    found = _places(rules, answers, amounts)
    most = _most(rules, len(ballots))
    rows = [
        Outcome(
            number=n + 1,
            place=int(found[n]),
            tied=int((found == found[n]).sum()) > 1,
            amount=float(amounts[n]),
            share=float(amounts[n]) / most if most else 0.0,
        )
        for n in range(rules.items)
    ]
    return tuple(sorted(rows, key=lambda row: (row.place, row.number)))


def _array(rules: Rules, ballots: Sequence[Mapping[int, int]]) -> Ints:
    """Of shape (voters, items), 0 where there is no answer."""
    found = np.zeros((len(ballots), rules.items), dtype=np.int64)
    for row, ballot in enumerate(ballots):
        for number, value in ballot.items():
            found[row, number - 1] = value
    return found


def _amounts(rules: Rules, answers: Ints) -> Floats:
    match rules.method:
        case Method.POINTS:
            return np.asarray(answers.sum(axis=0), dtype=np.float64)
        case Method.RANKING:
            return borda(answers)
        case _ if rules.places:
            return top_points(answers, rules.highest)
        case _:
            return approval(answers)


def _places(rules: Rules, answers: Ints, amounts: Floats) -> Ints:
    return schulze(pairwise(answers)).places if rules.method == Method.RANKING else places(amounts).places


def _most(rules: Rules, voters: int) -> int:
    match rules.method:
        case Method.RANKING:
            return voters * (rules.items - 1)
        case _:
            return voters * rules.highest
