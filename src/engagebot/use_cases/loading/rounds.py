"""Rounds with their items and nudges. Whether a round may still change is checked before (fixed.py)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import RuleKind
from engagebot.domain.consultation import Round, RoundItem, RoundState
from engagebot.domain.moments import When
from engagebot.domain.moments import of_round as meant_by
from engagebot.domain.workstream import Workstream
from engagebot.storage.contents import item_rows, rounds_by_key, rules_of_round
from engagebot.use_cases.loading.changes import Log
from engagebot.use_cases.loading.recommendations import Newest
from engagebot.use_cases.loading.reminders import Moment, Owner, keep_rules, move_by_hand
from engagebot.use_cases.loading.rewording import reword
from engagebot.use_cases.loading.rows import add, bring_back, follow, withdraw_missing
from engagebot.use_cases.moments_of import of_round
from engagebot.workfile import model

KIND = "round"
NAMES = {
    "title": "title",
    "question": "question",
    "method": "method",
    "options": "method's numbers",
    "terms": "terms",
    "anonymity": "anonymity",
    "threshold": "threshold",
    "audience": "audience",
    "opens_at": "opening",
    "closes_at": "closing",
}


async def load_rounds(
    session: AsyncSession,
    log: Log,
    workstream: Workstream,
    filed: tuple[model.Round, ...],
    newest: Mapping[str, Newest],
    now: datetime,
    editorial: bool,
) -> None:
    rows = await rounds_by_key(session, workstream.id)
    kept = [(held, _keep(session, log, workstream, rows.get(held.key), held)) for held in filed]
    for gone in withdraw_missing(log, KIND, rows, {held.key for held in filed}):
        await _nudge(session, log, workstream, gone, (), now)
    await session.flush()
    for held, row in kept:
        new = held.key not in rows
        if row.state == RoundState.MISSED and now < row.closes_at:
            row.state = RoundState.PLANNED
        if row.state == RoundState.PLANNED:
            await _put(session, log, row, [newest[key] for key in held.items], new)
        elif row.accepts(now):
            await _reword(session, log, row, [newest[key] for key in held.items], editorial, now)
        if row.state != RoundState.CLOSED:
            await _nudge(session, log, workstream, row, held.rules, now, new)


def _keep(session: AsyncSession, log: Log, workstream: Workstream, row: Round | None, filed: model.Round) -> Round:
    values: dict[str, object] = {
        "title": filed.title,
        "question": filed.question,
        "method": str(filed.method),
        "options": dict(filed.options),
        "terms": filed.terms.to_json(),
        "anonymity": str(filed.anonymity),
        "threshold": filed.threshold,
        "audience": filed.audience.to_json(),
        "opens_at": filed.opens_at,
        "closes_at": filed.closes_at,
    }
    if row is None:
        made = Round(workstream_id=workstream.id, key=filed.key, state=RoundState.PLANNED, **values)
        return add(session, log, KIND, filed.key, made)
    bring_back(log, KIND, filed.key, row)
    follow(log, KIND, filed.key, row, values, NAMES)
    return row


async def _put(session: AsyncSession, log: Log, held: Round, items: list[Newest], new: bool) -> None:
    """The newest versions, numbered from 1 in the file's order."""
    rows = await item_rows(session, held.id)
    for number, item in enumerate(items, 1):
        recommendation, version = item.recommendation, item.version
        row = rows.pop(number, None)
        if row is None:
            made = RoundItem(
                round_id=held.id, number=number, recommendation_id=recommendation.id, version_id=version.id
            )
            session.add(made)
        elif (row.recommendation_id, row.version_id) == (recommendation.id, version.id):
            continue
        else:
            row.recommendation_id, row.version_id = recommendation.id, version.id
        if not new:
            what = f"item {number} is now recommendation {recommendation.key}, version {version.number}"
            log.add(KIND, held.key, what)
    for number, row in rows.items():
        await session.delete(row)
        log.add(KIND, held.key, f"item {number} taken out")


async def _reword(
    session: AsyncSession, log: Log, held: Round, items: list[Newest], editorial: bool, now: datetime
) -> None:
    rows = await item_rows(session, held.id)
    for number, item in enumerate(items, 1):
        if rows[number].version_id != item.version.id:
            asked = await reword(session, held, rows[number], item, editorial, now)
            log.reworded.append(asked)
            log.add(KIND, held.key, str(asked))


async def _nudge(
    session: AsyncSession,
    log: Log,
    workstream: Workstream,
    held: Round,
    rules: tuple[model.Rule, ...],
    now: datetime,
    new: bool = False,
) -> None:
    owner = Owner(KIND, held.key, workstream.zone, round_id=held.id, new=new)

    def instants(_kind: RuleKind, when: When) -> tuple[datetime, datetime]:
        return of_round(held, workstream.zone, when)

    moments = [
        Moment(rule, meant_by(rule.whom, rule.audience, held.id), *instants(rule.kind, rule.when)) for rule in rules
    ]
    rows = await rules_of_round(session, held.id)
    await keep_rules(session, log, owner, rows, moments, now)
    if not held.withdrawn:
        await move_by_hand(session, log, owner, rows, instants, now)
