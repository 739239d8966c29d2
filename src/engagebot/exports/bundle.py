"""A round's bundle: a folder with everything a secretariat publishes or keeps."""

from pathlib import Path

from engagebot.exports.calendar import calendar_of
from engagebot.exports.csv_file import csv_bytes
from engagebot.exports.documents import ballots_document, json_bytes, tally_document, votes_document
from engagebot.exports.folder import READ_ME, refuse_foreign, write_folder
from engagebot.exports.lists import ballot_table, comment_table, delivery_table, event_comment_table, feedback_table
from engagebot.exports.read_me import read_me_lines
from engagebot.exports.statistics import group_table, tally_table, turnout_table
from engagebot.exports.values import RoundExport
from engagebot.exports.workbook import workbook_bytes

EVENTS = "events.ics"
NAMES = frozenset(
    (
        READ_ME,
        "tally.xlsx",
        "tally.csv",
        "tally-by-group.csv",
        "turnout.csv",
        "tally.json",
        "ballots.csv",
        "ballots.json",
        "votes.json",
        "comments.csv",
        "events.csv",
        "event-comments.csv",
        "delivery-report.csv",
        EVENTS,
    )
)


def write_bundle(data: RoundExport, to: Path) -> list[Path]:
    """Write the files into the folder `to` and return their paths; the same data gives the same bytes.

    Raises FolderInTheWay for a folder that holds anything but an earlier bundle.
    """
    return write_folder(to, bundle_files(data), NAMES)


def look_first(to: Path) -> None:
    """Raises FolderInTheWay already before there is anything to write."""
    refuse_foreign(to, NAMES)


def bundle_files(data: RoundExport) -> dict[str, bytes]:
    """By name."""
    files = {
        READ_ME: ("\n".join(read_me_lines(data)) + "\n").encode(),
        "tally.xlsx": workbook_bytes(data),
        "tally.csv": csv_bytes(tally_table(data)),
        "tally-by-group.csv": csv_bytes(group_table(data)),
        "turnout.csv": csv_bytes(turnout_table(data)),
        "tally.json": json_bytes(tally_document(data)),
        "ballots.csv": csv_bytes(ballot_table(data)),
        "ballots.json": json_bytes(ballots_document(data)),
        "votes.json": json_bytes(votes_document(data)),
        "comments.csv": csv_bytes(comment_table(data)),
        "events.csv": csv_bytes(feedback_table(data)),
        "event-comments.csv": csv_bytes(event_comment_table(data)),
        "delivery-report.csv": csv_bytes(delivery_table(data)),
    }
    if data.events:
        files[EVENTS] = calendar_of(data.events, data.made_at).encode()
    return files
