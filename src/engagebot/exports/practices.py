"""Practices for whoever publishes them: only what its author allows, and the secretariat took."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from engagebot.exports.cells import clean
from engagebot.exports.csv_file import csv_bytes, instant
from engagebot.exports.tables import Cell, Column, table


@dataclass(frozen=True, slots=True)
class ExportedPractice:
    """`place` as its author wrote it; `route` is a key of the workstream file. `group_title` and `organisation` are in
    the workstream's language, the texts in `language`."""

    number: int
    title: str
    place: str
    route: str | None
    what_was_done: str
    for_whom: str
    result: str
    link: str | None
    language: str
    group: str
    group_title: str
    organisation: str | None
    sent_at: datetime
    accepted_at: datetime


def practices_csv(practices: Iterable[ExportedPractice]) -> bytes:
    columns = [Column(field.name, field.name) for field in fields(ExportedPractice)]
    return csv_bytes(table("practices", columns, [_cells(practice) for practice in practices]))


def _cells(practice: ExportedPractice) -> list[Cell]:
    return [getattr(practice, field.name) for field in fields(ExportedPractice)]


def practices_json(workstream: str, practices: Iterable[ExportedPractice]) -> bytes:
    told = {"workstream": workstream, "practices": [_plain(practice) for practice in practices]}
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def _plain(practice: ExportedPractice) -> dict[str, object]:
    return {name: _value(value) for name, value in asdict(practice).items()}


def _value(value: object) -> object:
    match value:
        case datetime():
            return instant(value)
        case str():
            return clean(value)
        case _:
            return value
