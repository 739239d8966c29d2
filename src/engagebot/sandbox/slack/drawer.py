"""Values of one class by key, written through to the shelf."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, Generic, TypeVar

from engagebot.sandbox.shelf import Shelf

T = TypeVar("T")


class Drawer(Generic[T]):
    """`kind` is a frozen dataclass of JSON values; `label` names the drawer on the shelf."""

    def __init__(self, shelf: Shelf, label: str, kind: type[T]) -> None:
        self._shelf = shelf
        self._label = f"slack.{label}"
        self._things: dict[str, T] = {key: kind(**value) for key, value in shelf.load(self._label).items()}

    def __iter__(self) -> Iterator[T]:
        """In the order in which they were first put, safe against changes meanwhile."""
        return iter(list(self._things.values()))

    def get(self, key: str | None) -> T | None:
        return None if key is None else self._things.get(key)

    def put(self, key: str, thing: T) -> T:
        self._things[key] = thing
        self._shelf.put(self._label, key, _plain(thing))
        return thing

    def drop(self, key: str) -> None:
        if self._things.pop(key, None) is not None:
            self._shelf.drop(self._label, key)


def _plain(thing: Any) -> dict[str, Any]:
    """As `asdict`, without copying the values, which are JSON already."""
    return {field.name: getattr(thing, field.name) for field in fields(thing)}
