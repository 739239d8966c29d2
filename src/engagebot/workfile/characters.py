"""Tidies the texts of the file: no sign in them that a message, a calendar or a database stumbles over."""

import re
import unicodedata
from urllib.parse import urlsplit

from engagebot.workfile.mistakes import Unclear

FORBIDDEN = ("Cc", "Cs")
"""Control characters (a lone carriage return adds a line to a calendar file) and halves of pairs."""


def one_line(text: str) -> str:
    """Line breaks become spaces. Raises Unclear."""
    return " ".join(_clean(text).split())


def paragraphs(text: str) -> str:
    """Lines stay lines, with at most one empty one between them. Raises Unclear."""
    lines = [" ".join(line.split()) for line in _clean(text).split("\n")]
    kept = [line for line, before in zip(lines, ["", *lines], strict=False) if line or before]
    return "\n".join(kept).strip()


def _clean(text: str) -> str:
    for sign in text:
        if unicodedata.category(sign) in FORBIDDEN and sign not in "\n\t":
            raise Unclear(f"has an invisible character (U+{ord(sign):04X}) in it. Take it out.")
    return unicodedata.normalize("NFC", text)


def is_web_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[\s<>\"]", value)
