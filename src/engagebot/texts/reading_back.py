"""A finished body as lines of plain text, for a preview in a terminal: the words, then the rows of buttons."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from engagebot.channel import Body, Platform

_TAG = re.compile(r"<[^>]+>")


def words_of(platform: Platform, body: Mapping[str, object]) -> str | None:
    """A body's words alone; None where it has none, or none yet."""
    text = body.get("text")
    if not isinstance(text, str):
        return None
    return unescape(_TAG.sub("", text) if platform is Platform.TELEGRAM else text)


def shown(platform: Platform, body: Body) -> str:
    values: dict[str, Any] = dict(body)
    rows = _telegram_rows(values) if platform is Platform.TELEGRAM else _slack_rows(values)
    buttons = ("  ".join(f"[ {label} ]" for label in row) for row in rows)
    return "\n".join([words_of(platform, body) or "", "", *buttons]).rstrip()


def _telegram_rows(values: dict[str, Any]) -> Iterator[list[str]]:
    for row in values.get("reply_markup", {}).get("inline_keyboard", []):
        yield [button["text"] for button in row]


def _slack_rows(values: dict[str, Any]) -> Iterator[list[str]]:
    for block in values.get("blocks", []):
        if block["type"] == "actions":
            yield [element["text"]["text"] for element in block["elements"]]
