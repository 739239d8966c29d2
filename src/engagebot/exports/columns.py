"""Which columns the figures of each method have."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engagebot.domain.figures import Figures
from engagebot.domain.method import Method, Rules
from engagebot.exports.tables import Cell, Column, Shape

DECIMALS = 6
"""Of figures in files: more than anybody reads, few enough to be the same on every machine."""


@dataclass(frozen=True, slots=True)
class Columns:
    """`people`: how many said what; `fields`: which figures follow, in the order of `figures`."""

    people: tuple[Column, ...]
    figures: tuple[Column, ...]
    fields: tuple[str, ...]
    distribution: bool

    def people_cells(self, found: Figures | None) -> tuple[Cell, ...]:
        """One cell for each of `people`, all empty where the figures are withheld."""
        if found is None:
            return (None,) * len(self.people)
        return (found.answers, found.abstained, found.blank, *(found.distribution if self.distribution else ()))

    def figure_cells(self, found: Figures | None) -> tuple[Cell, ...]:
        """One cell for each of `figures`."""
        if found is None:
            return (None,) * len(self.figures)
        return tuple(_cell(field, getattr(found, field)) for field in self.fields)

    @property
    def equal(self) -> tuple[Column, ...]:
        """The figures with the groups alike."""
        columns = (*PLACE, *self.figures)
        return tuple(
            replace(column, key=f"equal_{column.key}", heading=f"Groups alike: {column.heading}") for column in columns
        )


PLACE = (Column("place", "Place", Shape.COUNT, 7), Column("tied", "Tied", Shape.WORD, 7))
ANSWERS = {
    Method.RATING: "Answers",
    Method.APPROVAL: "Approvals",
    Method.TOP_K: "Mentions",
    Method.POINTS: "Gave points",
    Method.RANKING: "Placed it",
}
_POINTS = ("points", Column("points", "Points", Shape.REAL, 9))
_EACH = ("mean", Column("mean", "Points a voter", Shape.MEAN, 9))
_SUPPORTED = ("supported", Column("supported", "Supported", Shape.WORD, 11))
_ENDS = {"share_from": "95% from", "share_to": "95% to"}


def columns_of(rules: Rules) -> Columns:
    distribution = rules.places or rules.method == Method.RATING
    word = "Place" if rules.places else "Gave"
    values = range(1, rules.highest + 1) if distribution else ()
    pairs = _figures(rules)
    return Columns(
        people=(
            Column("answers", ANSWERS[rules.method], Shape.COUNT, 10),
            Column("abstained", "Abstained", Shape.COUNT, 10),
            Column("blank", "Left blank", Shape.COUNT, 9),
            *(Column(f"gave_{value}", f"{word} {value}", Shape.COUNT, 8) for value in values),
        ),
        figures=tuple(column for _, column in pairs),
        fields=tuple(field for field, _ in pairs),
        distribution=distribution,
    )


def _figures(rules: Rules) -> Sequence[tuple[str, Column]]:
    match rules.method:
        case Method.RATING:
            agreed = (
                ("consensus", Column("consensus", "Consensus", Shape.MEAN, 11)),
                ("agreement", Column("agreement", "Agreement", Shape.MEAN, 11)),
            )
            return [*_spread("Mean"), *_share("share_4_5", "Share of 4-5", interval=True), *agreed, _SUPPORTED]
        case Method.RANKING:
            return [_POINTS, *_spread("Mean place")]
        case Method.POINTS:
            return [_POINTS, _EACH, *_share("share", "Share of the points", interval=False)]
        case _:
            points = [_POINTS, _EACH] if rules.places else []
            return [*points, *_share("share", "Share of voters", interval=True), _SUPPORTED]


def _spread(mean: str) -> list[tuple[str, Column]]:
    named = {"mean": mean, "lower_quartile": "Lower quartile", "median": "Median", "upper_quartile": "Upper quartile"}
    return [(key, Column(key, heading, Shape.MEAN, 10)) for key, heading in named.items()]


def _share(key: str, heading: str, interval: bool) -> list[tuple[str, Column]]:
    ends = _ENDS if interval else {}
    named = {"share": (key, heading), **{end: (end.replace("share", key), told) for end, told in ends.items()}}
    return [(field, Column(*name, Shape.SHARE, 9)) for field, name in named.items()]


def _cell(field: str, found: float | bool | None) -> Cell:
    if found is None or isinstance(found, bool):
        return found
    return plain(found) if field == "points" else rounded(found)


def plain(count: float) -> int | float:
    """Whole where it is: half a point and half a voter are rare."""
    return int(count) if count == int(count) else round(count, DECIMALS)


def rounded(figure: float | None) -> float | None:
    return None if figure is None else round(figure, DECIMALS)
