"""Lists that would be too long for one message, in pages that one turns."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Page `number` of `total`, counted from one."""

    items: Sequence[Item]
    number: int
    total: int


def page_of(items: Iterable[Item], number: int, most: int, weight: Callable[[Item], int] = lambda _: 1) -> Page[Item]:
    """As many in a row as weigh `most` together, and one at least. A page that there is none of any more gives way to
    the last one."""
    pages: list[list[Item]] = [[]]
    left = most
    for item in items:
        left -= weight(item)
        if left < 0 and pages[-1]:
            pages.append([])
            left = most - weight(item)
        pages[-1].append(item)
    shown = min(max(number, 1), len(pages))
    return Page(pages[shown - 1], shown, len(pages))
