"""A round's report for people: what it says, before it becomes a PDF or a Word file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from engagebot.domain.digests import for_people
from engagebot.domain.figures import Figures
from engagebot.domain.method import Method
from engagebot.domain.publication import Turnout
from engagebot.domain.suppression import MINIMUM
from engagebot.exports.charts import Chart, ratings_chart, support_chart, turnout_chart
from engagebot.exports.columns import columns_of
from engagebot.exports.matrix import comment_counts
from engagebot.exports.said import count, decimal, instant, percent
from engagebot.exports.statistics import in_order, quorum_table
from engagebot.exports.tables import Cell, Table
from engagebot.exports.values import RoundExport

RATING = "rating"
METHODS = {
    RATING: "rating from 1 to 5",
    "approval": "approval",
    "top-k": "choice of the most important",
    "points": "points",
    "ranking": "ranking",
}
NOTES = (
    "Counted is the last accepted answer of each voter to each recommendation.",
    "The mean is the sum of the answers over their number. Equal means share a place; no tie is broken.",
    "Supported: the share of 4 and 5 among the answers is at or above the threshold that was fixed at the opening.",
    "Figures of groups and regions with fewer than five people are withheld, and of others where they could be "
    "computed from the total.",
    "A comment bears its group only where at least five people of that group commented.",
    "Whoever has the bundle of this round can compute all of it again.",
)
OF_RATINGS = NOTES[1:3]
REWORDED = (
    "Where a text was changed, whoever had answered was asked whether their answer stands, unless the change was "
    "editorial. An answer that nobody confirmed counts as it was given."
)
FIGURES = ("points", "mean", "share", "supported")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of finished texts; `wide` is the column that takes what room there is."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    wide: int


@dataclass(frozen=True, slots=True)
class Report:
    language: str
    kicker: str
    title: str
    workstream: str
    question: str
    warning: str
    facts: tuple[tuple[str, str], ...]
    charts: tuple[Chart, ...]
    """The figures of the first stand in the first grid, and so on."""
    grids: tuple[Grid, ...]
    more: tuple[Grid, ...]
    notes_title: str
    notes: tuple[str, ...]


def report_of(data: RoundExport) -> Report:
    """Small cells are withheld as in the tables; a recommendation that fewer than five people judged has no figures."""
    say, rated = data.said, data.round.method == RATING
    by_region = _turnout(data, "Turnout by region", "Region", ((data.region_title(r.cell), r) for r in data.by_region))
    return Report(
        language=data.language,
        kicker=say("Results of the round"),
        title=data.round.title,
        workstream=data.round.workstream,
        question=data.round.question,
        warning=say("Provisional: the round is still open.") if data.round.provisional else "",
        facts=tuple(_facts(data)),
        charts=(ratings_chart(data) if rated else support_chart(data), turnout_chart(data)),
        grids=(
            _results(data),
            _turnout(data, "Turnout by group", "Group", ((data.group_title(r.cell), r) for r in data.by_group)),
        ),
        more=(*_quorum(data), by_region, *_texts(data), *_comments(data)),
        notes_title=say("How to read it"),
        notes=tuple(say(note) for note in _notes(data) if rated or note not in OF_RATINGS),
    )


def _notes(data: RoundExport) -> tuple[str, ...]:
    return (*NOTES, REWORDED) if data.versions else NOTES


def _facts(data: RoundExport) -> Iterable[tuple[str, str]]:
    facts, say, language = data.round, data.said, data.language
    yield say("Method"), say(METHODS.get(facts.method, facts.method))
    yield say("Opened"), instant(facts.opened_at, facts.zone, language)
    if facts.closed_at:
        yield say("Closed"), instant(facts.closed_at, facts.zone, language)
    else:
        yield say("Closes"), instant(facts.closes_at, facts.zone, language)
    yield say("Threshold"), percent(facts.threshold, language) or say("none")
    yield say("Invited"), count(data.invited, language)
    turnout = f" ({percent(data.voted / data.invited, language)})" if data.invited else ""
    yield say("Voted"), count(data.voted, language) + turnout
    yield say("Seal of the opening"), for_people(data.chain.opening)
    yield say("Last seal"), for_people(data.chain.head)


def _results(data: RoundExport) -> Grid:
    items, columns = data.items_by_number(), columns_of(data.rules)
    named = dict(zip(columns.fields, (column.heading for column in columns.figures), strict=True))
    heads = ("Place", "Number", "Recommendation", columns.people[0].heading, *(named.get(f, "") for f in FIGURES))
    rows = []
    for one in in_order(data.tally):
        place = _unplaced(data) if one.place is None else f"{one.place}{' =' if one.tied else ''}"
        shown = one.whole.answers >= MINIMUM
        figures = _figures(data, one.whole) if shown else ("",) * (1 + len(FIGURES))
        rows.append((place if shown or one.place is None else "", str(one.number), items[one.number].text, *figures))
    return _without_empty(Grid("", tuple(data.said(head) for head in heads), tuple(rows), 2))


def _unplaced(data: RoundExport) -> str:
    return data.said("not ranked") if data.round.method == Method.RANKING else ""


def _figures(data: RoundExport, found: Figures) -> tuple[str, ...]:
    """How many answered, and what stands under `FIGURES`."""
    language = data.language
    supported = "" if found.supported is None else data.said("yes" if found.supported else "no")
    counted = count(found.answers, language), count(found.points, language)
    return (*counted, decimal(found.mean, language), percent(found.share, language), supported)


def _without_empty(grid: Grid) -> Grid:
    """Columns that say nothing, since the method does not have them, are left out; those before the text stay."""
    kept = [at for at in range(len(grid.heads)) if at <= grid.wide or any(row[at] for row in grid.rows)]
    rows = tuple(tuple(row[at] for at in kept) for row in grid.rows)
    return Grid(grid.title, tuple(grid.heads[at] for at in kept), rows, grid.wide)


def _turnout(data: RoundExport, title: str, head: str, rows: Iterable[tuple[str, Turnout]]) -> Grid:
    heads = tuple(data.said(one) for one in (head, "Invited", "Voted", "Turnout"))
    return Grid(data.said(title), heads, tuple((name, *_cells(data, row)) for name, row in rows), 0)


def _cells(data: RoundExport, row: Turnout) -> tuple[str, str, str]:
    """A figure that is withheld says so."""
    hidden, language = data.said("withheld"), data.language
    invited, voted = (count(figure, language) or hidden for figure in (row.invited, row.voted))
    return invited, voted, percent(row.share, language)


def _quorum(data: RoundExport) -> Iterable[Grid]:
    """Without the groups' keys."""
    if data.quorum:
        whole = quorum_table(data)
        heads = tuple(data.said(column.heading) for column in whole.columns[1:])
        yield Grid(data.said("Quorum"), heads, tuple(_said(data, row[1:]) for row in whole.rows), 0)


def _said(data: RoundExport, row: Iterable[Cell]) -> tuple[str, ...]:
    return tuple(
        data.said("yes" if cell else "no") if isinstance(cell, bool) else "" if cell is None else str(cell)
        for cell in row
    )


def _texts(data: RoundExport) -> Iterable[Grid]:
    """Of each recommendation that was reworded, its texts."""
    heads = ("Number", "Version", "Recommendation", "Since", "Editorial", "Answers given to it")
    rows = []
    for one in data.versions:
        since = instant(
            datetime.fromisoformat(one.since) if one.since else data.round.opened_at, data.round.zone, data.language
        )
        editorial = data.said("yes" if one.editorial else "no") if one.since else ""
        rows.append((str(one.number), str(one.version), one.text, since, editorial, count(one.answers, data.language)))
    if rows:
        title = data.said("Texts that were changed while the round was open")
        yield Grid(title, tuple(map(data.said, heads)), tuple(rows), 2)


def _comments(data: RoundExport) -> Iterable[Grid]:
    if data.comments:
        yield grid_of(data, comment_counts(data), wide=0)


def grid_of(data: RoundExport, table: Table, wide: int) -> Grid:
    heads = tuple(data.said(column.heading) for column in table.columns)
    rows = tuple(tuple("" if cell is None else str(cell) for cell in row) for row in table.rows)
    return Grid(data.said(table.name), heads, rows, wide)
