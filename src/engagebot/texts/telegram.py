"""Telegram's body: HTML text with an inline keyboard. Limits: https://core.telegram.org/bots/api#sendmessage"""

from html import escape

from pydantic import JsonValue

from engagebot.texts.errors import OverLimit
from engagebot.texts.plain import plain_text
from engagebot.texts.tree import Button, Message, Paragraph, Row, Span
from engagebot.texts.words import short

TEXT = 4096
"""Counted after the markup is read; in UTF-16 units here, which is never less than what Telegram counts."""
DATA_BYTES = 64
ACROSS = 8
BUTTONS = 100
LABEL = 64
"""Telegram names no limit; a phone shows less."""


def telegram_body(message: Message) -> dict[str, JsonValue]:
    """Raises OverLimit."""
    length = len(plain_text(message).encode("utf-16-le")) // 2
    if length > TEXT:
        raise OverLimit(length, TEXT)
    body: dict[str, JsonValue] = {
        "text": _text(message.paragraphs),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    if message.rows:
        body["reply_markup"] = {"inline_keyboard": _keyboard(message.rows)}
    return body


def _text(paragraphs: tuple[Paragraph, ...]) -> str:
    """A quotation is set apart by itself, so one newline beside it is enough."""
    parts: list[str] = []
    for number, paragraph in enumerate(paragraphs):
        if number:
            parts.append("\n" if paragraph.quote or paragraphs[number - 1].quote else "\n\n")
        text = "".join(_span(span) for span in paragraph.spans)
        parts.append(f"<blockquote>{text}</blockquote>" if paragraph.quote else text)
    return "".join(parts)


def _span(span: Span) -> str:
    """Telegram lets no other style share a run with code."""
    text, style = escape(span.text, quote=False).replace('"', "&quot;"), span.style
    if style.code:
        return f"<code>{text}</code>"
    if style.italic:
        text = f"<i>{text}</i>"
    if style.bold:
        text = f"<b>{text}</b>"
    return f'<a href="{escape(style.url)}">{text}</a>' if style.url else text


def _keyboard(rows: tuple[Row, ...]) -> list[JsonValue]:
    count = sum(len(row) for row in rows)
    if count > BUTTONS:
        raise OverLimit(count, BUTTONS, "buttons")
    widest = max(len(row) for row in rows)
    if widest > ACROSS:
        raise OverLimit(widest, ACROSS, "buttons in a row")
    return [[_button(button) for button in row] for row in rows]


def _button(button: Button) -> JsonValue:
    label = short(button.label, LABEL)
    if button.url is not None:
        return {"text": label, "url": button.url}
    action = button.action or ""
    size = len(action.encode())
    if size > DATA_BYTES:
        raise OverLimit(size, DATA_BYTES, f"bytes in the action of the button {label}")
    return {"text": label, "callback_data": action}
