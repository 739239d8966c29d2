"""Events with their agendas; what a calendar must hear of raises `sequence` once a load."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import RuleKind
from engagebot.domain.event import AgendaItem, Event
from engagebot.domain.moments import of_event as meant_by
from engagebot.domain.moved import Before
from engagebot.domain.workstream import Workstream
from engagebot.storage.contents import events_by_key, rules_of_event
from engagebot.use_cases.change_event import cancel_event, move_event, restore_event
from engagebot.use_cases.loading.changes import Log
from engagebot.use_cases.loading.reminders import Moment, Owner, keep_rules, move_by_hand
from engagebot.use_cases.loading.rows import add, bring_back, follow, withdraw_missing
from engagebot.use_cases.moments_of import of_event
from engagebot.workfile import model

KIND = "event"
NAMES = {
    "title": "title",
    "starts_at": "start",
    "ends_at": "end",
    "zone": "zone",
    "venue": "venue",
    "online_url": "online link",
    "moderator": "moderator",
    "registration_url": "registration link",
    "languages": "languages",
    "audience": "audience",
    "note": "note",
}
SILENT = {"languages", "audience"}
"""What no calendar shows."""


async def load_events(
    session: AsyncSession, log: Log, workstream: Workstream, filed: tuple[model.Event, ...], now: datetime
) -> None:
    rows = await events_by_key(session, workstream.id)
    befores = {key: Before(row.starts_at, row.ends_at) for key, row in rows.items()}
    kept = [(event, _keep(session, log, workstream, rows.get(event.key), event)) for event in filed]
    for gone in withdraw_missing(log, KIND, rows, {event.key for event in filed}):
        gone.sequence += 1
        await _remind(session, log, gone, (), now)
    await session.flush()
    for event, row in kept:
        for said in await _change(session, row, event, befores.get(event.key), now):
            log.add(KIND, event.key, said)
        if not row.cancelled:
            await _remind(session, log, row, event.rules, now, new=event.key not in rows)


async def _change(
    session: AsyncSession, row: Event, filed: model.Event, before: Before | None, now: datetime
) -> list[str]:
    """What follows where it moved, was cancelled or takes place after all; `before` is None where it is new."""
    if row.filed_cancelled != filed.cancelled:
        row.filed_cancelled = filed.cancelled
        if filed.cancelled and not row.cancelled:
            return ["cancelled", *await cancel_event(session, row, now)]
        if row.cancelled and not filed.cancelled:
            return ["takes place after all", *await restore_event(session, row, now)]
    if before is None or before == Before(row.starts_at, row.ends_at):
        return []
    return await move_event(session, row, before, now)


async def _remind(
    session: AsyncSession,
    log: Log,
    event: Event,
    rules: tuple[model.Rule, ...],
    now: datetime,
    new: bool = False,
) -> None:
    owner = Owner(KIND, event.key, event.zone, event_id=event.id, new=new)
    moments = [_moment(event, rule) for rule in rules]
    rows = await rules_of_event(session, event.id)
    await keep_rules(session, log, owner, rows, moments, now)
    if not event.withdrawn:
        await move_by_hand(session, log, owner, rows, partial(of_event, event), now)


def _moment(event: Event, rule: model.Rule) -> Moment:
    if rule.kind is RuleKind.FEEDBACK:
        audience = replace(rule.audience, event=event.id)
    else:
        audience = meant_by(rule.whom, rule.audience, event.id)
    return Moment(rule, audience, *of_event(event, rule.kind, rule.when))


def _keep(session: AsyncSession, log: Log, workstream: Workstream, row: Event | None, filed: model.Event) -> Event:
    values = _values(filed)
    if row is None:
        values |= {"cancelled": filed.cancelled, "filed_cancelled": filed.cancelled}
        made = Event(workstream_id=workstream.id, key=filed.key, uid=uid(workstream.key, filed.key), **values)
        made.agenda = [_item(position, item) for position, item in enumerate(filed.agenda, 1)]
        return add(session, log, KIND, filed.key, made)
    back = bring_back(log, KIND, filed.key, row)
    changed = follow(log, KIND, filed.key, row, values, NAMES, filed.zone)
    if _follow_agenda(row, filed.agenda):
        log.add(KIND, filed.key, "agenda changed")
        changed.add("agenda")
    if back or changed - SILENT:
        row.sequence += 1
    return row


def uid(workstream_key: str, event_key: str) -> str:
    """The calendar's name for an event."""
    return f"{event_key}.{workstream_key}@engagebot"


def _values(filed: model.Event) -> dict[str, object]:
    return {
        "title": filed.title,
        "starts_at": filed.starts_at,
        "ends_at": filed.ends_at,
        "zone": filed.zone,
        "venue": filed.venue,
        "online_url": filed.online_url,
        "moderator": filed.moderator,
        "registration_url": filed.registration_url,
        "languages": list(filed.languages),
        "audience": filed.audience.to_json(),
        "note": filed.note,
    }


def _item(position: int, filed: model.AgendaItem) -> AgendaItem:
    return AgendaItem(position=position, minutes=filed.minutes, title=filed.title, speakers=filed.speakers)


def _follow_agenda(event: Event, filed: tuple[model.AgendaItem, ...]) -> bool:
    """Item by item in place: a replaced list would meet its own predecessors' positions."""
    changed = len(event.agenda) != len(filed)
    for row, item in zip(event.agenda, filed, strict=False):
        if (row.minutes, row.title, row.speakers) != (item.minutes, item.title, item.speakers):
            row.minutes, row.title, row.speakers = item.minutes, item.title, item.speakers
            changed = True
    if changed:
        kept = event.agenda[: len(filed)]
        event.agenda[len(filed) :] = []
        event.agenda += [_item(n, item) for n, item in enumerate(filed[len(kept) :], len(kept) + 1)]
    return changed
