"""Interactive elements and images.

https://docs.slack.dev/reference/block-kit/block-elements
"""

from typing import Any

from engagebot.sandbox.slack.blockkit.checks import (
    Check,
    Problems,
    anything,
    array,
    boolean,
    fields,
    one_of,
    string,
    url,
    whole,
)
from engagebot.sandbox.slack.blockkit.objects import (
    ACTION_ID,
    CONFIRM,
    DISPATCH,
    MARKED_OPTION,
    MENU_OPTION,
    OPTION_GROUP,
    any_text,
    option,
    plain_text,
)


def _element(kind: str, required: dict[str, Check], optional: dict[str, Check]) -> Check:
    named = {"action_id": ACTION_ID, "confirm": CONFIRM, "focus_on_load": boolean}
    return fields({"type": one_of(kind), **required}, {**named, **optional})


def _menu(kind: str, own: dict[str, Check]) -> Check:
    return _element(kind, {}, {"placeholder": plain_text(150), "max_selected_items": whole(1), **own})


def _either_options(check: Check) -> Check:
    """A static menu has `options` or `option_groups`, one of them."""

    def checked(value: Any, at: str, problems: Problems) -> None:
        check(value, at, problems)
        if ("options" in value) == ("option_groups" in value):
            problems.add("must define either `options` or `option_groups`", at)

    return checked


_STATIC: dict[str, Check] = {
    "options": array(MENU_OPTION, 100),
    "option_groups": array(OPTION_GROUP, 100),
    "initial_option": MENU_OPTION,
    "initial_options": array(MENU_OPTION, 100),
}
_PICKED: dict[str, Check] = {
    f"initial_{what}": anything
    for what in ("user", "users", "channel", "channels", "conversation", "conversations", "option", "options")
}
_REMOTE: dict[str, Check] = {
    **_PICKED,
    "min_query_length": whole(0),
    "filter": anything,
    "default_to_current_conversation": boolean,
    "response_url_enabled": boolean,
}

BUTTON = fields(
    {"type": one_of("button"), "text": plain_text(75)},
    {
        "action_id": ACTION_ID,
        "url": url(),
        "value": string(2000),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)

IMAGE = fields(
    {"type": one_of("image"), "alt_text": string(2000)},
    {"image_url": url(), "slack_file": anything},
)

_PLACEHOLDER: dict[str, Check] = {"placeholder": plain_text(150)}

MENUS: dict[str, Check] = {
    "static_select": _either_options(_menu("static_select", _STATIC)),
    "multi_static_select": _either_options(_menu("multi_static_select", _STATIC)),
    **{
        f"{prefix}{what}_select": _menu(f"{prefix}{what}_select", _REMOTE)
        for prefix in ("", "multi_")
        for what in ("external", "users", "conversations", "channels")
    },
}

PICKERS: dict[str, Check] = {
    "overflow": _element("overflow", {"options": array(option(plain_text(75), links=True), 5)}, {}),
    "datepicker": _element("datepicker", {}, {**_PLACEHOLDER, "initial_date": string()}),
    "timepicker": _element("timepicker", {}, {**_PLACEHOLDER, "initial_time": string(), "timezone": string()}),
    "datetimepicker": _element("datetimepicker", {}, {"initial_date_time": whole()}),
    "radio_buttons": _element(
        "radio_buttons", {"options": array(MARKED_OPTION, 10)}, {"initial_option": MARKED_OPTION}
    ),
    "checkboxes": _element(
        "checkboxes", {"options": array(MARKED_OPTION, 10)}, {"initial_options": array(MARKED_OPTION, 10)}
    ),
}

_TYPING: dict[str, Check] = {**_PLACEHOLDER, "dispatch_action_config": DISPATCH}

TYPED: dict[str, Check] = {
    "plain_text_input": _element(
        "plain_text_input",
        {},
        {
            **_TYPING,
            "initial_value": string(3000),
            "multiline": boolean,
            "min_length": whole(0, 3000),
            "max_length": whole(1, 3000),
        },
    ),
    "email_text_input": _element("email_text_input", {}, {**_TYPING, "initial_value": string()}),
    "url_text_input": _element("url_text_input", {}, {**_TYPING, "initial_value": string()}),
    "number_input": _element(
        "number_input",
        {"is_decimal_allowed": boolean},
        {**_TYPING, "initial_value": string(), "min_value": string(), "max_value": string()},
    ),
    "rich_text_input": _element("rich_text_input", {}, {**_TYPING, "initial_value": anything}),
    "file_input": _element("file_input", {}, {"filetypes": array(string()), "max_files": whole(1, 10)}),
}

ACTION_ELEMENTS: dict[str, Check] = {"button": BUTTON, **MENUS, **PICKERS}
ACCESSORIES: dict[str, Check] = {"image": IMAGE, **ACTION_ELEMENTS}
CHOICES: dict[str, Check] = {
    **MENUS,
    **{kind: check for kind, check in PICKERS.items() if kind != "overflow"},
}
CONTEXT_ELEMENTS: dict[str, Check] = {
    "image": IMAGE,
    "mrkdwn": any_text(3000),
    "plain_text": any_text(3000),
}
