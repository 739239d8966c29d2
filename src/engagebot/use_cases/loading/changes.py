"""What a load changed, in the words of a secretariat."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

NEW = "new"
WITHDRAWN = "no longer in the file, withdrawn"
BACK = "back in the file"
LONG = 60
"""Characters above which an old text is not repeated."""


@dataclass(frozen=True, slots=True)
class Change:
    """`kind` and `key` name the thing: event, intro-talk."""

    kind: str
    key: str
    what: str

    def __str__(self) -> str:
        return f"{' '.join(part for part in (self.kind, self.key) if part)}: {self.what}"


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """A new text of an item in an open round; `people`: how many are asked whether their answer to the old one stands,
    none where it is `editorial`."""

    round_key: str
    item: int
    key: str
    version: int
    people: int
    editorial: bool
    by_organisation: bool = False
    """Then `people` are organisations, whose focal points are asked."""

    def __str__(self) -> str:
        new = f"item {self.item} ({self.key}) has a new text, version {self.version}"
        if self.editorial:
            return f"{new}; an editorial change, so nobody is asked again"
        if not self.people:
            return f"{new}; nobody had answered on the old one"
        one, many = ("organisation", "organisations") if self.by_organisation else ("person", "people")
        who = f"{self.people} {one if self.people == 1 else many}"
        return f"{new}; {who} answered on the old text and will be asked to confirm"


@dataclass(frozen=True, slots=True)
class Changes:
    """False where the file says what was known already."""

    workstream_id: int
    key: str
    new: bool
    """Whether the workstream is loaded for the first time."""
    changes: tuple[Change, ...]
    reworded: tuple[AskedAgain, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes)

    def lines(self) -> list[str]:
        """Every change as one line."""
        return [str(change) for change in self.changes]


class Log:
    """Collects changes in the order in which they are found. `zone`: the one in which times are told."""

    def __init__(self, zone: str) -> None:
        self.zone = zone
        self.changes: list[Change] = []
        self.reworded: list[AskedAgain] = []

    def add(self, kind: str, key: str, what: str) -> None:
        change = Change(kind, key, what)
        if change not in self.changes:
            self.changes.append(change)

    def changed(self, kind: str, key: str, name: str, old: object, new: object, zone: str = "") -> None:
        self.add(kind, key, said(name, old, new, zone or self.zone))


def said(name: str, old: object, new: object, zone: str) -> str:
    """One value's change in words."""
    match old, new:
        case datetime(), datetime():
            return f"{name} moved from {local(old, zone)} to {local(new, zone)}"
        case None, _:
            return f"{name} added: {_short(new)}"
        case _, None:
            return f"{name} taken out"
        case dict(), dict() if _is_text(old) and _is_text(new):
            return "; ".join(_texts(name, old, new))
        case _:
            return f"{name} changed from {_short(old)} to {_short(new)}"


def local(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M %Z}"


def _is_text(value: Mapping[str, object]) -> bool:
    return bool(value) and all(isinstance(text, str) for text in value.values())


def _texts(name: str, old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    said = []
    for language in dict.fromkeys((*old, *new)):
        before, after = old.get(language), new.get(language)
        if before == after:
            continue
        if before is None:
            said.append(f"{name} added in {language}")
        elif after is None:
            said.append(f"{name} taken out in {language}")
        elif max(len(before), len(after)) > LONG:
            said.append(f"{name} reworded in {language}")
        else:
            said.append(f'{name} in {language} changed from "{before}" to "{after}"')
    return said or [f"{name}: another default language"]


def _short(value: object) -> str:
    match value:
        case dict() if not value:
            return "everyone"
        case dict():
            return "; ".join(f"{key}: {_short(part)}" for key, part in value.items())
        case list() | tuple():
            return ", ".join(str(part) for part in value) or "none"
        case str():
            return f'"{value}"' if len(value) <= LONG else f'"{value[:LONG].rstrip()}…"'
        case _:
            return str(value)
