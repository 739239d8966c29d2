"""A list on the disk: as long as need be, read as often as need be, and gone with whoever holds it."""

import json
from collections.abc import Iterator
from dataclasses import fields
from operator import eq
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Generic, TypeVar
from weakref import finalize

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Value = TypeVar("Value", bound="DataclassInstance")
"""A dataclass of texts and numbers."""


class Spool(Generic[Value]):
    def __init__(self, kind: type[Value]) -> None:
        self._kind = kind
        self._fields = [field.name for field in fields(kind)]
        self._file = NamedTemporaryFile("w", encoding="utf-8", prefix="engagebot-")  # noqa: SIM115
        self._length = 0
        finalize(self, self._file.close)

    def append(self, value: Value) -> None:
        row = [getattr(value, field) for field in self._fields]
        self._file.write(json.dumps(row) + "\n")
        self._length += 1

    def __len__(self) -> int:
        return self._length

    def __eq__(self, other: object) -> bool:
        """As lists are: by what they hold."""
        return isinstance(other, Spool) and len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]  # what can grow is no key

    def __iter__(self) -> Iterator[Value]:
        self._file.flush()
        with Path(self._file.name).open(encoding="utf-8") as lines:
            for line in lines:
                yield self._kind(*json.loads(line))
