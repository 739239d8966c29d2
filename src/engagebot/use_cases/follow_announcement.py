"""How an announcement comes along, as a stream: for a bar at the terminal, for programs, for a page."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from engagebot.storage.database import Database
from engagebot.storage.standing import Standing
from engagebot.use_cases.standing import look_at

EVERY_SECONDS = 0.5


async def follow_announcement(
    database: Database, announcement_id: int, every_seconds: float = EVERY_SECONDS
) -> AsyncGenerator[Standing, None]:
    """At once, and whenever a figure has changed, until nothing of it goes out by itself any more. Raises Refused."""
    last: Figures | None = None
    while True:
        async with database.read() as session:
            standing = await look_at(session, announcement_id)
        if (now := figures_of(standing)) != last:
            last = now
            yield standing
        if not standing.goes_on:
            return
        await asyncio.sleep(every_seconds)


@dataclass(frozen=True, slots=True)
class Figures:
    """Of nobody in particular. `messages`, and `edits` of what was corrected: how many are in each state."""

    announcement: int
    kind: str
    about: str
    state: str
    recipients: int | None
    """None before it goes out."""
    messages: dict[str, int]
    edits: dict[str, int]
    goes_on: bool


def figures_of(standing: Standing) -> Figures:
    announcement = standing.announcement
    return Figures(
        announcement.id,
        announcement.kind,
        standing.about,
        announcement.state,
        announcement.recipients,
        {str(state): count for state, count in sorted(standing.counts.items())},
        {str(state): count for state, count in sorted(standing.edits.items())},
        standing.goes_on,
    )
