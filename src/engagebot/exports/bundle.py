"""A round's bundle: a folder with everything a secretariat publishes or keeps, and a zip of what it publishes."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from engagebot.domain.digests import Json
from engagebot.exports.calendar import calendar_of
from engagebot.exports.checking import program
from engagebot.exports.csv_file import csv_bytes
from engagebot.exports.documents import (
    json_bytes,
    receipt_lines,
    roll_lines,
    tally_document,
    time_lines,
    vote_lines,
)
from engagebot.exports.folder import READ_ME, fresh_folder, refuse_foreign
from engagebot.exports.lists import (
    ballot_lines,
    comment_table,
    delivery_table,
    event_comment_table,
    feedback_table,
    mandate_table,
    named_table,
)
from engagebot.exports.read_me import read_me_lines
from engagebot.exports.statistics import (
    concordance_table,
    group_table,
    pair_table,
    quorum_table,
    tally_table,
    turnout_table,
    version_table,
)
from engagebot.exports.values import RoundExport
from engagebot.exports.workbook import workbook_bytes
from engagebot.exports.zipped import fresh_zip, refuse_foreign_zip

EVENTS = "events.ics"
QUORUM = "quorum.csv"
PAIRS, CONCORDANCE = "pairs.csv", "concordance.csv"
VERSIONS = "versions.csv"
MANIFEST = "manifest.json"
PUBLISHED = frozenset(
    (
        READ_ME,
        MANIFEST,
        "verify.py",
        "tally.xlsx",
        "tally.csv",
        "tally-by-group.csv",
        "turnout.csv",
        QUORUM,
        PAIRS,
        CONCORDANCE,
        VERSIONS,
        "tally.json",
        "opening.json",
        "votes.jsonl",
        "ballots.csv",
        "receipts.txt",
        "comments.csv",
        "events.csv",
        "event-comments.csv",
        EVENTS,
    )
)
PRIVATE = "not-for-publication"
PRIVATE_MANIFEST = f"{PRIVATE}/{MANIFEST}"
MANDATES = f"{PRIVATE}/mandates.csv"
NAMED = f"{PRIVATE}/named.csv"
SOMETIMES = frozenset((QUORUM, PAIRS, CONCORDANCE, VERSIONS, MANDATES, NAMED))
"""Only of a round with a quorum, of a ranking, of one that is named to the secretariat, or where a text was changed or
mandates were filed."""
KEPT = frozenset(f"{PRIVATE}/{name}" for name in ("roll.jsonl", "times.jsonl", "verify_all.py", "delivery-report.csv"))
NAMES = PUBLISHED | KEPT | {PRIVATE_MANIFEST, MANDATES, NAMED}


def write_bundle(data: RoundExport, to: Path) -> list[Path]:
    """Write the files into the folder `to`, what may be published also into a zip beside it, and return their paths;
    the same data gives the same bytes.

    Raises FolderInTheWay for a folder that holds anything but an earlier bundle.
    """
    look_first(to)
    to = to.absolute()
    with fresh_folder(to, NAMES) as fresh, fresh_zip(zip_beside(to)) as archive:
        files = {name: _written(fresh / name, chunks) for name, chunks in contents(data).items()}
        for name, content in manifests(files).items():
            files[name] = _written(fresh / name, [content])
        for name in sorted(set(files) & PUBLISHED):
            archive.add(fresh / name, f"{data.round.key}/{name}")
    return [*(to / name for name in sorted(files)), zip_beside(to)]


def zip_bytes(data: RoundExport) -> bytes:
    """The zip alone."""
    with TemporaryDirectory(prefix="engagebot-") as folder:
        *_, archive = write_bundle(data, Path(folder) / data.round.key)
        return archive.read_bytes()


def look_first(to: Path) -> None:
    """Raises FolderInTheWay already before there is anything to write."""
    refuse_foreign(to, NAMES)
    refuse_foreign_zip(zip_beside(to.absolute()))


def zip_beside(to: Path) -> Path:
    return to.with_name(f"{to.name}.zip")


def manifests(files: Mapping[str, Json]) -> dict[str, bytes]:
    """By name: that of what is published, which says nothing of the other files, since whoever guesses what stands in
    one would know it by its hash; and that of those, which stays with them. Neither has itself."""
    kept = {name for name in files if name.startswith(f"{PRIVATE}/")}
    return {MANIFEST: _manifest(files, set(files) - kept), PRIVATE_MANIFEST: _manifest(files, kept)}


def _manifest(files: Mapping[str, Json], of: Collection[str]) -> bytes:
    return json_bytes({"files": {name.removeprefix(f"{PRIVATE}/"): files[name] for name in of}, "format": 1})


def _written(to: Path, chunks: Iterable[bytes]) -> Json:
    """What the manifest says of the file."""
    to.parent.mkdir(exist_ok=True)
    found, size = hashlib.sha256(), 0
    with to.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
            found.update(chunk)
            size += len(chunk)
    return {"sha256": found.hexdigest(), "size": size}


def contents(data: RoundExport) -> dict[str, Iterable[bytes]]:
    """By name, all but the manifests."""
    files: dict[str, Iterable[bytes]] = {
        READ_ME: [("\n".join(read_me_lines(data)) + "\n").encode()],
        "verify.py": [program("verify.py")],
        "tally.xlsx": [workbook_bytes(data)],
        "tally.csv": [csv_bytes(tally_table(data))],
        "tally-by-group.csv": [csv_bytes(group_table(data))],
        "turnout.csv": [csv_bytes(turnout_table(data))],
        "tally.json": [json_bytes(tally_document(data))],
        "opening.json": [json_bytes(data.opening)],
        "votes.jsonl": vote_lines(data),
        "ballots.csv": ballot_lines(data),
        "receipts.txt": receipt_lines(data),
        "comments.csv": [csv_bytes(comment_table(data))],
        "events.csv": [csv_bytes(feedback_table(data))],
        "event-comments.csv": [csv_bytes(event_comment_table(data))],
        f"{PRIVATE}/roll.jsonl": roll_lines(data),
        f"{PRIVATE}/times.jsonl": time_lines(data),
        f"{PRIVATE}/verify_all.py": [program("verify_all.py")],
        f"{PRIVATE}/delivery-report.csv": [csv_bytes(delivery_table(data))],
    }
    if data.compared:
        files |= {PAIRS: [csv_bytes(pair_table(data))], CONCORDANCE: [csv_bytes(concordance_table(data))]}
    if data.quorum:
        files[QUORUM] = [csv_bytes(quorum_table(data))]
    if data.named:
        files[NAMED] = [csv_bytes(named_table(data))]
    if data.mandates:
        files[MANDATES] = [csv_bytes(mandate_table(data))]
    if data.versions:
        files[VERSIONS] = [csv_bytes(version_table(data))]
    if data.events:
        files[EVENTS] = [calendar_of(data.events, data.dated).encode()]
    return files
