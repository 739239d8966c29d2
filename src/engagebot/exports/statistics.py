"""The tables of figures: the tally, the tally by group, and the turnout."""

from collections.abc import Iterable

from engagebot.domain.publication import PublishedItem, Turnout
from engagebot.domain.tally import Rating
from engagebot.exports.tables import Cell, Column, Shape, Table, table
from engagebot.exports.values import Item, RoundExport

RATING = (
    Column("answers", "Answers", Shape.COUNT, 9),
    Column("blank", "Left blank", Shape.COUNT, 9),
    *(Column(f"gave_{value}", f"Gave {value}", Shape.COUNT, 8) for value in range(1, 6)),
    Column("mean", "Mean", Shape.MEAN, 8),
    Column("lower_quartile", "Lower quartile", Shape.MEAN, 10),
    Column("median", "Median", Shape.MEAN, 8),
    Column("upper_quartile", "Upper quartile", Shape.MEAN, 10),
    Column("share_4_5", "Share of 4-5", Shape.SHARE, 9),
    Column("share_4_5_from", "95% from", Shape.SHARE, 9),
    Column("share_4_5_to", "95% to", Shape.SHARE, 9),
    Column("supported", "Supported", Shape.WORD, 11),
)
ITEM = (
    Column("number", "No.", Shape.COUNT, 7),
    Column("item", "Item", Shape.WORD, 16),
    Column("text", "Recommendation", Shape.TEXT, 60),
)
PLACES = 6
"""Decimals of figures in files: more than anybody reads, few enough to be the same on every machine."""


def tally_table(data: RoundExport) -> Table:
    """The highest place first."""
    columns = (
        Column("place", "Place", Shape.COUNT, 7),
        Column("tied", "Tied", Shape.WORD, 7),
        *ITEM,
        Column("version", "Version", Shape.COUNT, 9),
        Column("area", "Area", Shape.TEXT, 28),
        *RATING,
    )
    items = data.items_by_number()
    rows = (_tally_row(items[tallied.number], tallied) for tallied in in_order(data.tally))
    return table("tally", columns, rows)


def _tally_row(item: Item, tallied: PublishedItem) -> tuple[Cell, ...]:
    place = (tallied.place, tallied.tied)
    return (*place, item.number, item.key, item.text, item.version, item.area, *rating_cells(tallied.whole))


def in_order(items: Iterable[PublishedItem]) -> list[PublishedItem]:
    """By place; those that share one, and those without, in the order of their numbers."""
    return sorted(items, key=lambda item: (item.place is None, item.place or 0, item.number))


def group_table(data: RoundExport) -> Table:
    columns = (
        *ITEM,
        Column("group", "Group", Shape.WORD, 18),
        Column("group_title", "Name of the group", Shape.TEXT, 30),
        Column("withheld", "Withheld", Shape.WORD, 10),
        *RATING,
    )
    items = data.items_by_number()
    rows = (row for tallied in data.tally for row in _group_rows(data, items[tallied.number], tallied))
    return table("by group", columns, rows)


def _group_rows(data: RoundExport, item: Item, tallied: PublishedItem) -> Iterable[tuple[Cell, ...]]:
    for group, rating in tallied.by_group.items():
        about = (item.number, item.key, item.text, group, data.group_title(group), rating is None)
        yield (*about, *rating_cells(rating))


def rating_cells(rating: Rating | None) -> tuple[Cell, ...]:
    """One cell for each of `RATING`, all empty where the rating is withheld."""
    if rating is None:
        return (None,) * len(RATING)
    shares = (rating.share, rating.share_from, rating.share_to)
    quartiles = (rating.lower_quartile, rating.median, rating.upper_quartile)
    figures = (rounded(figure) for figure in (rating.mean, *quartiles, *shares))
    return (rating.answers, rating.blank, *rating.distribution, *figures, rating.supported)


def rounded(figure: float | None) -> float | None:
    return None if figure is None else round(figure, PLACES)


def turnout_table(data: RoundExport) -> Table:
    columns = (
        Column("by", "By", Shape.WORD, 10),
        Column("cell", "Group or region", Shape.WORD, 20),
        Column("title", "Name", Shape.TEXT, 36),
        Column("invited", "Invited", Shape.COUNT, 10),
        Column("voted", "Voted", Shape.COUNT, 10),
        Column("share", "Turnout", Shape.SHARE, 10),
        Column("withheld", "Withheld", Shape.WORD, 10),
    )
    whole = Turnout("", data.invited, data.voted)
    rows = [_turnout_row("all", data.said("Everybody invited"), whole)]
    rows += [_turnout_row("group", data.group_title(row.cell), row) for row in data.by_group]
    rows += [_turnout_row("region", data.region_title(row.cell), row) for row in data.by_region]
    return table("turnout", columns, rows)


def _turnout_row(by: str, title: str, row: Turnout) -> tuple[Cell, ...]:
    hidden = row.invited is None or row.voted is None
    return (by, row.cell, title, row.invited, row.voted, rounded(row.share), hidden)
