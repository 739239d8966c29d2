"""How many calls a lane has under way at once."""

from engagebot.domain.outbox import Priority

FEWEST_AT_ONCE, MOST_AT_ONCE = 32, 256
"""At most as many as a channel has connections: one that only waits for a connection has not started."""
MORE_FOR_REPLIES = 16
"""Places that broadcasts may not take, so that a reply goes out while they hang."""
UNTIL_TRUSTED = 3
"""Calls at once as long as the platform has not taken any from this sender."""
SPARE = 2.0
"""Of those that the limit needs while the platform answers at its quickest, so many times as many. Still more would
only wait for us, and cost more by it: what many have begun is in no cache any more when it is gone on with."""
SLOWER = 1.01
"""At each answer the quickest one seems so much slower: one day it was."""
AT_FIRST_SECONDS, QUICKEST_SECONDS = 0.1, 0.0001


class Places:
    def __init__(self, per_second: float) -> None:
        """`per_second` is the limit, and may be infinite."""
        self.trusted = False
        self._per_second, self._quickest = per_second, AT_FIRST_SECONDS

    def answered_within(self, seconds: float) -> None:
        self._quickest = max(min(seconds, self._quickest * SLOWER), QUICKEST_SECONDS)

    def at_once(self, priority: int) -> int:
        """Calls under way, all priorities counted, below which one of this priority may start."""
        if not self.trusted:
            return UNTIL_TRUSTED
        needed = self._within_bounds(SPARE * self._per_second * self._quickest)
        return needed + (MORE_FOR_REPLIES if priority == Priority.REPLY else 0)

    def most(self) -> int:
        """How many to hold, waiting or under way: what is held when the process dies is unknown."""
        return self._within_bounds(self._per_second) if self.trusted else UNTIL_TRUSTED

    @staticmethod
    def _within_bounds(number: float) -> int:
        return int(min(max(number, FEWEST_AT_ONCE), MOST_AT_ONCE))
