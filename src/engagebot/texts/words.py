"""The words in which templates are written: each yields a piece of the small markup that `parsing` reads.

Whatever comes out of a template passes `literal`, so that nothing in it can be taken for markup, and no blank of it
for layout.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from markupsafe import Markup

from engagebot.channel import Platform
from engagebot.texts.cleaning import clean

CHOSEN = "✓ "


def literal(value: object) -> Markup:
    """A value as it is to be read. Raises TypeError for None: the template should have asked first."""
    if hasattr(value, "__html__"):
        return Markup(value)  # noqa: S704 - made by this module, or by a template
    if value is None:
        raise TypeError("A template prints a value that is None; it has to ask whether it is there.")
    return Markup("<v>{}</v>").format(clean(str(value)))


def bold(text: object) -> Markup:
    return Markup("<b>{}</b>").format(literal(text))


def italic(text: object) -> Markup:
    return Markup("<i>{}</i>").format(literal(text))


def code(text: object) -> Markup:
    return Markup("<code>{}</code>").format(literal(text))


def quote(text: object) -> Markup:
    """A paragraph of its own."""
    return Markup("<q>{}</q>").format(literal(text))


def opens(url: str | None) -> bool:
    """Whether both platforms take it for a link."""
    return url is not None and urlsplit(clean(url)).scheme.lower() in ("http", "https")


def link(label: object, url: str) -> Markup:
    """Plain text where the address is none that the platforms open."""
    if not opens(url):
        return Markup("{} {}").format(literal(label), literal(url))
    return Markup('<a href="{}">{}</a>').format(clean(url), literal(label))


def button(label: object, action: str) -> Markup:
    return Markup('<button action="{}">{}</button>').format(action, literal(label))


def choice(label: object, action: str, chosen: bool) -> Markup:
    """A button among several; the chosen one bears a check sign."""
    return button(Markup(CHOSEN) + literal(label) if chosen else label, action)  # noqa: S704 - a constant


def url_button(label: object, url: str | None) -> Markup:
    """Nothing at all where there is no address that the platforms open."""
    if url is None or not opens(url):
        return Markup("")
    return Markup('<button url="{}">{}</button>').format(clean(url), literal(label))


def row(*buttons: Markup) -> Markup:
    return Markup("<row>{}</row>").format(Markup("").join(buttons))


def grid(buttons: Iterable[Markup], across: int) -> Markup:
    """Rows of up to `across` buttons."""
    listed = list(buttons)
    starts = range(0, len(listed), across)
    return Markup("").join(row(*listed[start : start + across]) for start in starts)


def command(name: str, platform: Platform) -> Markup:
    """What one types: Telegram makes `/events` a link by itself; in Slack the bare word does."""
    return literal(f"/{name}") if platform == Platform.TELEGRAM else code(name)


def short(text: str, length: int) -> str:
    """At most `length` characters, cut between words where it can be."""
    text = re.sub("[ \t\n]+", " ", text).strip(" ")
    if len(text) <= length:
        return text
    kept = text[: length - 1]
    head, blank, _ = kept.rpartition(" ")
    return (head if blank and len(head) > length // 2 else kept).rstrip(" ,;:.") + "…"
