"""What the charts of a report show, as shares of their width; whoever draws them only draws."""

from collections.abc import Sequence
from dataclasses import dataclass

from engagebot.domain.figures import Figures
from engagebot.domain.suppression import MINIMUM
from engagebot.exports.said import count, is_right_to_left, percent
from engagebot.exports.statistics import in_order
from engagebot.exports.values import RoundExport

LOWEST, LOW, NEUTRAL, HIGH, HIGHEST = "#b35806", "#f1a340", "#d8d8d8", "#92b4d6", "#2166ac"
RATED = (LOWEST, LOW, NEUTRAL, HIGH, HIGHEST)
"""From 1 to 5, also to be told apart by those who see no red or no green, and in grey."""
NARROW = 0.07
"""Of the width: in a narrower segment there is no room for its share."""


@dataclass(frozen=True, slots=True)
class Segment:
    """`start` and `width` are parts of the chart's width."""

    start: float
    width: float
    colour: str
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    """`note` stands behind it, or in its place where there are no segments."""

    label: str
    segments: tuple[Segment, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Key:
    colour: str
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """`axis`: where the line stands from which bars go out. `told` is what it says in words, for those who do not see
    it."""

    name: str
    title: str
    bars: tuple[Bar, ...]
    axis: float
    legend: tuple[Key, ...]
    explained: str
    told: str


def ratings_chart(data: RoundExport) -> Chart:
    """A diverging bar for each recommendation, by priority: those who gave 3 lie across the axis. Of what fewer than
    five people rated no bar is drawn."""
    tallied = in_order(data.tally)
    enough = [one.whole.distribution for one in tallied if one.whole.answers >= MINIMUM]
    left = max((_left(given) for given in enough), default=0.5)
    right = max((1 - _left(given) for given in enough), default=0.5)
    items = data.items_by_number()
    bars = tuple(
        _rated(data, f"{one.number}. {items[one.number].text}", one.whole.distribution, left, left + right)
        for one in tallied
    )
    legend = tuple(Key(colour, count(value, data.language)) for value, colour in enumerate(RATED, start=1))
    title = data.said("Ratings of each recommendation, the highest average first")
    explained = data.said(
        "In the middle: those who gave 3. To one side those who gave less, to the other those who gave more."
    )
    scale = data.said("1 = not a priority … 5 = top priority")
    return _chart(data, "ratings", title, bars, left / (left + right), legend, f"{scale}. {explained}")


def _left(given: Sequence[int]) -> float:
    """The share that lies before the axis."""
    return (given[0] + given[1] + given[2] / 2) / sum(given)


def _rated(data: RoundExport, label: str, given: Sequence[int], left: float, whole: float) -> Bar:
    answers = sum(given)
    if answers < MINIMUM:
        return Bar(label, (), data.said("too few ratings to be shown"))
    segments, start = [], (left - _left(given)) / whole
    for number, colour in zip(given, RATED, strict=True):
        width = number / answers / whole
        if number:
            told = percent(number / answers, data.language) if width >= NARROW else ""
            segments.append(Segment(start, width, colour, told))
        start += width
    return Bar(label, tuple(segments), f"n = {count(answers, data.language)}")


def support_chart(data: RoundExport) -> Chart:
    """For methods without ratings: the share of the voters, or of the points, that each recommendation has; of a
    ranking, and of places, its points, as a part of the most."""
    items, tallied = data.items_by_number(), in_order(data.tally)
    most = max((one.whole.points or 0 for one in tallied), default=0)
    bars = tuple(_supported(data, f"{one.number}. {items[one.number].text}", one.whole, most) for one in tallied)
    title = data.said("Support for each recommendation, the highest place first")
    return _chart(data, "support", title, bars, 0, (), "")


def _supported(data: RoundExport, label: str, whole: Figures, most: float) -> Bar:
    if whole.answers < MINIMUM:
        return Bar(label, (), data.said("too few answers to be shown"))
    if whole.share is not None:
        return _single(data, label, whole.share)
    points = whole.points or 0
    segments = (Segment(0, points / most, HIGHEST, ""),) if points else ()
    return Bar(label, segments, count(points, data.language))


def turnout_chart(data: RoundExport) -> Chart:
    """The share of those invited who voted; of a group that is withheld no bar is drawn."""
    bars = tuple(
        _single(data, data.group_title(row.cell), row.share, f"{_figure(data, row.voted)} / {row.invited}")
        for row in data.by_group
    )
    return _chart(data, "turnout", data.said("Turnout by group"), bars, 0, (), "")


def _figure(data: RoundExport, number: int | None) -> str:
    return count(number, data.language)


def _single(data: RoundExport, label: str, share: float | None, note: str = "") -> Bar:
    if share is None:
        return Bar(label, (), data.said("withheld"))
    told = percent(share, data.language)
    segments = (Segment(0, share, HIGHEST, told if share >= NARROW else ""),) if share else ()
    return Bar(label, segments, note or told)


def _chart(
    data: RoundExport,
    name: str,
    title: str,
    bars: tuple[Bar, ...],
    axis: float,
    legend: tuple[Key, ...],
    explained: str,
) -> Chart:
    """Where one reads from right to left, charts grow from right to left as well."""
    told = "; ".join(f"{bar.label}: {', '.join(filter(None, (*_labels(bar), bar.note)))}" for bar in bars)
    if is_right_to_left(data.language):
        bars, axis = tuple(_mirrored(bar) for bar in bars), 1 - axis
    return Chart(name, title, bars, axis, legend, explained, f"{title}. {told}")


def _labels(bar: Bar) -> list[str]:
    return [segment.label for segment in bar.segments]


def _mirrored(bar: Bar) -> Bar:
    segments = tuple(Segment(1 - one.start - one.width, one.width, one.colour, one.label) for one in bar.segments)
    return Bar(bar.label, segments, bar.note)
