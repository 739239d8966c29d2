"""The workstream's own row, its labels, organisations and activities."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.people import Organisation
from engagebot.domain.workstream import Activity, Label, LabelKind, Workstream
from engagebot.storage.contents import (
    activities_by_code,
    claim_workstream,
    labels_by_key,
    organisations_by_key,
)
from engagebot.use_cases.loading.activities import remind_of
from engagebot.use_cases.loading.changes import NEW, Log
from engagebot.use_cases.loading.rows import add, bring_back, follow, withdraw_missing
from engagebot.use_cases.move_activity import tell_followers
from engagebot.workfile import model

WORKSTREAM = {
    "title": "title",
    "objective": "objective",
    "zone": "zone",
    "place": "place",
    "languages": "languages",
    "source": "source",
    "contact": "contact",
    "ends_at": "end",
}


async def load_mandate(
    session: AsyncSession, log: Log, filed: model.Workstream, now: datetime
) -> tuple[Workstream, bool]:
    """The workstream, and whether it is new."""
    values: dict[str, object] = {
        "title": filed.title,
        "objective": filed.objective,
        "zone": filed.zone,
        "place": filed.place,
        "languages": list(filed.languages),
        "source": filed.source,
        "contact": filed.contact,
        "ends_at": filed.ends_at,
    }
    workstream, new = await claim_workstream(session, key=filed.key, loaded_at=now, **values)
    if new:
        log.add("workstream", filed.key, NEW)
    follow(log, "workstream", filed.key, workstream, values, WORKSTREAM)
    return workstream, new


async def load_labels(session: AsyncSession, log: Log, workstream: Workstream, filed: tuple[model.Label, ...]) -> None:
    for kind in LabelKind:
        rows = await labels_by_key(session, workstream.id, kind)
        wanted = [label for label in filed if label.kind is kind]
        for position, label in enumerate(wanted, 1):
            values: dict[str, object] = {"position": position, "title": label.title}
            if (row := rows.get(label.key)) is None:
                made = Label(workstream_id=workstream.id, kind=kind, key=label.key, **values)
                add(session, log, kind, label.key, made)
            else:
                bring_back(log, kind, label.key, row)
                follow(log, kind, label.key, row, values, {"title": "name"})
        withdraw_missing(log, kind, rows, {label.key for label in wanted})


async def load_organisations(
    session: AsyncSession, log: Log, workstream: Workstream, filed: tuple[model.Organisation, ...]
) -> None:
    kind = "organisation"
    rows = await organisations_by_key(session, workstream.id)
    for organisation in filed:
        key = organisation.key
        values: dict[str, object] = {
            "name": organisation.name,
            "group": organisation.group,
            "region": organisation.region,
        }
        if (row := rows.get(key)) is None:
            add(session, log, kind, key, Organisation(workstream_id=workstream.id, key=key, **values))
        else:
            bring_back(log, kind, key, row)
            follow(log, kind, key, row, values, {name: name for name in values})
    withdraw_missing(log, kind, rows, {organisation.key for organisation in filed})


async def load_activities(
    session: AsyncSession, log: Log, workstream: Workstream, filed: tuple[model.Activity, ...], now: datetime
) -> None:
    """The file's status counts when it is new in the file; until then an organiser's stands. Followers are told."""
    kind = "activity"
    rows = await activities_by_code(session, workstream.id)
    for position, activity in enumerate(filed, 1):
        code, status = activity.code, activity.status
        values: dict[str, object] = {
            "position": position,
            "title": activity.title,
            "timeline": activity.timeline,
            "begins_at": activity.begins_at,
            "ends_at": activity.ends_at,
        }
        if (row := rows.get(code)) is None:
            values |= {"status": status, "filed_status": status}
            row = add(session, log, kind, code, Activity(workstream_id=workstream.id, code=code, **values))
            await session.flush()
            await remind_of(session, log, workstream, row, activity.rules, now, new=True)
            continue
        bring_back(log, kind, code, row)
        if row.filed_status != status:
            values |= {"status": status, "filed_status": status}
        changed = follow(log, kind, code, row, values, {name: name for name in ("title", "timeline", "status")})
        if "status" in changed:
            row.moved_at = now
            await tell_followers(session, row, now)
        await remind_of(session, log, workstream, row, activity.rules, now)
    for gone in withdraw_missing(log, kind, rows, {activity.code for activity in filed}):
        await remind_of(session, log, workstream, gone, (), now)
