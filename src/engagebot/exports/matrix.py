"""The comment matrix as a secretariat publishes it, in the form of the Codex Alimentarius and the IPPC: what the
comment is on, the comment, the proposed text, the rationale, the submitter, the type, and what was done with it."""

from collections import Counter
from collections.abc import Sequence

from engagebot.exports.tables import Column, Shape, Table, table
from engagebot.exports.values import CommentLine, RoundExport

KINDS = {
    "editorial": "Editorial",
    "substantive": "Substantive",
    "technical": "Technical",
    "translation": "Translation",
}
OUTCOMES = {"accepted": "accepted", "partly": "accepted in part", "not": "not accepted", "noted": "noted"}
COLUMNS = (
    Column("line", "Line", Shape.COUNT, 6),
    Column("number", "Item", Shape.WORD, 8),
    Column("paragraph", "Paragraph", Shape.COUNT, 10),
    Column("kind", "Type", Shape.WORD, 13),
    Column("text", "Comment", Shape.TEXT, 48),
    Column("proposed", "Proposed text", Shape.TEXT, 36),
    Column("rationale", "Rationale", Shape.TEXT, 30),
    Column("submitter", "Submitter", Shape.TEXT, 20),
    Column("disposition", "Disposition", Shape.WORD, 16),
    Column("reason", "Reason", Shape.TEXT, 36),
    Column("merged_into", "Merged into line", Shape.COUNT, 10),
)


def comment_matrix(data: RoundExport) -> Table:
    """In the order of the items; every word in the reader's language."""
    return table("Comments", COLUMNS, (_row(data, at, line) for at, line in enumerate(data.comments, start=1)))


def _row(data: RoundExport, at: int, line: CommentLine) -> Sequence[str | int | None]:
    return (
        at,
        data.said("whole list") if line.number is None else str(line.number),
        line.paragraph,
        data.said(KINDS.get(line.kind, line.kind)),
        line.text,
        line.proposed,
        line.rationale,
        None if line.group is None else data.group_title(line.group),
        None if line.outcome is None else data.said(OUTCOMES.get(line.outcome, line.outcome)),
        line.reason,
        line.merged_into,
    )


def comment_counts(data: RoundExport) -> Table:
    """How many of each type became what."""
    counts = Counter((line.kind, line.outcome) for line in data.comments)
    columns = (
        Column("kind", "Type"),
        *(Column(outcome, english, Shape.COUNT) for outcome, english in OUTCOMES.items()),
        Column("open", "not decided yet", Shape.COUNT),
    )
    outcomes = (*OUTCOMES, None)
    rows: list[tuple[str | int, ...]] = [
        (data.said(english), *(counts[kind, outcome] for outcome in outcomes))
        for kind, english in KINDS.items()
        if any(counts[kind, outcome] for outcome in outcomes)
    ]
    return table("Number of comments", columns, rows)
