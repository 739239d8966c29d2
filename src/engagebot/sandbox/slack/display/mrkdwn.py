"""Slack's mrkdwn, as people write it and as it is shown.

https://docs.slack.dev/messaging/formatting-message-text
"""

import re
from collections.abc import Callable
from html import escape

from engagebot.sandbox.slack.display.reader import Reader, Shown, link, shown

_BARE_AMPERSAND = re.compile(r"&(?!amp;|lt;|gt;)")
_CONTROL = re.compile(r"<([@#!][^<>\n]+|[A-Za-z][A-Za-z0-9+.-]*:[^<>\s|]+(?:\|[^<>]*)?)>")
_PRE = re.compile(r"```\n?(.+?)\n?```", re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_STYLES = {"*": "b", "_": "i", "~": "s"}
_KEPT = re.compile("\0(\\d+)\0")


def escaped(text: str) -> str:
    """What a person typed, as it stands in an event."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def stored(text: str) -> str:
    """What an app sent, as Slack keeps it: only whole control sequences stay unescaped."""
    pieces = _CONTROL.split(_BARE_AMPERSAND.sub("&amp;", text))
    return "".join(
        f"<{piece}>" if place % 2 else piece.replace("<", "&lt;").replace(">", "&gt;")
        for place, piece in enumerate(pieces)
    )


def show(text: str, reader: Reader) -> Shown:
    return _Mrkdwn(reader).show(text)


class _Mrkdwn:
    """Code and links are set aside first, so that nothing inside them is styled."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._kept: list[Shown] = []

    def show(self, text: str) -> Shown:
        text = text.replace("\0", "")
        text = _PRE.sub(lambda found: self._keep(_tagged("pre", shown(unescaped(found[1])))), text)
        text = _CODE.sub(lambda found: self._keep(_tagged("code", shown(unescaped(found[1])))), text)
        text = _CONTROL.sub(lambda found: self._keep(self._control(found[1])), stored(text))
        plain, html = unescaped(text), escape(unescaped(text))
        for mark, tag in _STYLES.items():
            plain = _style(mark).sub(r"\1", plain)
            html = _style(mark).sub(rf"<{tag}>\1</{tag}>", html)
        html = _quoted(html).replace("\n", "<br>")
        return Shown(self._put_back(plain, lambda kept: kept.text), self._put_back(html, lambda kept: kept.html))

    def _keep(self, part: Shown) -> str:
        self._kept.append(part)
        return f"\0{len(self._kept) - 1}\0"

    def _put_back(self, text: str, side: Callable[[Shown], str]) -> str:
        # A kept part can hold another (code within a link's label), so until none is left.
        while _KEPT.search(text):
            text = _KEPT.sub(lambda found: side(self._kept[int(found[1])]), text)
        return text

    def _control(self, inside: str) -> Shown:
        target, _, label = inside.partition("|")
        label = unescaped(label)
        match target[0]:
            case "@":
                return shown(f"@{label or self._reader.name_of(target[1:])}")
            case "#":
                return shown(f"#{label or self._reader.name_of(target[1:])}")
            case "!":
                return self._special(target[1:], label)
        url = unescaped(target)
        return link(url, shown(label or url.removeprefix("mailto:")))

    def _special(self, command: str, label: str) -> Shown:
        if command.startswith("date^"):
            _, seconds, form, *url = [*command.split("^"), ""]
            if seconds.lstrip("-").isdigit():
                when = shown(self._reader.date(int(seconds), form))
                return link(unescaped(url[0]), when) if url else when
            return shown(label)
        if command.startswith("subteam^"):
            return shown(f"@{label.removeprefix('@') or command.removeprefix('subteam^')}")
        return shown(f"@{label.removeprefix('@') or command}")


def _style(mark: str) -> re.Pattern[str]:
    sign = re.escape(mark)
    return re.compile(rf"(?<![\w{sign}]){sign}(?=\S)([^{sign}\n]*[^\s{sign}]){sign}(?![\w{sign}])")


def _tagged(tag: str, part: Shown) -> Shown:
    return Shown(part.text, f"<{tag}>{part.html}</{tag}>")


def _quoted(html: str) -> str:
    return re.sub(
        r"(?m)(?:^&gt; ?.*$\n?)+",
        lambda found: (
            "<blockquote>" + "\n".join(line[4:].lstrip() for line in found[0].strip("\n").split("\n")) + "</blockquote>"
        ),
        html,
    )
