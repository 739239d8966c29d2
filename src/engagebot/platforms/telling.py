"""Tells what keeps us from receiving, when it changes."""

from engagebot.channel import Report


class Telling:
    """The first word is told in any case: an alarm may stand from an earlier time."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._told: str | None = ""

    async def tell(self, reason: str | None) -> None:
        if reason != self._told:
            self._told = reason
            await self._report(reason)
