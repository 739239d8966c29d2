"""What a person can fill in, and what the app gets to see of it.

https://docs.slack.dev/reference/views#view_state
"""

from typing import Any

from engagebot.sandbox.slack.display.pressing import options_of
from engagebot.sandbox.slack.wire import Payload

_REQUIRED = "Please complete this required field."
_PICKED = {
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "multi_users_select": "selected_users",
    "multi_channels_select": "selected_channels",
    "multi_conversations_select": "selected_conversations",
}
_ONE = ("static_select", "external_select", "radio_buttons")
_SEVERAL = ("checkboxes", "multi_static_select", "multi_external_select")


def inputs_of(blocks: list[Payload]) -> list[Payload]:
    return [block for block in blocks if block["type"] == "input"]


def entered(blocks: list[Payload], given: Payload) -> tuple[Payload, dict[str, str]]:
    """The state's `values`, and by block what the client itself would complain of.

    `given` is by block_id and action_id, or by action_id alone: texts, option values, or lists of them.
    """
    values: Payload = {}
    complaints: dict[str, str] = {}
    for block in inputs_of(blocks):
        element = block["element"]
        answer = _given(given, block["block_id"], element["action_id"])
        complaint = _complaint(block, element, answer)
        if complaint:
            complaints[block["block_id"]] = complaint
        values[block["block_id"]] = {element["action_id"]: _state(element, answer)}
    return values, complaints


def _given(given: Payload, block_id: str, action_id: str) -> Any:
    within = given.get(block_id)
    answer = within.get(action_id) if isinstance(within, dict) else given.get(action_id, within)
    return None if answer in ("", [], {}) else answer


def _complaint(block: Payload, element: Payload, answer: Any) -> str | None:
    if answer is None:
        return None if block.get("optional") else _REQUIRED
    if element["type"] == "plain_text_input" and isinstance(answer, str):
        least, most = element.get("min_length", 0), element.get("max_length", 3000)
        if not least <= len(answer) <= most:
            return f"Please enter between {least} and {most} characters."
    known = {option["value"] for option in options_of(element)}
    asked = set(answer) if isinstance(answer, list) else {answer}
    return "Please choose one of the options." if known and not asked <= known else None


def _state(element: Payload, answer: Any) -> Payload:
    kind = element["type"]
    if kind in _ONE:
        return {"type": kind, "selected_option": _option(element, answer)}
    if kind in _SEVERAL:
        chosen = answer if isinstance(answer, list) else [answer] if answer is not None else []
        return {"type": kind, "selected_options": [_option(element, one) for one in chosen]}
    return {"type": kind, _PICKED.get(kind, "value"): answer}


def _option(element: Payload, value: Any) -> Payload | None:
    return next((option for option in options_of(element) if option["value"] == value), None)
