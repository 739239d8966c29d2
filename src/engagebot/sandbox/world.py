"""What all parts of the sandbox share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from engagebot.sandbox.bell import Bell
from engagebot.sandbox.faults import Faults
from engagebot.sandbox.shelf import Shelf


@dataclass(frozen=True, slots=True)
class World:
    """`now` gives the sandbox's time, aware, in UTC; `url` is where the sandbox is reached, without a final slash."""

    shelf: Shelf
    faults: Faults
    bell: Bell
    now: Callable[[], datetime]
    url: str
