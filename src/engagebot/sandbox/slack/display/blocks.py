"""Blocks as people see them, without their buttons."""

from engagebot.sandbox.slack.display import mrkdwn
from engagebot.sandbox.slack.display.reader import Reader, Shown, joined, link, shown
from engagebot.sandbox.slack.display.rich_text import show_rich_text
from engagebot.sandbox.slack.wire import Payload


def show_blocks(blocks: list[Payload], reader: Reader) -> Shown:
    return joined([show_block(block, reader) for block in blocks], "\n")


def show_block(block: Payload, reader: Reader) -> Shown:
    match block["type"]:
        case "section":
            texts = [block["text"]] if block.get("text") else []
            return joined([show_text(text, reader) for text in [*texts, *(block.get("fields") or [])]], "\n")
        case "header":
            title = shown(block["text"]["text"])
            return Shown(title.text, f"<b>{title.html}</b>")
        case "context":
            return joined([_context(element, reader) for element in block["elements"]], "  ")
        case "rich_text":
            return show_rich_text(block, reader)
        case "markdown":
            return shown(block["text"])
        case "image" | "video":
            return _picture(block)
        case "input":
            return show_text(block["label"], reader)
        case "divider":
            return shown("───")
    return shown("")


def show_text(text: Payload, reader: Reader) -> Shown:
    """A text object: plain text stands as it is, mrkdwn is formatted."""
    return mrkdwn.show(text["text"], reader) if text["type"] == "mrkdwn" else shown(text["text"])


def _context(element: Payload, reader: Reader) -> Shown:
    return _picture(element) if element["type"] == "image" else show_text(element, reader)


def _picture(block: Payload) -> Shown:
    label = shown(block["title"]["text"] if block.get("title") else block["alt_text"])
    return link(block.get("image_url") or block.get("video_url") or "", label)
