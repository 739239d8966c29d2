"""Bring the database to what a workstream file says."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.storage.bells import Bell, ring
from engagebot.storage.homes import renew_homes
from engagebot.use_cases.loading.changes import Change, Changes, Log
from engagebot.use_cases.loading.events import load_events
from engagebot.use_cases.loading.fixed import check_fixed_rounds
from engagebot.use_cases.loading.mandate import (
    load_activities,
    load_labels,
    load_mandate,
    load_organisations,
)
from engagebot.use_cases.loading.recommendations import load_recommendations
from engagebot.use_cases.loading.rounds import load_rounds
from engagebot.workfile import WorkstreamFile

__all__ = ["Change", "Changes", "load_workstream"]


async def load_workstream(
    session: AsyncSession, file: WorkstreamFile, now: datetime, editorial: bool = False
) -> Changes:
    """Load the file, or what changed in it since; loading the same file again changes nothing.

    `editorial`: new texts in open rounds are of the kind for which nobody has to be asked again.

    Raises WorkstreamMistakes where the file would change a round that is open or closed; the transaction has
    to be rolled back then.
    """
    log = Log(file.workstream.zone)
    workstream, new = await load_mandate(session, log, file.workstream, now)
    await check_fixed_rounds(session, workstream.id, file)
    await load_labels(session, log, workstream, file.labels)
    await load_organisations(session, log, workstream, file.organisations)
    await load_activities(session, log, workstream, file.activities, now)
    await load_events(session, log, workstream, file.events, now)
    newest = await load_recommendations(session, log, workstream, file.recommendations, now)
    await load_rounds(session, log, workstream, file.rounds, newest, now, editorial)
    if log.changes:
        workstream.loaded_at = now
        await renew_homes(session, workstream.id, now)
    await session.flush()
    await ring(session, Bell.DUTIES)
    return Changes(workstream.id, workstream.key, new, tuple(log.changes), tuple(log.reworded))
