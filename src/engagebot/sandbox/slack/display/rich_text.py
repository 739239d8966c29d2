"""rich_text blocks as people see them."""

from engagebot.sandbox.slack.display.reader import Reader, Shown, joined, link, shown
from engagebot.sandbox.slack.wire import Payload

_TAGS = {"bold": "b", "italic": "i", "strike": "s", "underline": "u", "code": "code"}
_BULLETS = ("•", "◦", "▪")


_BLOCKS = ("rich_text_quote", "rich_text_preformatted")


def show_rich_text(block: Payload, reader: Reader) -> Shown:
    """Each part begins on a line of its own; quotations and code do so by themselves, and what follows them too."""
    text, html, apart = [], "", False
    for part in block.get("elements", []):
        shown = _part(part, reader)
        if not shown.text:
            continue
        own_line = part["type"] in _BLOCKS
        html += ("<br>" if apart and not own_line else "") + shown.html
        apart = not own_line
        text.append(shown.text)
    return Shown("\n".join(text), html)


def _part(part: Payload, reader: Reader) -> Shown:
    match part["type"]:
        case "rich_text_list":
            return _list(part, reader)
        case "rich_text_preformatted":
            return _wrapped("pre", _line(part, reader))
        case "rich_text_quote":
            return _wrapped("blockquote", _line(part, reader))
    return _line(part, reader)


def _list(part: Payload, reader: Reader) -> Shown:
    depth = part.get("indent", 0)
    first = part.get("offset", 0) + 1
    items = []
    for number, item in enumerate(part["elements"], start=first):
        mark = f"{number}." if part["style"] == "ordered" else _BULLETS[depth % len(_BULLETS)]
        line = _line(item, reader)
        pad = "\N{NO-BREAK SPACE}" * 4 * depth
        items.append(Shown(f"{pad}{mark} {line.text}", f"{pad}{mark} {line.html}"))
    return joined(items, "\n")


def _line(part: Payload, reader: Reader) -> Shown:
    return joined([_styled(element, reader) for element in part["elements"]], "")


def _styled(element: Payload, reader: Reader) -> Shown:
    part = _inline(element, reader)
    for style, tag in _TAGS.items():
        if (element.get("style") or {}).get(style):
            part = _wrapped(tag, part)
    return part


def _inline(element: Payload, reader: Reader) -> Shown:
    match element["type"]:
        case "text":
            return shown(element["text"])
        case "link":
            return link(element["url"], shown(element.get("text") or element["url"]))
        case "emoji":
            return shown(f":{element['name']}:")
        case "user":
            return shown(f"@{reader.name_of(element['user_id'])}")
        case "channel":
            return shown(f"#{reader.name_of(element['channel_id'])}")
        case "broadcast":
            return shown(f"@{element['range']}")
        case "date":
            when = shown(reader.date(element["timestamp"], element["format"]))
            return link(element["url"], when) if element.get("url") else when
        case "color":
            return shown(element["value"])
    return shown(f"@{element.get('usergroup_id') or element.get('team_id') or ''}")


def _wrapped(tag: str, part: Shown) -> Shown:
    return Shown(part.text, f"<{tag}>{part.html}</{tag}>") if part.text else part
