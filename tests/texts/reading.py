"""Read a finished body as a person sees it."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from pydantic import JsonValue, TypeAdapter

from engagebot.channel import Body

Json = dict[str, JsonValue]
_OBJECTS = TypeAdapter(list[Json])
_GRID = TypeAdapter(list[list[Json]])
_TEXT = TypeAdapter(str)
_OBJECT = TypeAdapter(Json)


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


def telegram_html(body: Body) -> _Html:
    reader = _Html()
    reader.feed(_TEXT.validate_python(body["text"]))
    reader.close()
    return reader


def runs(body: Body) -> Iterator[Json]:
    """The text and link elements of Slack's rich text, in order."""
    for part in _parts(body):
        yield from part


def _parts(body: Body) -> Iterator[list[Json]]:
    """The sections and quotations of Slack's rich text; each begins on a line of its own."""
    for block in _OBJECTS.validate_python(body["blocks"]):
        if block["type"] == "rich_text":
            for element in _OBJECTS.validate_python(block["elements"]):
                yield _OBJECTS.validate_python(element["elements"])


def visible(body: Body) -> str:
    """The running text, without the buttons."""
    if "blocks" in body:
        return "\n".join("".join(_TEXT.validate_python(run["text"]) for run in part) for part in _parts(body))
    return telegram_html(body).text


def unmarked(text: str) -> str:
    """Without the invisible marks that lead text from right to left, line by line."""
    return re.sub("[\u200f\u2066-\u2069]", "", text)


def buttons(body: Body) -> list[tuple[str, str]]:
    """Label, and what pressing it sends or opens."""
    if "blocks" in body:
        return list(_slack_buttons(body))
    markup = _OBJECT.validate_python(body.get("reply_markup", {"inline_keyboard": []}))
    rows = _GRID.validate_python(markup["inline_keyboard"])
    pressed = [(button["text"], button.get("url", button.get("callback_data"))) for row in rows for button in row]
    return [(_TEXT.validate_python(label), _TEXT.validate_python(what)) for label, what in pressed]


def _slack_buttons(body: Body) -> Iterator[tuple[str, str]]:
    for element in slack_elements(body):
        label = _OBJECT.validate_python(element["text"])["text"]
        yield _TEXT.validate_python(label), _TEXT.validate_python(element.get("url", element.get("value")))


def slack_elements(body: Body) -> Iterator[Json]:
    for block in _OBJECTS.validate_python(body["blocks"]):
        if block["type"] == "actions":
            yield from _OBJECTS.validate_python(block["elements"])
