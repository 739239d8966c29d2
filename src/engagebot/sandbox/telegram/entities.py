"""Which entities a text ends up with: those given, made consistent, and those that Telegram finds by itself."""

import re
from typing import Any

from engagebot.sandbox.telegram.errors import bad_request
from engagebot.sandbox.telegram.html import read_html
from engagebot.sandbox.telegram.links import checked_link
from engagebot.sandbox.telegram.parameters import Parameters
from engagebot.sandbox.telegram.text import (
    Entity,
    FormattedText,
    cleaned,
    cleaned_with,
    slice_units,
    trimmed,
    units,
)

_STYLES = {"bold", "italic", "underline", "strikethrough", "spoiler"}
_QUOTES = {"blockquote", "expandable_blockquote"}
_PLAIN = {"code", "pre"}
_WHOLE = {"text_link", "text_mention", "custom_emoji", "date_time"}
_FOUND = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}
"""Telegram finds these by itself and passes over those that are given."""

_FINDERS = (
    ("url", re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?')\]]", re.IGNORECASE)),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("url", re.compile(r"(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:com|org|net|int|info|io|me|edu|eu|ch)\b(?:/[^\s<>\"]*)?")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d_])\w{1,256}")),
)


def read_formatted(parameters: Parameters, text_name: str, entities_name: str) -> FormattedText:
    """The text of a call after entities parsing, cleaned and trimmed; raises 400 for markup that cannot be read."""
    source = parameters.text(text_name)
    mode = parameters.text("parse_mode").strip().lower()
    if not mode:
        given = _given(parameters.value(entities_name), source)
        formatted = cleaned_with(FormattedText(source, given))
    elif mode == "html":
        formatted = read_html(cleaned(source))
    elif mode in ("markdown", "markdownv2"):
        raise bad_request(f"can't parse entities: this sandbox does not read {mode}; send HTML or entities")
    else:
        raise bad_request("unsupported parse_mode")
    return completed(trimmed(FormattedText(formatted.text, _consistent(formatted.entities))))


def completed(formatted: FormattedText) -> FormattedText:
    """With the links, commands, mentions and hashtags that Telegram finds in the text."""
    taken = [entity for entity in formatted.entities if entity["type"] in _PLAIN | _WHOLE]
    found: list[Entity] = []
    for kind, pattern in _FINDERS:
        for match in pattern.finditer(formatted.text):
            offset = units(formatted.text[: match.start()])
            entity = {"type": kind, "offset": offset, "length": units(match[0])}
            if not any(_overlap(entity, other) for other in [*taken, *found]):
                found.append(entity)
    return FormattedText(formatted.text, _ordered([*formatted.entities, *found]))


def _given(value: Any, text: str) -> tuple[Entity, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    entities = [_one_given(item, units(text)) for item in value]
    return tuple(entity for entity in entities if entity["type"] not in _FOUND and entity["length"] > 0)


def _one_given(item: Any, end: int) -> Entity:
    if not isinstance(item, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    kind, offset, length = item.get("type"), item.get("offset"), item.get("length")
    if kind not in _STYLES | _QUOTES | _PLAIN | _WHOLE | _FOUND:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    if not isinstance(offset, int) or not isinstance(length, int):
        raise bad_request('can\'t parse MessageEntity: Field "offset" and "length" must be of type Number')
    if offset < 0 or length < 0 or offset + length > end:
        raise bad_request("ENTITY_BOUNDS_INVALID")
    return {"type": kind, "offset": offset, "length": length, **_argument(str(kind), item)}


def _argument(kind: str, item: dict[str, Any]) -> Entity:
    match kind:
        case "text_link":
            url = checked_link(str(item.get("url", "")))
            if url is None:
                raise bad_request("can't parse MessageEntity: Wrong URL specified")
            return {"url": url}
        case "text_mention":
            user = item.get("user")
            if not isinstance(user, dict) or not isinstance(user.get("id"), int):
                raise bad_request("can't parse MessageEntity: Invalid user identifier specified")
            return {"user": user["id"]}
        case "pre" if item.get("language"):
            return {"language": str(item["language"])}
        case "custom_emoji":
            if not str(item.get("custom_emoji_id", "")).isdecimal():
                raise bad_request("can't parse MessageEntity: Invalid custom emoji identifier specified")
            return {"custom_emoji_id": str(item["custom_emoji_id"])}
        case "date_time":
            if not isinstance(item.get("unix_time"), int):
                raise bad_request("can't parse MessageEntity: Invalid Unix time specified")
            shown = item.get("date_time_format")
            return {"unix_time": item["unix_time"], **({"date_time_format": shown} if shown else {})}
        case _:
            return {}


def _consistent(entities: tuple[Entity, ...]) -> tuple[Entity, ...]:
    """No entity inside code or pre, no quote in a quote, no link in a link, none twice: the outer one stays."""
    kept: list[Entity] = []
    for entity in _ordered(entities):
        if not any(_excludes(outer, entity) for outer in kept if _overlap(outer, entity)):
            kept.append(entity)
    return tuple(kept)


def _excludes(outer: Entity, inner: Entity) -> bool:
    first, second = outer["type"], inner["type"]
    if first in _PLAIN or (second in _PLAIN and first not in _QUOTES):
        return True
    if first in _QUOTES or second in _QUOTES:
        return first in _QUOTES and second in _QUOTES
    return bool((first in _WHOLE and second in _WHOLE) or first == second)


def _ordered(entities: Any) -> tuple[Entity, ...]:
    """By place, the longer first; where both are the same, in the order in which Telegram lists the kinds."""
    kinds = ["expandable_blockquote", "blockquote", "text_link", "bold", "italic", "underline", "strikethrough"]
    rank = {kind: place for place, kind in enumerate(kinds)}
    return tuple(
        sorted(entities, key=lambda each: (each["offset"], -each["length"], rank.get(each["type"], len(kinds))))
    )


def _overlap(one: Entity, other: Entity) -> bool:
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])


def covered(formatted: FormattedText, entity: Entity) -> str:
    """The text that an entity covers."""
    return slice_units(formatted.text, entity["offset"], entity["length"])
