"""Checks reply_markup (https://core.telegram.org/bots/api#inlinekeyboardmarkup and its siblings)."""

from dataclasses import dataclass
from typing import Any

from engagebot.sandbox.telegram.errors import bad_request
from engagebot.sandbox.telegram.links import checked_link
from engagebot.sandbox.telegram.parameters import Parameters

MAX_BUTTONS = 100
MAX_IN_ROW = 8
MAX_DATA_BYTES = 64
MAX_PLACEHOLDER = 64
_STYLES = ("danger", "success", "primary")
_OTHER_ACTIONS = (
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "callback_game",
    "pay",
)


@dataclass(frozen=True, slots=True)
class Markup:
    """`inline` is what the message keeps; the other kinds of keyboard only tell the client what to show."""

    inline: dict[str, Any] | None = None
    forces_reply: bool = False
    placeholder: str = ""


def read_markup(parameters: Parameters, *, private: bool) -> Markup:
    """Raises 400 for a keyboard that Telegram does not take."""
    markup = parameters.value("reply_markup")
    if markup is None or markup == {}:
        return Markup()
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return Markup(_inline(markup["inline_keyboard"], private))
    placeholder = str(markup.get("input_field_placeholder", ""))
    if len(placeholder) > MAX_PLACEHOLDER:
        raise bad_request("input field placeholder is too long")
    if "keyboard" in markup:
        _check_keyboard(markup["keyboard"])
    return Markup(forces_reply=markup.get("force_reply") is True, placeholder=placeholder)


def read_inline_markup(parameters: Parameters, *, private: bool) -> dict[str, Any] | None:
    """For the edits, which take an inline keyboard only."""
    markup = parameters.value("reply_markup")
    if isinstance(markup, dict) and markup and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return read_markup(parameters, private=private).inline


def _inline(keyboard: Any, private: bool) -> dict[str, Any] | None:
    rows = [[_button(button, private) for button in row] for row in _rows(keyboard, "inline keyboard")]
    rows = [row for row in rows if row]
    if sum(map(len, rows)) > MAX_BUTTONS or any(len(row) > MAX_IN_ROW for row in rows):
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def _rows(keyboard: Any, what: str) -> list[list[Any]]:
    if not isinstance(keyboard, list):
        raise bad_request(f'can\'t parse {what}: Field "{what.replace(" ", "_")}" must be of type Array')
    if not all(isinstance(row, list) for row in keyboard):
        raise bad_request(f"can't parse {what}: {what} button row must be of type Array")
    return keyboard


def _button(button: Any, private: bool) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: expected an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if not text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    style = button.get("style")
    if style and style not in _STYLES:
        raise bad_request("can't parse inline keyboard button: Invalid button style specified")
    return {"text": text, **({"style": style} if style else {}), **_action(button, private)}


def _action(button: dict[str, Any], private: bool) -> dict[str, Any]:
    if "url" in button:
        return {"url": _url(button["url"])}
    if "callback_data" in button:
        data = button["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= MAX_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
        return {"callback_data": data}
    if "web_app" in button:
        return {"web_app": _web_app(button["web_app"], private)}
    if "copy_text" in button:
        return {"copy_text": _copied(button["copy_text"])}
    for name in _OTHER_ACTIONS:
        if name in button:
            return {name: button[name]}
    raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")


def _url(url: Any) -> str:
    checked = checked_link(url) if isinstance(url, str) else None
    if checked is None:
        raise bad_request("BUTTON_URL_INVALID")
    return checked


def _web_app(web_app: Any, private: bool) -> dict[str, str]:
    if not private:
        raise bad_request("BUTTON_TYPE_INVALID")
    url = web_app.get("url") if isinstance(web_app, dict) else None
    if not isinstance(url, str) or not url.lower().startswith("https://") or checked_link(url) is None:
        raise bad_request("inline keyboard button Web App URL is invalid: Only HTTPS links are allowed")
    return {"url": url}


def _copied(copy: Any) -> dict[str, str]:
    text = copy.get("text") if isinstance(copy, dict) else None
    if not isinstance(text, str) or not 1 <= len(text) <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return {"text": text}


def _check_keyboard(keyboard: Any) -> None:
    for row in _rows(keyboard, "keyboard"):
        for button in row:
            text = button.get("text") if isinstance(button, dict) else button
            if not isinstance(text, str) or not text.strip():
                raise bad_request("keyboard button text must be non-empty")
