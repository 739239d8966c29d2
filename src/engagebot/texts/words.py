"""The words in which templates are written: each yields a piece of the small markup that `parsing` reads.

Whatever comes out of a template passes `literal`, so that nothing in it can be taken for markup, and no blank of it
for layout.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from engagebot.channel import Platform
from engagebot.texts.cleaning import clean

CHOSEN = "✓ "
CELLS = 10


def literal(value: object) -> Markup:
    """A value as it is to be read. Raises TypeError for None: the template should have asked first."""
    if hasattr(value, "__html__"):
        return Markup(value)  # noqa: S704 - made by this module, or by a template
    if value is None:
        raise TypeError("A template prints a value that is None; it has to ask whether it is there.")
    return _around("v", escape(clean(str(value))))


def _around(tag: str, inside: Markup, attribute: str = "") -> Markup:
    """Plainly put together, which takes a tenth of the time that Markup's own `format` takes."""
    return Markup(f"<{tag}{attribute}>{inside}</{tag}>")  # noqa: S704 - what is inside is markup already


def _attribute(name: str, value: str) -> str:
    return f' {name}="{escape(value)}"'


def bold(text: object) -> Markup:
    return _around("b", literal(text))


def italic(text: object) -> Markup:
    return _around("i", literal(text))


def code(text: object) -> Markup:
    return _around("code", literal(text))


def circled(number: int) -> str:
    """`①` to `㊿`; what comes after it has no sign of its own."""
    for first, last, start in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(start + number - first)
    return f"({number})"


def bar(share: float) -> str:
    """From 0 to 1 as ten small blocks; the figure itself has to stand beside it, for whoever has it read out."""
    full = min(CELLS, max(0, round(share * CELLS)))
    return "▰" * full + "▱" * (CELLS - full)


def quote(text: object) -> Markup:
    """A paragraph of its own."""
    return _around("q", literal(text))


def opens(url: str | None) -> bool:
    """Whether both platforms take it for a link."""
    return url is not None and urlsplit(clean(url)).scheme.lower() in ("http", "https")


def link(label: object, url: str) -> Markup:
    """Plain text where the address is none that the platforms open."""
    if not opens(url):
        return Markup("{} {}").format(literal(label), literal(url))
    return _around("a", literal(label), _attribute("href", clean(url)))


def button(label: object, action: str) -> Markup:
    return _around("button", literal(label), _attribute("action", action))


def choice(label: object, action: str, chosen: bool) -> Markup:
    """A button among several; the chosen one bears a check sign."""
    return button(Markup(CHOSEN) + literal(label) if chosen else label, action)  # noqa: S704 - a constant


def url_button(label: object, url: str | None) -> Markup:
    """Nothing at all where there is no address that the platforms open."""
    if url is None or not opens(url):
        return Markup("")
    return _around("button", literal(label), _attribute("url", clean(url)))


def row(*buttons: Markup) -> Markup:
    return _around("row", Markup("").join(buttons))


def grid(buttons: Iterable[Markup], across: int) -> Markup:
    """Rows of up to `across` buttons."""
    listed = list(buttons)
    starts = range(0, len(listed), across)
    return Markup("").join([row(*listed[start : start + across]) for start in starts])


def command(name: str, word: str, platform: Platform) -> Markup:
    """What one types: Telegram makes `/events` a link by itself, and takes no other letters for one; in Slack the bare
    word of the reader's language does."""
    return literal(f"/{name}") if platform == Platform.TELEGRAM else code(word)


def short(text: str, length: int) -> str:
    """At most `length` characters, cut between words where it can be."""
    text = re.sub("[ \t\n]+", " ", text).strip(" ")
    if len(text) <= length:
        return text
    kept = text[: length - 1]
    head, blank, _ = kept.rpartition(" ")
    return (head if blank and len(head) > length // 2 else kept).rstrip(" ,;:.") + "…"
