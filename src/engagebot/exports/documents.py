"""The bundle's JSON files."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from heapq import merge
from operator import itemgetter

from engagebot.domain.digests import Json, canonical, for_people
from engagebot.domain.suppression import MINIMUM
from engagebot.exports.cells import clean
from engagebot.exports.csv_file import instant
from engagebot.exports.statistics import (
    concordance_table,
    group_table,
    pair_table,
    quorum_table,
    tally_table,
    turnout_table,
    version_table,
)
from engagebot.exports.tables import Cell, Table
from engagebot.exports.values import RoundExport


def json_bytes(value: Json) -> bytes:
    """Readable, in UTF-8, with sorted keys."""
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def tally_document(data: RoundExport) -> Json:
    """The tables of figures, each row with its columns' keys, as in the CSV files."""
    ranked = {"pairs": _rows(pair_table(data)), "concordance": _rows(concordance_table(data))} if data.compared else {}
    quorum = {"quorum": _rows(quorum_table(data))} if data.quorum else {}
    reworded = {"versions": _rows(version_table(data))} if data.versions else {}
    return {
        **ranked,
        **quorum,
        **reworded,
        "round": _round(data),
        "withheld_under": MINIMUM,
        "tally": _rows(tally_table(data)),
        "by_group": _rows(group_table(data)),
        "turnout": _rows(turnout_table(data)),
    }


def _rows(table: Table) -> Json:
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, map(_plain, row), strict=True)) for row in table.rows]


def _plain(cell: Cell) -> Json:
    match cell:
        case datetime():
            return instant(cell)
        case str():
            return clean(cell)
    return cell


def _round(data: RoundExport) -> Json:
    facts = data.round
    return {
        "key": facts.key,
        "title": facts.title,
        "question": facts.question,
        "workstream": facts.workstream,
        "method": facts.method,
        "options": data.options,
        "anonymity": facts.anonymity,
        "threshold": facts.threshold,
        "opened_at": instant(facts.opened_at),
        "closes_at": instant(facts.closes_at),
        "closed_at": instant(facts.closed_at) if facts.closed_at else None,
        "provisional": facts.provisional,
        "votes": data.chain.length - len(data.rewordings),
        "head": data.chain.head,
        "seal_at_opening": for_people(data.chain.opening),
        "seal": for_people(data.chain.head),
    }


def vote_lines(data: RoundExport) -> Iterator[bytes]:
    """All that the chain's hashes are made of, a vote a line, and a new text where it stands among them."""
    votes = ((vote.sequence, asdict(vote)) for vote in data.votes)
    texts = ((text.sequence, asdict(text)) for text in data.rewordings)
    return (_line(fields) for _, fields in merge(votes, texts, key=itemgetter(0)))


def roll_lines(data: RoundExport) -> Iterator[bytes]:
    return (_line(asdict(entry)) for entry in data.roll)


def time_lines(data: RoundExport) -> Iterator[bytes]:
    return (_line(asdict(opened)) for opened in data.times)


def receipt_lines(data: RoundExport) -> Iterator[bytes]:
    return (f"{found.hex()}\n".encode() for found in data.receipts)


def _line(fields: Json) -> bytes:
    return canonical(fields) + b"\n"
