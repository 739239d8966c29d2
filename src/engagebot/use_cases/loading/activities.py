"""What the file says of reminders of an activity."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import RuleKind
from engagebot.domain.moments import When
from engagebot.domain.moments import of_activity as meant_by
from engagebot.domain.workstream import Activity, Workstream
from engagebot.storage.contents import rules_of_activity
from engagebot.use_cases.loading.changes import Log
from engagebot.use_cases.loading.reminders import Moment, Owner, keep_rules, move_by_hand
from engagebot.use_cases.moments_of import of_activity
from engagebot.workfile import model


async def remind_of(
    session: AsyncSession,
    log: Log,
    workstream: Workstream,
    activity: Activity,
    rules: tuple[model.Rule, ...],
    now: datetime,
    new: bool = False,
) -> None:
    owner = Owner("activity", activity.code, workstream.zone, activity_id=activity.id, new=new)

    def instants(_kind: RuleKind, when: When) -> tuple[datetime, datetime] | None:
        return of_activity(activity, workstream.zone, when)

    known = [(rule, times) for rule in rules if (times := instants(rule.kind, rule.when)) is not None]
    moments = [Moment(rule, meant_by(rule.whom, rule.audience, activity.id), *times) for rule, times in known]
    rows = await rules_of_activity(session, activity.id)
    await keep_rules(session, log, owner, rows, moments, now)
    if not activity.withdrawn:
        await move_by_hand(session, log, owner, rows, instants, now)
