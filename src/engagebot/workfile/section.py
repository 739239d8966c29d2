"""A mapping that is being read: each question about a key notes what is wrong with it, and reading goes on.

What a question answers after a mistake only has to be of the right type: nothing is loaded then.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from engagebot.workfile import limits
from engagebot.workfile.characters import is_web_address, one_line, paragraphs
from engagebot.workfile.mistakes import Notebook, Unclear, Where, did_you_mean
from engagebot.workfile.tree import Blank, Fields, Items, Node, Text, kind_of

KEY = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Named:
    """A word of a list, with its line."""

    line: int
    value: str


class Section:
    def __init__(self, book: Notebook, fields: Fields, where: Where = ()) -> None:
        self.book = book
        self.fields = fields
        self.where = where
        self._asked: list[str] = []

    @property
    def key(self) -> str:
        return self.where[-1]

    @property
    def line(self) -> int:
        return self.fields.line

    def line_of(self, key: str) -> int:
        """Where the key stands, or else the section itself."""
        entry = self.fields.entries.get(key)
        return self.line if entry is None else entry.line

    def mistake(self, key: str, what: str, line: int | None = None) -> None:
        self.book.mistake(line or self.line_of(key), (*self.where, key), what)

    def note(self, key: str, what: str) -> None:
        self.book.note(self.line_of(key), (*self.where, key), what)

    def has(self, key: str) -> bool:
        """Whether the key has a value."""
        entry = self.fields.entries.get(key)
        return entry is not None and not isinstance(entry.node, Blank)

    def node(self, key: str, required: bool = False) -> Node | None:
        """What stands at the key; None for nothing."""
        self._asked.append(key)
        if self.has(key):
            return self.fields.entries[key].node
        if required:
            self.mistake(key, "is empty." if key in self.fields.entries else "is missing.")
        return None

    def done(self) -> None:
        """Every key that nobody asked for is a mistake."""
        for key, entry in self.fields.entries.items():
            if key not in self._asked:
                hint = did_you_mean(key, self._asked) or f" Known here: {', '.join(sorted(self._asked))}."
                self.mistake(key, f"is not a known key.{hint}", entry.line)

    # Texts

    def scalar(self, key: str, required: bool = False) -> str | None:
        """As it was typed."""
        node = self.node(key, required)
        if node is None or isinstance(node, Text):
            return node.value if node else None
        self.mistake(key, f"should be one text, not {kind_of(node)}.")
        return None

    def maybe_text(self, key: str, limit: int) -> str | None:
        typed = self.scalar(key)
        return None if typed is None else self.checked(key, typed, limit)

    def text(self, key: str, limit: int) -> str:
        typed = self.scalar(key, required=True)
        return "" if typed is None else self.checked(key, typed, limit)

    def checked(
        self, key: str, typed: str, limit: int, line: int | None = None, long: bool = False, of: str = ""
    ) -> str:
        """The text with its spaces tidied; `long` keeps paragraphs, `of` says in which language it is."""
        try:
            value = paragraphs(typed) if long else one_line(typed)
        except Unclear as unclear:
            self.mistake(key, str(unclear), line)
            return ""
        if not value:
            self.mistake(key, "is empty.", line)
        if len(value) > limit:
            too_long = f"is {len(value)} characters long{of}; {limit} fit. Shorten it by {len(value) - limit}."
            self.mistake(key, too_long, line)
        return value

    def url(self, key: str) -> str | None:
        value = self.maybe_text(key, limits.URL)
        if value and not is_web_address(value):
            self.mistake(key, f'"{value}" is not a web address; it has to begin with https:// or http://.')
        return value

    def a_key(self, key: str) -> str:
        value = self.text(key, limits.KEY)
        if value and not KEY.fullmatch(value):
            self.mistake(key, f'"{value}" is no key: use small letters, digits, "-" and ".".')
        return value

    # Numbers and choices

    def whole(self, key: str, low: int, high: int) -> int | None:
        typed = self.scalar(key, required=True)
        if typed is None:
            return None
        if not re.fullmatch(r"[0-9]{1,9}", typed) or not low <= int(typed) <= high:
            self.mistake(key, f'"{typed}" should be a whole number from {low} to {high}.')
            return None
        return int(typed)

    def share(self, key: str) -> float | None:
        """A number from 0 to 1."""
        typed = self.scalar(key)
        if typed is None:
            return None
        if not re.fullmatch(r"0?\.[0-9]{1,4}|0|1|1\.0{1,4}", typed):
            self.mistake(key, f'"{typed}" should be a share from 0 to 1, such as 0.75 for 75 %.')
            return None
        return float(typed)

    def choice(self, key: str, options: type[Choice], default: Choice) -> Choice:
        typed = self.scalar(key)
        if typed is None:
            return default
        if typed not in list(options):
            hint = did_you_mean(typed, options)
            self.mistake(key, f'"{typed}" should be one of: {", ".join(options)}.{hint}')
            return default
        return options(typed)

    # Lists and mappings

    def names(self, key: str, required: bool = False) -> tuple[Named, ...]:
        """A list of words, each once; a single word is a list of one."""
        node = self.node(key, required)
        items = node.items if isinstance(node, Items) else () if node is None else (node,)
        if required and node is not None and not items:
            self.mistake(key, "is an empty list.")
        seen: dict[str, Named] = {}
        for item in items:
            if not isinstance(item, Text):
                self.mistake(key, f"should be a list of words; this is {kind_of(item)}.", item.line)
            elif item.value in seen:
                self.mistake(key, f'names "{item.value}" twice.', item.line)
            else:
                seen[item.value] = Named(item.line, item.value)
        return tuple(seen.values())

    def known(self, key: str, names: Iterable[Named], allowed: Iterable[str], what: str) -> tuple[str, ...]:
        """The names that are `allowed`; the others are mistakes."""
        allowed = tuple(allowed)
        for name in names:
            if name.value not in allowed:
                hint = did_you_mean(name.value, allowed) or f" Known: {', '.join(allowed) or 'none'}."
                self.mistake(key, f'"{name.value}" is not {what}.{hint}', name.line)
        return tuple(name.value for name in names if name.value in allowed)

    def inside(self, key: str, required: bool = False) -> "Section | None":
        """The mapping at the key."""
        node = self.node(key, required)
        if node is None or isinstance(node, Fields):
            return Section(self.book, node, (*self.where, key)) if node else None
        self.mistake(key, f"should be a mapping (key: value), not {kind_of(node)}.")
        return None

    def listed(self, key: str) -> Iterator[tuple[str, Node]]:
        """A list's items, each with its place for people: `agenda item 2`."""
        node = self.node(key)
        if node is not None and not isinstance(node, Items):
            self.mistake(key, f"should be a list (lines with a dash), not {kind_of(node)}.")
        for number, item in enumerate(node.items if isinstance(node, Items) else (), 1):
            yield f"{key} {number}", item

    def part(self, place: str, node: Node) -> "Section | None":
        """An item of a list as a mapping."""
        if isinstance(node, Fields):
            return Section(self.book, node, (*self.where, place))
        self.mistake(place, f"should be a mapping (key: value), not {kind_of(node)}.", node.line)
        return None

    def proper_keys(self) -> Iterator[str]:
        """Every key, each of which must look like one."""
        for key, entry in self.fields.entries.items():
            if not KEY.fullmatch(key) or len(key) > limits.KEY:
                self.mistake(
                    key,
                    f'is no key: use small letters, digits, "-" and ".", at most {limits.KEY}.',
                    entry.line,
                )
            yield key
