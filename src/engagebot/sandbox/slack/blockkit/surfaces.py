"""Whole messages and views: counts, names, and what one block demands of the others."""

import json
from collections.abc import Iterator
from typing import Any

from engagebot.sandbox.slack.blockkit.blocks import HOME_BLOCKS, MESSAGE_BLOCKS, MODAL_BLOCKS
from engagebot.sandbox.slack.blockkit.checks import (
    Check,
    Problems,
    array,
    boolean,
    by_type,
    fields,
    one_of,
    schema,
    string,
)
from engagebot.sandbox.slack.blockkit.objects import plain_text
from engagebot.sandbox.slack.wire import Payload, SlackError, refused

MOST_CHARACTERS = 13_200
"""All texts of a message's blocks together; not in Slack's documentation, seen by many."""
MOST_VIEW_BYTES = 250_000


def check_message_blocks(blocks: Any, at: str = "/blocks") -> list[Payload]:
    """The blocks, if Slack takes them in a message. Raises invalid_blocks or msg_blocks_too_long."""
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise SlackError("invalid_blocks_format")
    problems = Problems()
    array(by_type(MESSAGE_BLOCKS), 50, least=0)(blocks, at, problems)
    _check_names(blocks, at, problems)
    if problems.messages:
        raise refused("invalid_blocks", problems.messages, errors=problems.messages)
    if sum(len(text) for text in _texts(blocks)) > MOST_CHARACTERS:
        raise SlackError("msg_blocks_too_long")
    return blocks


_COMMON: dict[str, Check] = {"private_metadata": string(3000), "callback_id": string(255), "external_id": string(255)}
_HOME = fields({"type": one_of("home"), "blocks": array(by_type(HOME_BLOCKS), 100, least=0)}, _COMMON)
_MODAL = fields(
    {
        "type": one_of("modal"),
        "title": plain_text(24),
        "blocks": array(by_type(MODAL_BLOCKS), 100, least=0),
    },
    {
        **_COMMON,
        "close": plain_text(24),
        "submit": plain_text(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
    },
)


def check_view(view: Any, kind: str) -> Payload:
    """The view, if Slack takes it as a `modal` or a `home`. Raises invalid_arguments or view_too_large."""
    if not isinstance(view, dict):
        raise refused("invalid_arguments", ["must provide an object [json-pointer:/view]"])
    if len(json.dumps(view).encode()) > MOST_VIEW_BYTES:
        raise SlackError("view_too_large")
    problems = Problems()
    schema(by_type({kind: _MODAL if kind == "modal" else _HOME}))(view, "/view", problems)
    blocks = view.get("blocks")
    if isinstance(blocks, list):
        _check_names(blocks, "/view/blocks", problems)
        if kind == "modal" and not view.get("submit"):
            _check_inputs(blocks, problems)
    if problems.messages:
        raise refused("invalid_arguments", problems.messages)
    return view


def _check_inputs(blocks: list[Any], problems: Problems) -> None:
    for place, block in enumerate(blocks):
        if isinstance(block, dict) and block.get("type") == "input":
            problems.add("must define `submit` to use an `input` block in modals", f"/view/blocks/{place}/input")


def _check_names(blocks: list[Any], at: str, problems: Problems) -> None:
    """block_id is unique among the blocks, action_id within its block."""
    seen: set[str] = set()
    for place, block in enumerate(blocks):
        if not isinstance(block, dict):
            continue
        name = block.get("block_id")
        if isinstance(name, str) and name in seen:
            problems.add(f'`block_id` "{name}" already exists for another block', f"{at}/{place}/block_id")
        elif isinstance(name, str) and name:
            seen.add(name)
        _check_action_names(block, f"{at}/{place}", problems)


def _check_action_names(block: Payload, at: str, problems: Problems) -> None:
    elements = block.get("elements")
    seen: set[str] = set()
    for place, element in enumerate(elements if isinstance(elements, list) else []):
        name = element.get("action_id") if isinstance(element, dict) else None
        if isinstance(name, str) and name in seen:
            problems.add(f'`action_id` "{name}" already exists for another element', f"{at}/elements/{place}/action_id")
        elif isinstance(name, str) and name:
            seen.add(name)


def _texts(value: Any) -> Iterator[str]:
    match value:
        case {"text": str(text)}:
            yield text
        case dict():
            for member in value.values():
                yield from _texts(member)
        case list():
            for member in value:
                yield from _texts(member)
