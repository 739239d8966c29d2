"""What Slack adds to blocks that it takes: names, and the text objects' defaults."""

from typing import Any

from engagebot.sandbox.slack.blockkit.elements import ACTION_ELEMENTS, TYPED
from engagebot.sandbox.slack.ids import new_block_id
from engagebot.sandbox.slack.wire import Payload

_NAMED = {*ACTION_ELEMENTS, *TYPED}


def filled(blocks: list[Payload]) -> list[Payload]:
    return [{**_filled(block), "block_id": block.get("block_id") or new_block_id()} for block in blocks]


def _filled(value: Any) -> Any:
    if isinstance(value, list):
        return [_filled(member) for member in value]
    if not isinstance(value, dict):
        return value
    full = {name: _filled(member) for name, member in value.items() if member is not None}
    match full.get("type"):
        case "plain_text":
            full.setdefault("emoji", True)
        case "mrkdwn":
            full.setdefault("verbatim", False)
        case kind if kind in _NAMED:
            full["action_id"] = full.get("action_id") or new_block_id()
    return full


def elements_of(block: Payload) -> list[Payload]:
    """The interactive elements of a block, in reading order."""
    match block.get("type"):
        case "actions":
            candidates = list(block["elements"])
        case "section":
            candidates = [block["accessory"]] if block.get("accessory") else []
        case "input":
            candidates = [block["element"]]
        case _:
            candidates = []
    return [element for element in candidates if element.get("type") in _NAMED]
