"""Slack's body: rich text, in which a user's `*` and `<!channel>` stay what they are, and blocks of buttons.

Limits: https://docs.slack.dev/reference/block-kit/blocks
"""

import json
from collections.abc import Sequence

from pydantic import JsonValue

from engagebot.texts.errors import OverLimit
from engagebot.texts.plain import plain_text
from engagebot.texts.tree import Button, Message, Paragraph, Row, Span, Style, merged
from engagebot.texts.words import short

BLOCKS = 50
HOME_BLOCKS = 100
ALL_BLOCKS = 13_200
"""Characters of the blocks as JSON, beyond which Slack answers `msg_blocks_too_long`; it is not in the
documentation (github.com/slackapi/bolt-js issue 2509)."""
TEXT = 4000
"""Of the top-level text, in `chat.update`."""
ACROSS = 25
LABEL = 75
VALUE = 2000
URL = 3000


def slack_body(message: Message) -> dict[str, JsonValue]:
    """`text` is what notifications and screen readers give. Raises OverLimit."""
    blocks: list[JsonValue] = [{"type": "rich_text", "elements": _elements(message.paragraphs)}]
    blocks += _actions(message.rows)
    if len(blocks) > BLOCKS:
        raise OverLimit(len(blocks), BLOCKS, "blocks")
    size = len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))
    if size > ALL_BLOCKS:
        raise OverLimit(size, ALL_BLOCKS, "characters, markup included,")
    return {"text": _fallback(plain_text(message)), "blocks": blocks}


def home_body(messages: Sequence[Message]) -> dict[str, JsonValue]:
    """A view for the Home tab: the messages one below the other, with a line between them. Raises OverLimit.
    Source: https://docs.slack.dev/reference/views/home-tab-views"""
    blocks: list[JsonValue] = []
    for message in messages:
        line: list[JsonValue] = [{"type": "divider"}] if blocks else []
        blocks += [*line, {"type": "rich_text", "elements": _elements(message.paragraphs)}, *_actions(message.rows)]
    if len(blocks) > HOME_BLOCKS:
        raise OverLimit(len(blocks), HOME_BLOCKS, "blocks")
    return {"type": "home", "blocks": blocks}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _fallback(text: str) -> str:
    """Cut before it is escaped, so that no entity is cut in two."""
    kept = text
    while len(_escaped(kept)) > TEXT:
        over = len(_escaped(kept)) - TEXT
        kept = kept[: len(kept) - max(1, over // 5) - 1] + "…"
    return _escaped(kept)


def _elements(paragraphs: tuple[Paragraph, ...]) -> list[JsonValue]:
    """Neighbouring paragraphs share a section, with a blank line between them; a quotation stands by itself."""
    elements: list[JsonValue] = []
    section: list[Span] = []
    for number, paragraph in enumerate(paragraphs):
        if paragraph.quote:
            elements += _section(section)
            elements.append({"type": "rich_text_quote", "elements": _runs(list(paragraph.spans))})
            section = [Span("\n")] if number + 1 < len(paragraphs) else []
        else:
            apart = [Span("\n\n")] if section and section != [Span("\n")] else []
            section = [*section, *apart, *paragraph.spans]
    return elements + _section(section)


def _section(spans: list[Span]) -> list[JsonValue]:
    return [{"type": "rich_text_section", "elements": _runs(spans)}] if spans else []


def _runs(spans: list[Span]) -> list[JsonValue]:
    return [_run(span) for span in merged(spans)]


def _run(span: Span) -> JsonValue:
    run: dict[str, JsonValue] = {"type": "text", "text": span.text}
    if span.style.url:
        run = {"type": "link", "url": span.style.url, "text": span.text}
    style = _style(span.style)
    return {**run, "style": style} if style else run


def _style(style: Style) -> dict[str, JsonValue]:
    flags = {"bold": style.bold, "italic": style.italic, "code": style.code}
    return {name: True for name, on in flags.items() if on}


def _actions(rows: tuple[Row, ...]) -> list[JsonValue]:
    """Slack wants every `action_id` of a message to be another one; what counts is the `value`."""
    taken: set[str] = set()
    blocks: list[JsonValue] = []
    for row in rows:
        if len(row) > ACROSS:
            raise OverLimit(len(row), ACROSS, "buttons in a row")
        blocks.append({"type": "actions", "elements": [_button(button, taken) for button in row]})
    return blocks


def _button(button: Button, taken: set[str]) -> JsonValue:
    label: JsonValue = {"type": "plain_text", "text": short(button.label, LABEL), "emoji": False}
    if button.url is not None:
        _check(button.url, URL, "characters in the address of a button")
        return {"type": "button", "text": label, "url": button.url, "action_id": _new("url:", taken)}
    action = button.action or ""
    _check(action, VALUE, "characters in the action of a button")
    return {"type": "button", "text": label, "value": action, "action_id": _new(action, taken)}


def _check(text: str, limit: int, unit: str) -> None:
    if len(text) > limit:
        raise OverLimit(len(text), limit, unit)


def _new(action: str, taken: set[str]) -> str:
    """The action itself, or with a number behind it where it stands on a second button."""
    names = (action[:240], *(f"{action[:240]}#{n}" for n in range(2, 102)))
    name = next(name for name in names if name not in taken)
    taken.add(name)
    return name
