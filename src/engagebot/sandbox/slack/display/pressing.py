"""The buttons and choices of a message, in rows, as people can press them."""

from dataclasses import dataclass
from typing import Any

from engagebot.sandbox.slack.blockkit.filling import elements_of
from engagebot.sandbox.slack.wire import Payload


@dataclass(frozen=True, slots=True)
class Pressable:
    """A button, or one option of a menu, a radio group or checkboxes."""

    block_id: str
    element: Payload
    option: Payload | None = None

    @property
    def action_id(self) -> str:
        return str(self.element["action_id"])

    @property
    def value(self) -> str | None:
        value = (self.option or self.element).get("value")
        return None if value is None else str(value)

    @property
    def url(self) -> str | None:
        url = (self.option or self.element).get("url")
        return None if url is None else str(url)

    def as_button(self) -> dict[str, str]:
        """What the page shows."""
        button = {"label": str((self.option or self.element)["text"]["text"]), "action_id": self.action_id}
        extras = {"value": self.value, "url": self.url, "style": self.element.get("style")}
        return {**button, **{name: str(extra) for name, extra in extras.items() if extra is not None}}

    def as_action(self) -> Payload:
        """The member of `actions` in a block_actions payload, without its action_ts."""
        kind = self.element["type"]
        action: Payload = {"type": kind, "action_id": self.action_id, "block_id": self.block_id}
        if kind == "button":
            own: Payload = {
                name: self.element[name] for name in ("text", "value", "url", "style") if name in self.element
            }
            return {**action, **own}
        if kind in ("checkboxes", "multi_static_select"):
            return {**action, "selected_options": [self.option]}
        return {**action, "selected_option": self.option}


def rows_of(blocks: list[Payload]) -> list[list[Pressable]]:
    """One row for each block with something to press."""
    rows = [
        [pressable for element in elements_of(block) for pressable in _pressables(block["block_id"], element)]
        for block in blocks
    ]
    return [row for row in rows if row]


def _pressables(block_id: str, element: Payload) -> list[Pressable]:
    if element["type"] == "button":
        return [Pressable(block_id, element)]
    return [Pressable(block_id, element, option) for option in options_of(element)]


def options_of(element: Payload) -> list[dict[str, Any]]:
    grouped = [option for group in element.get("option_groups") or [] for option in group["options"]]
    return [*(element.get("options") or []), *grouped]
