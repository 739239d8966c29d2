"""After the end of a consultation and some time more, its people are forgotten."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.storage.erasing import accounts_to_erase, erase
from engagebot.storage.retention import end_of, joined_before
from engagebot.storage.workstreams import all_workstreams

AT_ONCE = 500
"""People in one transaction."""


async def forget_some(
    session: AsyncSession, retention: timedelta, now: datetime, most: int = AT_ONCE
) -> Mapping[str, int]:
    """At most so many people of each workstream whose time is over; how many, by the workstream's key. What was done
    is kept with the workstream. To be repeated until nobody is left."""
    forgotten: dict[str, int] = {}
    for workstream in await all_workstreams(session):
        end = await end_of(session, workstream)
        if end is None or end + retention > now:
            continue
        people = await joined_before(session, workstream.id, now - retention, most)
        if people:
            await erase(session, people, await accounts_to_erase(session, people), now)
            workstream.people_erased += len(people)
            workstream.erased_at = now
            forgotten[workstream.key] = len(people)
    return forgotten
