"""Whether a platform's "too many requests" speaks of one chat or of the sender."""

import time


class Floods:
    """Both platforms answer alike in both cases. A second chat that is refused while the first still has
    to wait can only mean the sender: halting a whole lane for one busy chat would be worse."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}

    def whole_lane(self, chat: str, seconds: float) -> bool:
        """Notes that `chat` was told to wait, and says whether that holds for all chats."""
        now = time.monotonic()
        self._until = {known: until for known, until in self._until.items() if until > now}
        others = any(known != chat for known in self._until)
        self._until[chat] = now + seconds
        return others
