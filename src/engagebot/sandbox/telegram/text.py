"""Texts as Telegram keeps them: cleaned, trimmed, and measured in UTF-16 code units where entities point."""

import re
from dataclasses import dataclass
from typing import Any

Entity = dict[str, Any]

_DROPPED = re.compile("[\r\u2028-\u202e]")
"""Carriage returns, and the line separators and directional overrides that Telegram takes out of every text."""
_BLANKED = re.compile(r"[\x00-\x09\x0b-\x1f]")
_BLANK = " \n"


@dataclass(frozen=True, slots=True)
class FormattedText:
    """`entities` are MessageEntity objects; their offsets and lengths count UTF-16 code units of `text`."""

    text: str
    entities: tuple[Entity, ...] = ()


def units(text: str) -> int:
    """How many UTF-16 code units a text takes."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cleaned(text: str) -> str:
    """Without the characters that Telegram drops, and with a blank for every other control character."""
    return _BLANKED.sub(" ", _DROPPED.sub("", text))


def cleaned_with(formatted: FormattedText) -> FormattedText:
    """A cleaned text whose entities still cover what they covered."""
    text, entities = formatted.text, []
    for entity in formatted.entities:
        before = slice_units(text, 0, entity["offset"])
        inside = slice_units(text, entity["offset"], entity["length"])
        entities.append({**entity, "offset": units(cleaned(before)), "length": units(cleaned(inside))})
    return FormattedText(cleaned(text), tuple(entities))


def trimmed(formatted: FormattedText) -> FormattedText:
    """Without blanks at both ends; an entity that begins with a blank keeps it, one that ends with it is cut."""
    text = formatted.text.rstrip(_BLANK)
    lead = units(text) - units(text.lstrip(_BLANK))
    if formatted.entities:
        lead = min(lead, *(entity["offset"] for entity in formatted.entities))
    text = text[lead:]
    end = units(text)
    entities = []
    for entity in formatted.entities:
        offset = entity["offset"] - lead
        length = min(entity["length"], end - offset)
        if length > 0:
            entities.append({**entity, "offset": offset, "length": length})
    return FormattedText(text, tuple(entities))


def slice_units(text: str, offset: int, length: int) -> str:
    """The part of a text that an entity covers."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    return encoded[offset * 2 : (offset + length) * 2].decode("utf-16-le", "replace")
