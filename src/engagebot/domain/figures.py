"""What follows from how often each value was given to each item, by each of several sets of voters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engagebot.domain.counts import Whole
from engagebot.domain.method import Method, Rules
from engagebot.domain.statistics.agreement import agreement, consensus
from engagebot.domain.statistics.arrays import Floats
from engagebot.domain.statistics.distribution import divided, mean, quantile, share_from
from engagebot.domain.statistics.intervals import wilson

HIGH = 4
"""From this rating on an answer counts as support."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What some set of voters said of one item. What nobody's answers give, or the method does not have, is None;
    shares are from 0 to 1."""

    answers: int
    abstained: int
    """Voters who said that they do not judge it."""
    blank: int
    """Voters who left it out."""
    distribution: tuple[int, ...]
    """How many gave 1, 2, 3 and so on."""
    supported: bool | None = None
    """Whether the share reaches the round's threshold; None without a threshold or a share."""
    points: float | None = None
    """Points: those given. Top-k in order: k for a first place, down to 1 for the k-th. Ranking: Borda's."""
    mean: float | None = None
    """Rating: of the answers. Ranking: of the places given. Top-k in order and points: points from each who judged."""
    lower_quartile: float | None = None
    median: float | None = None
    """Of the answers (rating), or of the places given (ranking); so are the quartiles."""
    upper_quartile: float | None = None
    share: float | None = None
    """Rating: of the answers, those of 4 or 5. Approval and top-k: of those who judged the item, who chose it. Points:
    of all that were given."""
    share_from: float | None = None
    share_to: float | None = None
    """The Wilson interval around the share, where it is one of people."""
    consensus: float | None = None
    """Rating: Tastle's and Wierman's, from 0 to 1."""
    agreement: float | None = None
    """Rating: van der Eijk's A, from -1 to 1."""


REALS = (
    "points", "mean", "lower_quartile", "median", "upper_quartile", "share", "share_from", "share_to",
    "consensus", "agreement",
)  # fmt: skip
"""The fields from `points` on, in their order."""


@dataclass(frozen=True, slots=True)
class Sets:
    """Sets of voters. `given`, of shape (sets, items, values), may be of weights; so may `judging`, of shape (sets,
    items), who they are about; `sizes`, of its shape, is how many voters of equal weight would tell as much. `people`,
    of shape (sets, items, values + 1), are those that are told, with the abstentions at 0; `voters` has the shape
    (sets,)."""

    given: Floats
    judging: Floats
    sizes: Floats
    people: Whole
    voters: Whole
    borda: Floats | None
    """Of shape (sets, items), for a ranking."""


def figures(rules: Rules, sets: Sets, threshold: float | None) -> list[list[Figures]]:
    """A list for each set, with the figures of each item."""
    columns = _columns(rules, sets)
    supported = _supported(columns.get("share"), threshold, sets.judging.shape)
    nothing = np.full(sets.judging.shape, np.nan)
    reals = np.stack([columns.get(name, nothing) for name in REALS], axis=-1)
    told: list[list[list[float | None]]] = np.where(np.isnan(reals), np.array(None), reals).tolist()
    answers, abstained = sets.people[..., 1:].sum(axis=-1), sets.people[..., 0]
    blank = sets.voters[:, np.newaxis] - answers - abstained
    counted: list[list[tuple[int, int, int]]] = np.stack([answers, abstained, blank], axis=-1).tolist()
    distributions = [[tuple(item) for item in each] for each in sets.people[..., 1:].tolist()]
    return [
        [
            Figures(*counted[at][item], distributions[at][item], supported[at][item], *told[at][item])
            for item in range(len(distributions[at]))
        ]
        for at in range(len(distributions))
    ]


def _columns(rules: Rules, sets: Sets) -> Mapping[str, Floats]:
    match rules.method:
        case Method.RATING:
            return {
                **_spread(sets.given),
                **_shares(share_from(sets.given, HIGH), sets.sizes),
                "consensus": consensus(sets.given),
                "agreement": agreement(sets.given),
            }
        case Method.RANKING:
            return {**_spread(sets.given), "points": np.zeros(0) if sets.borda is None else sets.borda}
        case Method.POINTS:
            points = sets.given @ np.arange(1, sets.given.shape[-1] + 1)
            share = divided(points, points.sum(axis=-1, keepdims=True))
            return {"points": points, "mean": divided(points, sets.judging), "share": share}
        case _:
            chosen = _shares(divided(sets.given.sum(axis=-1), sets.judging), sets.sizes)
            return chosen | (_from_places(sets) if rules.places else {})


def _from_places(sets: Sets) -> dict[str, Floats]:
    points = sets.given @ np.arange(sets.given.shape[-1], 0, -1)
    return {"points": points, "mean": divided(points, sets.judging)}


def _spread(given: Floats) -> dict[str, Floats]:
    quartiles = {"lower_quartile": 0.25, "median": 0.5, "upper_quartile": 0.75}
    return {"mean": mean(given), **{name: quantile(given, q) for name, q in quartiles.items()}}


def _shares(share: Floats, sizes: Floats) -> dict[str, Floats]:
    lowest, highest = wilson(share, sizes)
    return {"share": share, "share_from": lowest, "share_to": highest}


def _supported(
    share: Floats | None, threshold: float | None, shape: tuple[int, ...]
) -> Sequence[Sequence[bool | None]]:
    reached = (
        None if share is None or threshold is None else np.where(np.isnan(share), np.array(None), share >= threshold)
    )
    found: list[list[bool | None]] = (np.full(shape, None) if reached is None else reached).tolist()
    return found
