"""The tables of figures: the tally, the tally by group, the turnout, and for a ranking what compares two items."""

from collections.abc import Iterable

from engagebot.domain.publication import Turnout
from engagebot.domain.quorum import Verdict
from engagebot.domain.ranked import Compared
from engagebot.domain.tally import ItemTally, Placed
from engagebot.exports.columns import PLACE, Columns, columns_of, plain, rounded
from engagebot.exports.tables import Cell, Column, Shape, Table, table
from engagebot.exports.values import Item, RoundExport

ITEM = (
    Column("number", "No.", Shape.COUNT, 7),
    Column("item", "Item", Shape.WORD, 16),
    Column("text", "Recommendation", Shape.TEXT, 60),
)
GROUP = (
    Column("group", "Group", Shape.WORD, 18),
    Column("group_title", "Name of the group", Shape.TEXT, 30),
    Column("withheld", "Withheld", Shape.WORD, 10),
)
MINORITY = (
    Column("differing_groups", "Groups that differ", Shape.TEXT, 24),
    Column("divided", "Divided", Shape.WORD, 9),
)
DIFFERS = (Column("differs", "Differs", Shape.WORD, 9),)


def tally_table(data: RoundExport) -> Table:
    """The highest place first."""
    kind = columns_of(data.rules)
    columns = (
        *PLACE,
        *ITEM,
        Column("version", "Version", Shape.COUNT, 9),
        Column("area", "Area", Shape.TEXT, 28),
        *kind.people,
        *kind.figures,
        *kind.equal,
        *(MINORITY if data.reports_minority else ()),
    )
    rows = (_tally_row(data, kind, tallied) for tallied in in_order(data.tally))
    return table("tally", columns, rows)


def _tally_row(data: RoundExport, kind: Columns, tallied: ItemTally) -> tuple[Cell, ...]:
    item = data.items_by_number()[tallied.number]
    about = (tallied.place, tallied.tied, item.number, item.key, item.text, item.version, item.area)
    whole = (*kind.people_cells(tallied.whole), *kind.figure_cells(tallied.whole))
    report = ("; ".join(tallied.differing), tallied.divided) if data.reports_minority else ()
    return (*about, *whole, *_equal_cells(kind, tallied.equal), *report)


def _equal_cells(kind: Columns, equal: Placed | None) -> tuple[Cell, ...]:
    if equal is None:
        return (None,) * len(kind.equal)
    return (equal.place, equal.tied, *kind.figure_cells(equal.figures))


def in_order(items: Iterable[ItemTally]) -> list[ItemTally]:
    """By place; those that share one, and those without, in the order of their numbers."""
    return sorted(items, key=lambda item: (item.place is None, item.place or 0, item.number))


def group_table(data: RoundExport) -> Table:
    kind = columns_of(data.rules)
    columns = (*ITEM, *GROUP, *kind.people, *kind.figures, *(DIFFERS if data.reports_minority else ()))
    items = data.items_by_number()
    rows = (row for tallied in data.tally for row in _group_rows(data, kind, items[tallied.number], tallied))
    return table("by group", columns, rows)


def _group_rows(data: RoundExport, kind: Columns, item: Item, tallied: ItemTally) -> Iterable[tuple[Cell, ...]]:
    for group, found in tallied.by_group.items():
        about = (item.number, item.key, item.text, group, data.group_title(group), found is None)
        differs = (None if found is None else group in tallied.differing,) if data.reports_minority else ()
        yield (*about, *kind.people_cells(found), *kind.figure_cells(found), *differs)


def turnout_table(data: RoundExport) -> Table:
    columns = (
        Column("by", "By", Shape.WORD, 10),
        Column("cell", "Group or region", Shape.WORD, 20),
        Column("title", "Name", Shape.TEXT, 36),
        Column("invited", "Invited", Shape.COUNT, 10),
        Column("voted", "Voted", Shape.COUNT, 10),
        Column("missing", "Missing", Shape.COUNT, 10),
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
    return (by, row.cell, title, row.invited, row.voted, row.missing, rounded(row.share), hidden)


def quorum_table(data: RoundExport) -> Table:
    """A group a row, and one for all that are withheld where they are judged together; their group is empty."""
    columns = (
        *GROUP,
        Column("invited", "Invited", Shape.COUNT, 10),
        Column("needed", "Needed", Shape.COUNT, 10),
        Column("voted", "Voted", Shape.COUNT, 10),
        Column("reached", "Quorum reached", Shape.WORD, 12),
    )
    return table("quorum", columns, (_quorum_row(data, verdict) for verdict in data.quorum))


def _quorum_row(data: RoundExport, verdict: Verdict) -> tuple[Cell, ...]:
    together = data.said("The withheld groups together")
    title = together if verdict.group is None else data.group_title(verdict.group)
    figures = (verdict.invited, verdict.needed, verdict.voted, verdict.reached)
    return (verdict.group or "", title, verdict.reached is None, *figures)


def version_table(data: RoundExport) -> Table:
    """Which texts an item had that was reworded while the round was open, and how many answers were given to each. The
    instant is the secretariat's own; it tells of a vote only whether it came before or after."""
    columns = (
        *ITEM[:2],
        Column("version", "Version", Shape.COUNT, 9),
        ITEM[2],
        Column("since", "Since", Shape.WORD, 22),
        Column("editorial", "Editorial", Shape.WORD, 10),
        Column("answers", "Answers given to it", Shape.COUNT, 12),
    )
    items = data.items_by_number()
    rows = (
        (one.number, items[one.number].key, one.version, one.text, one.since, one.editorial, one.answers)
        for one in data.versions
    )
    return table("versions", columns, rows)


COMPARED = (Column("by", "By", Shape.WORD, 10), *GROUP)


def pair_table(data: RoundExport) -> Table:
    """The pairwise matrix of a ranking, a pair a line."""
    columns = (
        *COMPARED,
        Column("number", "No.", Shape.COUNT, 7),
        Column("item", "Item", Shape.WORD, 16),
        Column("other_number", "Other no.", Shape.COUNT, 7),
        Column("other_item", "Other item", Shape.WORD, 16),
        Column("before", "Put it before the other", Shape.REAL, 12),
    )
    return table("pairs", columns, (row for one in data.compared for row in _pair_rows(data, one)))


def _pair_rows(data: RoundExport, one: Compared) -> Iterable[tuple[Cell, ...]]:
    for row, item in enumerate(data.items):
        for column, other in enumerate(data.items):
            if item != other:
                before = None if one.before is None else plain(one.before[row][column])
                yield (*_compared(data, one), item.number, item.key, other.number, other.key, before)


def concordance_table(data: RoundExport) -> Table:
    columns = (
        *COMPARED,
        Column("rankings", "Rankings", Shape.COUNT, 10),
        Column("kendall_w", "Kendall's W", Shape.MEAN, 10),
    )
    rows = ((*_compared(data, one), one.rankings, rounded(one.w)) for one in data.compared)
    return table("concordance", columns, rows)


def _compared(data: RoundExport, one: Compared) -> tuple[Cell, ...]:
    return (one.by, one.group, data.group_title(one.group), one.before is None)
