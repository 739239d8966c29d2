"""A message between template and platform: paragraphs of spans, and rows of buttons."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Style:
    bold: bool = False
    italic: bool = False
    code: bool = False
    url: str | None = None


PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style; it may hold newlines."""

    text: str
    style: Style = PLAIN


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Neighbours of one style made one, and none of them empty."""
    runs: list[Span] = []
    for span in spans:
        if runs and runs[-1].style == span.style:
            runs[-1] = Span(runs[-1].text + span.text, span.style)
        elif span.text:
            runs.append(span)
    return tuple(runs)


@dataclass(frozen=True, slots=True)
class Paragraph:
    spans: tuple[Span, ...]
    quote: bool = False

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Button:
    """Either `action`, which comes back when it is pressed, or `url`, which opens."""

    label: str
    action: str | None = None
    url: str | None = None


Row = tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Message:
    paragraphs: tuple[Paragraph, ...]
    rows: tuple[Row, ...] = ()
