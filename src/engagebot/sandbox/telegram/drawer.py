"""Things of one kind, in memory and on the shelf at once."""

from collections.abc import ItemsView
from typing import Any

from engagebot.sandbox.shelf import Shelf

Thing = dict[str, Any]
"""A JSON object, in the shape that the Bot API gives it wherever it is one of the Bot API's."""


class Drawer:
    def __init__(self, shelf: Shelf, kind: str) -> None:
        self._shelf = shelf
        self._kind = f"telegram.{kind}"
        self._things: dict[str, Thing] = shelf.load(self._kind)

    def get(self, key: str) -> Thing | None:
        return self._things.get(key)

    def put(self, key: str, thing: Thing) -> None:
        self._things[key] = thing
        self._shelf.put(self._kind, key, thing)

    def drop(self, key: str) -> None:
        if self._things.pop(key, None) is not None:
            self._shelf.drop(self._kind, key)

    def items(self) -> ItemsView[str, Thing]:
        """In the order in which they were first put."""
        return self._things.items()


class Counter:
    """Numbers that only go up, also over restarts."""

    def __init__(self, drawer: Drawer, name: str, first: int) -> None:
        self._drawer = drawer
        self._name = name
        kept = drawer.get(name)
        self._next = kept["next"] if kept else first

    def take(self) -> int:
        number = self._next
        self._next += 1
        self._drawer.put(self._name, {"next": self._next})
        return number
