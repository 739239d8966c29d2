"""From a filled template to a tree.

Outside of values the layout is what one sees: a newline ends a line, a blank line ends a paragraph, blanks run
together. `<v>` holds a value, in which every character counts; `<b> <i> <code> <a href>` are styles, `<q>` is a
quoted paragraph, `<row>` a row of `<button action>` or `<button url>`.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape
from itertools import chain

from engagebot.texts.directions import RLM, isolated
from engagebot.texts.tree import PLAIN, Button, Message, Paragraph, Span, Style, merged

_BLANKS = re.compile("[ \t\r]+")
_LABEL_BLANKS = re.compile("[ \t\r\n]+")
_PIECES = re.compile("<(/?)([a-z]+)([^>]*)>|([^<]+|<)", re.IGNORECASE)
"""Tags, and the text between them. No value holds a sign of either: `words` escapes them."""
_ATTRIBUTES = re.compile("""([a-z]+)=(?:"([^"]*)"|'([^']*)')""")


class _Writer:
    """Lines into paragraphs. `rtl`: each line is marked as one that runs from right to left."""

    def __init__(self, rtl: bool) -> None:
        self.paragraphs: list[Paragraph] = []
        self._rtl = rtl
        self._lines: list[list[Span]] = []
        self._line: list[Span] = []
        self._loose = False
        """Whether the line ends with blanks that are not a value's."""

    def loose(self, text: str, style: Style) -> None:
        """The template's own words."""
        first, *others = _BLANKS.sub(" ", text).split("\n")
        self._words(first, style)
        for part in others:
            self.end_line()
            self._words(part, style)

    def _words(self, text: str, style: Style) -> None:
        text = text if self._line and not self._loose else text.lstrip(" ")
        if text:
            self._line.append(Span(text, style))
            self._loose = text.endswith(" ")

    def literal(self, text: str, style: Style) -> None:
        if text:
            self._line.append(Span(text, style))
            self._loose = False

    def end_line(self) -> None:
        if self._line and self._loose:
            last = self._line.pop()
            self._line.append(replace(last, text=last.text.rstrip(" ")))
        if self._line:
            self._lines.append(_marked(self._line) if self._rtl else self._line)
        else:
            self.end_paragraph()
        self._line, self._loose = [], False

    def end_paragraph(self, quote: bool = False) -> None:
        if self._line:
            self.end_line()
        if self._lines:
            self.paragraphs.append(Paragraph(_joined(self._lines), quote))
        self._lines = []


def _marked(line: list[Span]) -> list[Span]:
    first, *others = line
    return [replace(first, text=RLM + first.text), *others]


def _joined(lines: list[list[Span]]) -> tuple[Span, ...]:
    """Lines with newlines between them."""
    return merged(chain(*([Span("\n"), *line] if number else line for number, line in enumerate(lines))))


class _Reader:
    def __init__(self, rtl: bool) -> None:
        self.writer = _Writer(rtl)
        self.rows: list[tuple[Button, ...]] = []
        self._rtl = rtl
        self._styles = [PLAIN]
        self._values = 0
        self._row: list[Button] | None = None
        self._button: tuple[str | None, str | None] | None = None
        self._label: list[tuple[str, bool]] = []
        """Pieces of a button's words, and whether each is a value."""

    def read(self, markup: str) -> None:
        """Text runs up to the next tag, also over a `<` that begins none."""
        text: list[str] = []
        for ends, tag, attributes, words in _PIECES.findall(markup):
            if words:
                text.append(words)
                continue
            self._data(text)
            if ends:
                self._end(tag)
            else:
                self._start(tag, _given(attributes))
        self._data(text)
        self.writer.end_paragraph()

    def _start(self, tag: str, given: Mapping[str, str]) -> None:
        match tag:
            case "v":
                self._values += 1
            case "b" | "i" | "code" | "a":
                self._styles.append(_styled(self._styles[-1], tag, given.get("href")))
            case "q":
                self.writer.end_paragraph()
            case "row":
                self._row = []
            case "button":
                self._button, self._label = (given.get("action"), given.get("url")), []
            case _:
                raise ValueError(f"<{tag}> is none of the tags that templates may use")

    def _end(self, tag: str) -> None:
        match tag:
            case "v":
                self._values -= 1
            case "b" | "i" | "code" | "a":
                self._styles.pop()
            case "q":
                self.writer.end_paragraph(quote=True)
            case "row" if self._row:
                self.rows.append(tuple(self._row))
                self._row = None
            case "row":
                self._row = None
            case "button" if self._row is not None and self._button is not None:
                self._row.append(Button(_label(self._label, self._rtl), *self._button))
                self._button = None

    def _data(self, pieces: list[str]) -> None:
        """Takes the pieces out of the list."""
        if not pieces:
            return
        data = unescape("".join(pieces))
        pieces.clear()
        if self._button is not None:
            self._label.append((data, bool(self._values)))
        elif self._row is None and self._values:
            self.writer.literal(isolated(data, self._rtl), self._styles[-1])
        elif self._row is None:
            self.writer.loose(data, self._styles[-1])


def _given(attributes: str) -> dict[str, str]:
    if not attributes:
        return {}
    return {name: unescape(double or single) for name, double, single in _ATTRIBUTES.findall(attributes)}


def _styled(style: Style, tag: str, href: str | None) -> Style:
    match tag:
        case "b":
            return replace(style, bold=True)
        case "i":
            return replace(style, italic=True)
        case "code":
            return replace(style, code=True)
        case _:
            return replace(style, url=href)


def _label(pieces: list[tuple[str, bool]], rtl: bool) -> str:
    """On one line, and never empty, which no platform takes. A label that is nothing but a value runs its own way."""
    mixed = any(not value and text.strip() for text, value in pieces)
    words = "".join(isolated(text, rtl) if value and mixed else text for text, value in pieces)
    words = _LABEL_BLANKS.sub(" ", words).strip(" ") or "…"
    return RLM + words if mixed and rtl else words


def parse(markup: str, rtl: bool = False) -> Message:
    """`rtl`: whether the reader's language runs from right to left."""
    reader = _Reader(rtl)
    reader.read(markup)
    return Message(tuple(reader.writer.paragraphs), tuple(reader.rows))
