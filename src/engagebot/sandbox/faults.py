"""Orders to misbehave: what real platforms do on a bad day, on demand."""

from dataclasses import dataclass, replace
from enum import StrEnum


class FaultKind(StrEnum):
    RATE_LIMITED = "429"
    SERVER_ERROR = "500"
    HANG = "hang"
    CUT_BEFORE = "cut_before"
    """The connection breaks before the platform has taken the request."""
    CUT_AFTER = "cut_after"
    """The platform takes the request, and the connection breaks before the answer."""
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Fault:
    """The next `times` calls of `method` (any, if None) that concern `chat` (any, if None) go wrong.

    `seconds`: the wait that a 429 asks for, or how long a hang lasts. `after`: this many calls go well first.
    """

    platform: str
    kind: FaultKind
    method: str | None = None
    chat: str | None = None
    times: int = 1
    after: int = 0
    seconds: float = 1.0


class Faults:
    """The orders in force, oldest first; each call takes at most one."""

    def __init__(self) -> None:
        self._orders: list[Fault] = []

    def order(self, fault: Fault) -> None:
        self._orders.append(fault)

    def clear(self) -> None:
        self._orders.clear()

    def take(self, platform: str, method: str, chat: str | None, *aliases: str) -> Fault | None:
        """The fault that this call meets, used up by one; None if it goes well.

        `aliases` are the chat's other names, where a platform has several for the same chat.
        """
        for place, fault in enumerate(self._orders):
            if (
                fault.platform != platform
                or fault.method not in (None, method)
                or fault.chat not in (None, chat, *aliases)
            ):
                continue
            if fault.after > 0:
                self._orders[place] = replace(fault, after=fault.after - 1)
                return None
            if fault.times <= 1:
                del self._orders[place]
            else:
                self._orders[place] = replace(fault, times=fault.times - 1)
            return fault
        return None
