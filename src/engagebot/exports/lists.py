"""The tables that list one thing a line: ballots, comments, and what became of the announcements."""

from collections.abc import Iterator

from engagebot.exports.csv_file import csv_lines
from engagebot.exports.tables import Column, Shape, Table, table
from engagebot.exports.values import RoundExport

BALLOT = ("pseudonym", "number", "item", "version", "value")


def ballot_lines(data: RoundExport) -> Iterator[bytes]:
    """The ballots as CSV: too many of them to be held as a table."""
    items = data.items_by_number()
    rows = (
        (answer.pseudonym, answer.number, items[answer.number].key, answer.version, answer.value)
        for answer in data.ballots
    )
    return csv_lines(BALLOT, rows)


def comment_table(data: RoundExport) -> Table:
    columns = (
        Column("line", "Line", Shape.COUNT, 7),
        Column("number", "No.", Shape.COUNT, 7),
        Column("item", "Item", Shape.WORD, 16),
        Column("paragraph", "Paragraph", Shape.COUNT, 10),
        Column("kind", "Type", Shape.WORD, 14),
        Column("text", "Comment", Shape.TEXT, 60),
        Column("proposed", "Proposed text", Shape.TEXT, 40),
        Column("rationale", "Rationale", Shape.TEXT, 40),
        Column("group", "Group", Shape.WORD, 18),
        Column("group_title", "Name of the group", Shape.TEXT, 30),
        Column("withheld", "Withheld", Shape.WORD, 10),
        Column("disposition", "Disposition", Shape.WORD, 14),
        Column("reason", "Reason", Shape.TEXT, 40),
        Column("merged_into", "Merged into line", Shape.COUNT, 10),
    )
    items = data.items_by_number()
    rows = (
        (
            at,
            line.number,
            None if line.number is None else items[line.number].key,
            line.paragraph,
            line.kind,
            line.text,
            line.proposed,
            line.rationale,
            line.group,
            None if line.group is None else data.group_title(line.group),
            line.group is None,
            line.outcome,
            line.reason,
            line.merged_into,
        )
        for at, line in enumerate(data.comments, start=1)
    )
    return table("comments", columns, rows)


def feedback_table(data: RoundExport) -> Table:
    columns = (
        Column("event", "Event"),
        Column("title", "Title", Shape.TEXT),
        Column("starts_at", "Starts"),
        Column("going", "Going", Shape.COUNT),
        Column("maybe", "Maybe", Shape.COUNT),
        Column("no", "No", Shape.COUNT),
        Column("marks", "Marks", Shape.COUNT),
        Column("mean", "Mean mark", Shape.MEAN),
    )
    rows = (
        (one.event, one.title, one.starts_at, one.going, one.maybe, one.no, one.marks, one.mean)
        for one in data.feedback
    )
    return table("events", columns, rows)


def event_comment_table(data: RoundExport) -> Table:
    columns = (Column("event", "Event"), Column("text", "Comment", Shape.TEXT, 80))
    return table("event comments", columns, ((one.event, line) for one in data.feedback for line in one.lines))


def named_table(data: RoundExport) -> Table:
    columns = (Column("pseudonym", "Pseudonym"), Column("organisation", "Organisation"), Column("name", "Name"))
    return table("named", columns, ((one.pseudonym, one.organisation, one.name) for one in data.named))


def mandate_table(data: RoundExport) -> Table:
    columns = (
        Column("from", "From"),
        Column("to", "To"),
        Column("state", "State"),
        Column("given_at", "Given"),
        Column("reason", "Reason", Shape.TEXT),
        Column("by", "By"),
        Column("revoked_at", "Revoked"),
        Column("revoked_by", "Revoked by"),
        Column("revoked_why", "Why", Shape.TEXT),
    )
    rows = (
        (
            *(one.giver, one.holder, one.state, one.given_at, one.reason, one.by),
            *(one.revoked_at, one.revoked_by, one.revoked_why),
        )
        for one in data.mandates
    )
    return table("mandates", columns, rows)


def delivery_table(data: RoundExport) -> Table:
    columns = (
        Column("announcement", "Announcement", Shape.COUNT),
        Column("kind", "Kind"),
        Column("about", "About"),
        Column("due_at", "Due"),
        Column("recipients", "Recipients", Shape.COUNT),
        Column("platform", "Platform"),
        Column("state", "State"),
        Column("reason", "Reason", Shape.TEXT),
        Column("messages", "Messages", Shape.COUNT),
    )
    rows = (
        (
            line.announcement,
            line.kind,
            line.about,
            line.due_at,
            line.recipients,
            line.platform,
            line.state,
            line.reason,
            line.messages,
        )
        for line in data.deliveries
    )
    return table("delivery report", columns, rows)
