"""YAML as a tree that knows its lines.

Values stay texts as they were typed: what they mean is asked for by whoever reads them, so that `1.10` stays
`1.10` and `no` stays `no`. Aliases and tags are refused: nothing here needs them, and with a few of them
a small file unfolds into an endless one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from engagebot.workfile import limits
from engagebot.workfile.mistakes import Notebook


@dataclass(frozen=True, slots=True)
class Text:
    line: int
    value: str


@dataclass(frozen=True, slots=True)
class Blank:
    """Nothing is written there: an empty value, `~` or `null`."""

    line: int


@dataclass(frozen=True, slots=True)
class Items:
    line: int
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """`line` is the key's."""

    line: int
    node: "Node"


@dataclass(frozen=True, slots=True)
class Fields:
    line: int
    entries: Mapping[str, Entry]


Node = Text | Blank | Items | Fields


def kind_of(node: Node) -> str:
    match node:
        case Text():
            return "a text"
        case Items():
            return "a list"
        case Fields():
            return "a mapping (key: value)"
        case Blank():
            return "nothing"


NULL = "tag:yaml.org,2002:null"
HINTS = {
    "mapping values are not allowed": 'A text that holds ": " has to stand in "quotes".',
    "'\\t'": "Indent with spaces, not with tabs.",
    "could not find expected ':'": "A key needs a colon and a space behind it; or the line above has to be indented.",
    "but got '?'": 'A text with a question mark in it has to stand in "quotes" here.',
    "but got ':'": 'A text that holds ":" has to stand in "quotes" here.',
    "expected <block end>": "This line is not indented like its neighbours, or a quotation mark above is open.",
    "unexpected end of stream": "A quotation mark or a bracket was opened and not closed.",
    "found another document": "One file is one workstream: take out the line with ---.",
}


def grow(text: str, book: Notebook) -> Node | None:
    """The tree of one YAML document; None where it cannot be read at all, with the reason in the book."""
    if len(text) > limits.FILE:
        book.mistake(1, (), f"The file is longer than {limits.FILE:,} characters.")
        return None
    try:
        root = _Composer(text, book).get_single_node()
        return Blank(1) if root is None else _node(root, (), book)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problem = error.problem or "it cannot be read"
        hint = next((hint for sign, hint in HINTS.items() if sign in problem), "")
        book.mistake(line, (), f"This is not YAML: {problem}. {hint}".rstrip())
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        book.mistake(line, (), "There is an invisible character here that no text needs. Take it out.")
    except _TooDeep:
        pass
    return None


class _TooDeep(Exception):
    """Reading stops here; the reason is in the book."""


class _Composer(yaml.SafeLoader):
    def __init__(self, text: str, book: Notebook) -> None:
        super().__init__(text)
        self._book = book
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: yaml.NodeEvent | yaml.AliasEvent = self.peek_event()  # type: ignore[no-untyped-call]
        line = _line(event)
        if isinstance(event, yaml.AliasEvent):
            self._book.mistake(line, (), f"*{event.anchor}: write it out; a workstream file has no aliases.")
            self.get_event()  # type: ignore[no-untyped-call]
            return yaml.ScalarNode(NULL, "", event.start_mark, event.end_mark)  # type: ignore[arg-type]
        tag = getattr(event, "tag", None)
        if tag not in (None, "!"):
            self._book.mistake(line, (), f"{tag}: take it out; a workstream file has no tags.")
        if self._depth == limits.DEPTH:
            self._book.mistake(line, (), f"This is more than {limits.DEPTH} levels deep; no workstream file is.")
            raise _TooDeep
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


def _line(marked: yaml.Event | yaml.Node) -> int:
    return 1 if marked.start_mark is None else marked.start_mark.line + 1


def _node(node: yaml.Node, where: tuple[str, ...], book: Notebook) -> Node:
    line = _line(node)
    match node:
        case yaml.MappingNode():
            return Fields(line, _entries(node, where, book))
        case yaml.SequenceNode():
            return Items(line, tuple(_node(item, where, book) for item in node.value))
        case yaml.ScalarNode() if node.tag != NULL or node.value not in ("", "~", "null", "Null", "NULL"):
            return Text(line, node.value)
        case _:
            return Blank(line)


def _entries(mapping: yaml.MappingNode, where: tuple[str, ...], book: Notebook) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for key_node, value_node in mapping.value:
        line = _line(key_node)
        if not isinstance(key_node, yaml.ScalarNode):
            book.mistake(line, where, "A key has to be a word, not a list or a mapping.")
            continue
        key = key_node.value
        if key in entries:
            book.mistake(line, (*where, key), f"stands here twice; the first is on line {entries[key].line}.")
            continue
        entries[key] = Entry(line, _node(value_node, (*where, key), book))
    return entries
