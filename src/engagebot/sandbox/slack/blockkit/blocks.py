"""Layout blocks, each by its type.

https://docs.slack.dev/reference/block-kit/blocks
"""

from typing import Any

from engagebot.sandbox.slack.blockkit.checks import (
    Check,
    Problems,
    anything,
    array,
    boolean,
    by_type,
    fields,
    one_of,
    schema,
    string,
    url,
)
from engagebot.sandbox.slack.blockkit.elements import (
    ACCESSORIES,
    ACTION_ELEMENTS,
    CHOICES,
    CONTEXT_ELEMENTS,
    TYPED,
)
from engagebot.sandbox.slack.blockkit.objects import BLOCK_ID, any_text, plain_text
from engagebot.sandbox.slack.blockkit.rich_text import RICH_TEXT_ELEMENTS


def _block(kind: str, required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    return fields({"type": one_of(kind), **required}, {"block_id": BLOCK_ID, **(optional or {})})


def _section(value: Any, at: str, problems: Problems) -> None:
    _block(
        "section",
        {},
        {
            "text": any_text(3000),
            "fields": array(any_text(2000), 10),
            "accessory": by_type(ACCESSORIES),
            "expand": boolean,
        },
    )(value, at, problems)
    if not value.get("text") and not value.get("fields"):
        problems.add("must define either `text` or `fields`", f"{at}/type")


def _image(value: Any, at: str, problems: Problems) -> None:
    _block(
        "image",
        {"alt_text": string(2000)},
        {"image_url": url(), "slack_file": anything, "title": plain_text(2000)},
    )(value, at, problems)
    if ("image_url" in value) == ("slack_file" in value):
        problems.add("must define either `image_url` or `slack_file`", at)


_ACTIONS = array(by_type(ACTION_ELEMENTS), 25)

EVERYWHERE: dict[str, Check] = {
    "section": _section,
    "header": _block("header", {"text": plain_text(150)}),
    "divider": _block("divider", {}),
    "actions": _block("actions", {"elements": _ACTIONS}),
    "context": _block("context", {"elements": array(by_type(CONTEXT_ELEMENTS), 10)}),
    "image": _image,
    "rich_text": _block("rich_text", {"elements": RICH_TEXT_ELEMENTS}),
    "video": _block(
        "video",
        {
            "alt_text": string(),
            "title": plain_text(200),
            "video_url": url(),
            "thumbnail_url": url(),
        },
        {
            "title_url": url(),
            "description": plain_text(200),
            "author_name": string(50),
            "provider_name": string(),
            "provider_icon_url": url(),
        },
    ),
}


def _input(*elsewhere: str) -> Check:
    """An input block; what people type into (unlike menus and pickers) depends on the surface."""
    kinds = {**CHOICES, **{kind: TYPED[kind] for kind in elsewhere}}
    return _block(
        "input",
        {"label": plain_text(2000), "element": schema(by_type(kinds))},
        {"hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean},
    )


MESSAGE_BLOCKS: dict[str, Check] = {
    **EVERYWHERE,
    "input": _input("plain_text_input"),
    "markdown": _block("markdown", {"text": string(12_000, least=1)}),
}
HOME_BLOCKS: dict[str, Check] = {**EVERYWHERE, "input": _input("plain_text_input", "rich_text_input")}
MODAL_BLOCKS: dict[str, Check] = {**EVERYWHERE, "input": _input(*TYPED)}
