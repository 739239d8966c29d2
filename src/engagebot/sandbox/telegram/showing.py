"""A message as a page or a test sees it."""

from datetime import UTC, datetime
from html import escape

from engagebot.sandbox.telegram.drawer import Thing
from engagebot.sandbox.telegram.messages import shown_as_edited
from engagebot.sandbox.telegram.text import Entity

_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}


class Looks:
    """What messages look like, kept until they are edited: chats are read much more often than they change."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, int, int], tuple[Thing, Thing]] = {}

    def of(self, bot: int, message: Thing) -> Thing:
        key = (bot, message["chat"]["id"], message["message_id"])
        kept = self._kept.get(key)
        if kept is None or kept[0] is not message:
            kept = self._kept[key] = (message, shown_message(bot, message))
        return kept[1]


def shown_message(bot: int, message: Thing) -> Thing:
    """The Message of the play API; `mine` is true for what a person wrote."""
    text = message.get("text") or message.get("caption") or ""
    entities = message.get("entities") or message.get("caption_entities") or []
    return {
        "id": str(message["message_id"]),
        "mine": message["from"]["id"] != bot,
        "text": text,
        "html": safe_html(text, entities),
        "buttons": [[_button(button) for button in row] for row in keyboard_of(message)],
        "document": _document(message.get("document")),
        "edited": shown_as_edited(message),
        "ephemeral": False,
        "at": datetime.fromtimestamp(message["date"], UTC).isoformat(),
    }


def keyboard_of(message: Thing) -> list[list[Thing]]:
    return list(message.get("reply_markup", {}).get("inline_keyboard", []))


def _button(button: Thing) -> Thing:
    shown = {"label": button["text"]}
    url = button.get("url") or button.get("web_app", {}).get("url")
    if url:
        shown["url"] = url
    if "callback_data" in button:
        shown["data"] = button["callback_data"]
    if "style" in button:
        shown["style"] = button["style"]
    return shown


def _document(document: Thing | None) -> Thing | None:
    if document is None:
        return None
    return {"name": document["file_name"], "url": f"/play/telegram/files/{document['file_id']}"}


def safe_html(text: str, entities: list[Entity]) -> str:
    """Escaped HTML with the entities' styles; an entity that crosses another ends where the other does."""
    if not entities:
        return _plain(text, preformatted=False)
    places = _places(text)
    spans = [
        (places[each["offset"]], places[each["offset"] + each["length"]], each)
        for each in entities
        if each["offset"] + each["length"] in places and each["offset"] in places
    ]
    return _rendered(text, 0, len(text), spans, preformatted=False)


def _rendered(text: str, begin: int, end: int, spans: list[tuple[int, int, Entity]], *, preformatted: bool) -> str:
    pieces, place = [], begin
    while spans:
        (start, stop, entity), *rest = spans
        stop = min(stop, end)
        inside = [span for span in rest if span[0] < stop]
        spans = [span for span in rest if span[0] >= stop]
        content = _rendered(text, start, stop, inside, preformatted=preformatted or entity["type"] == "pre")
        pieces += [_plain(text[place:start], preformatted), _wrapped(entity, content, text[start:stop])]
        place = stop
    return "".join([*pieces, _plain(text[place:end], preformatted)])


def _plain(text: str, preformatted: bool) -> str:
    return escape(text) if preformatted else escape(text).replace("\n", "<br>")


def _wrapped(entity: Entity, content: str, covered: str) -> str:
    link = _link(entity, covered)
    if link:
        return f'<a href="{escape(link)}" target="_blank" rel="noopener">{content}</a>'
    tag = _TAGS.get(entity["type"])
    return f"<{tag}>{content}</{tag}>" if tag else content


def _link(entity: Entity, covered: str) -> str:
    match entity["type"]:
        case "text_link":
            link = str(entity["url"])
        case "url":
            link = covered if "://" in covered else f"http://{covered}"
        case "email":
            return f"mailto:{covered}"
        case _:
            return ""
    return link if link.lower().startswith(("http://", "https://")) else ""


def _places(text: str) -> dict[int, int]:
    """UTF-16 offset to the place in the string, for every boundary of a character."""
    places, offset = {0: 0}, 0
    for place, character in enumerate(text, 1):
        offset += 2 if character > "\uffff" else 1
        places[offset] = place
    return places
