"""Reads the HTML style of https://core.telegram.org/bots/api#html-style."""

import re
from dataclasses import dataclass, field

from engagebot.sandbox.telegram.errors import ApiError, bad_request
from engagebot.sandbox.telegram.links import checked_link, user_of
from engagebot.sandbox.telegram.text import Entity, FormattedText, cleaned, units

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_REFERENCE = re.compile(r"&(?:#(?P<decimal>\d{1,7})|#[xX](?P<hex>[0-9a-fA-F]{1,6})|(?P<name>lt|gt|amp|quot));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE = re.compile(r"\s+(?P<name>[^\s=>]+)(?:\s*=\s*(?:\"(?P<two>[^\"]*)\"|'(?P<one>[^']*)'|(?P<bare>[\w.-]+)))?")
_TAG_END = re.compile(r"\s*>")


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    begins: int
    """Where its content begins in the list of pieces."""


@dataclass(slots=True)
class _Reader:
    source: str
    place: int = 0
    pieces: list[str] = field(default_factory=list)
    offset: int = 0
    opened: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def read(self) -> FormattedText:
        while self.place < len(self.source):
            match self.source[self.place]:
                case "<" if self.source.startswith("</", self.place):
                    self._end_tag()
                case "<":
                    self._start_tag()
                case "&":
                    self._reference()
                case _:
                    self._plain()
        if self.opened:
            raise _wrong(f'Can\'t find end tag corresponding to start tag "{self.opened[-1].tag}"')
        return FormattedText("".join(self.pieces), tuple(self.entities))

    def _put(self, text: str) -> None:
        self.pieces.append(text)
        self.offset += units(text)

    def _plain(self) -> None:
        end = re.compile("[<&]").search(self.source, self.place)
        stop = end.start() if end else len(self.source)
        self._put(self.source[self.place : stop])
        self.place = stop

    def _reference(self) -> None:
        """What is no known reference stands for itself."""
        found = _REFERENCE.match(self.source, self.place)
        character = _decoded(found) if found else None
        if found is None or character is None:
            self._put("&")
            self.place += 1
        else:
            self._put(cleaned(character))
            self.place = found.end()

    def _start_tag(self) -> None:
        begin = self.place
        name = _NAME.match(self.source, begin + 1)
        if name is None or name.end() == len(self.source):
            raise self._wrong_at(begin, "Unclosed start tag")
        tag = name[0].lower()
        if tag not in _TYPES:
            raise self._wrong_at(begin, f'Unsupported start tag "{tag}"')
        self.place = name.end()
        attributes = self._attributes(begin)
        self._check(tag, attributes, begin)
        self.opened.append(_Open(tag, attributes, self.offset, len(self.pieces)))

    def _attributes(self, begin: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while not (end := _TAG_END.match(self.source, self.place)):
            found = _ATTRIBUTE.match(self.source, self.place)
            if found is None:
                raise self._wrong_at(begin, "Unclosed start tag")
            value = found["two"] or found["one"] or found["bare"] or ""
            attributes[found["name"].lower()] = _REFERENCE.sub(lambda each: _decoded(each) or each[0], value)
            self.place = found.end()
        self.place = end.end()
        return attributes

    def _check(self, tag: str, attributes: dict[str, str], begin: int) -> None:
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._wrong_at(begin, 'Tag "span" must have class "tg-spoiler"')
        if tag == "tg-emoji" and not attributes.get("emoji-id", "").isdecimal():
            raise self._wrong_at(begin, "Invalid custom emoji identifier specified")
        if tag == "tg-time" and not attributes.get("unix", "").isdecimal():
            raise self._wrong_at(begin, "Invalid Unix time specified")

    def _end_tag(self) -> None:
        begin = self.place
        end = self.source.find(">", begin)
        if not self.opened:
            raise self._wrong_at(begin, "Unexpected end tag")
        if end < 0:
            raise self._wrong_at(begin, "Unclosed end tag")
        tag = self.source[begin + 2 : end].strip().lower()
        element = self.opened.pop()
        if tag not in ("", element.tag):
            raise self._wrong_at(begin, f'Unmatched end tag, expected "</{element.tag}>", found "</{tag}>"')
        self.place = end + 1
        self._close(element)

    def _close(self, element: _Open) -> None:
        length = self.offset - element.offset
        entity: Entity | None = {"type": _TYPES[element.tag], "offset": element.offset, "length": length}
        match element.tag:
            case "a":
                entity = self._link(element, length)
            case "code" if self._is_language_of_pre(element):
                self.opened[-1].attributes["language"] = element.attributes["class"].removeprefix("language-")
                return
            case "pre" if element.attributes.get("language"):
                entity = {**(entity or {}), "language": element.attributes["language"]}
            case "blockquote" if "expandable" in element.attributes:
                entity = {**(entity or {}), "type": "expandable_blockquote"}
            case "tg-emoji":
                entity = {**(entity or {}), "custom_emoji_id": element.attributes["emoji-id"]}
            case "tg-time":
                entity = {**(entity or {}), **_time(element.attributes)}
        if entity and length:
            self.entities.append(entity)

    def _is_language_of_pre(self, element: _Open) -> bool:
        around = self.opened[-1] if self.opened else None
        return (
            around is not None
            and around.tag == "pre"
            and around.offset == element.offset
            and element.attributes.get("class", "").startswith("language-")
        )

    def _link(self, element: _Open, length: int) -> Entity | None:
        """Without href the content is the link; what is no link is no entity."""
        link = element.attributes.get("href") or "".join(self.pieces[element.begins :])
        mentioned = user_of(link)
        if mentioned is not None:
            return {"type": "text_mention", "offset": element.offset, "length": length, "user": mentioned}
        url = checked_link(link)
        return {"type": "text_link", "offset": element.offset, "length": length, "url": url} if url else None

    def _wrong_at(self, place: int, reason: str) -> ApiError:
        where = f" at byte offset {len(self.source[:place].encode())}"
        head, comma, tail = reason.partition(",") if reason.startswith("Unmatched") else (reason, "", "")
        return _wrong(head + where + comma + tail)


def _wrong(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")


def _time(attributes: dict[str, str]) -> Entity:
    shown = {"date_time_format": attributes["format"]} if attributes.get("format") else {}
    return {"unix_time": int(attributes["unix"]), **shown}


def _decoded(reference: re.Match[str]) -> str | None:
    if reference["name"]:
        return _NAMED[reference["name"]]
    code = int(reference["decimal"]) if reference["decimal"] else int(reference["hex"], 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else None


def read_html(source: str) -> FormattedText:
    """Text and entities, as they come and not yet put in order; a text_mention's `user` is a bare id.

    Raises 400 "can't parse entities" for unsupported, unclosed or crossed tags.
    """
    return _Reader(source).read()
