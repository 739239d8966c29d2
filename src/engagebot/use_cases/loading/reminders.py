"""Reminder rules and their occurrences. What is sent stays sent; what is not follows the file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Occurrence, OccurrenceState, ReminderRule, RuleKind
from engagebot.domain.audience import Audience
from engagebot.domain.moments import When
from engagebot.use_cases.loading.changes import Log, local
from engagebot.workfile import model

Identity = tuple[str, When]
TIMELY = (RuleKind.REMINDER, RuleKind.TIMELINE)
TAKEN_OUT = "taken out of the workstream file"
PAST = "its moment had passed when the file was loaded"


@dataclass(frozen=True, slots=True)
class Owner:
    """The event or the round, as it stands in a change, with the zone of its times."""

    kind: str
    key: str
    zone: str
    event_id: int | None = None
    round_id: int | None = None
    activity_id: int | None = None
    new: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """A rule of the file, come to its instants."""

    rule: model.Rule
    audience: Audience
    due_at: datetime
    too_late_at: datetime

    @property
    def identity(self) -> Identity:
        return self.rule.kind, self.rule.when

    def passed(self, now: datetime) -> bool:
        """A reminder speaks of a time to come ("in one hour") and would be wrong late; the others would not."""
        return now >= (self.due_at if self.rule.kind in TIMELY else self.too_late_at)


async def keep_rules(
    session: AsyncSession,
    log: Log,
    owner: Owner,
    rows: Sequence[tuple[ReminderRule, Occurrence]],
    moments: Sequence[Moment],
    now: datetime,
) -> None:
    """Make the owner's rules in force (`rows`) those of the file (`moments`); those made by hand only move."""
    known = {(rule.kind, rule.when): (rule, found) for rule, found in rows if not rule.by_hand}
    beginning = []
    for moment in moments:
        if (pair := known.pop(moment.identity, None)) is None:
            beginning.append(moment)
            if not owner.new:
                log.add(owner.kind, owner.key, f"{spoken(moment.identity, owner.zone)} added")
        elif _follow(log, owner, *pair, moment, now):
            beginning.append(moment)
    for identity, (rule, found) in known.items():
        _end(rule, found)
        log.add(owner.kind, owner.key, f"{spoken(identity, owner.zone)} taken out")
    await _begin(session, owner, beginning, now)


async def _begin(session: AsyncSession, owner: Owner, moments: Sequence[Moment], now: datetime) -> None:
    rules = [_rule(owner, moment) for moment in moments]
    session.add_all(rules)
    await session.flush()
    session.add_all(_occurrence(rule, moment, now) for rule, moment in zip(rules, moments, strict=True))


def _rule(owner: Owner, moment: Moment) -> ReminderRule:
    return ReminderRule(
        event_id=owner.event_id,
        round_id=owner.round_id,
        kind=moment.rule.kind,
        activity_id=owner.activity_id,
        anchor=moment.rule.when.anchor,
        offset_days=moment.rule.when.days,
        offset_minutes=moment.rule.when.minutes,
        at=moment.rule.when.at,
        audience=moment.audience.to_json(),
    )


def _occurrence(rule: ReminderRule, moment: Moment, now: datetime) -> Occurrence:
    passed = moment.passed(now)
    return Occurrence(
        rule_id=rule.id,
        due_at=moment.due_at,
        too_late_at=moment.too_late_at,
        state=OccurrenceState.DROPPED if passed else OccurrenceState.PENDING,
        reason=PAST if passed else None,
    )


def _follow(log: Log, owner: Owner, rule: ReminderRule, found: Occurrence, moment: Moment, now: datetime) -> bool:
    """Whether the rule has to begin anew: it has spoken already, and its new moment is still to come."""
    audience = moment.audience.to_json()
    if rule.audience != audience:
        rule.audience = audience
        log.add(owner.kind, owner.key, f"{spoken(moment.identity, owner.zone)} goes to others")
    if (found.due_at, found.too_late_at) == (moment.due_at, moment.too_late_at):
        return False
    if found.state == OccurrenceState.PENDING:
        _move(log, owner, found, moment, now)
        return False
    if moment.due_at <= now or moment.due_at == found.due_at:
        return False
    rule.withdrawn = True
    when = local(moment.due_at, owner.zone)
    log.add(owner.kind, owner.key, f"{spoken(moment.identity, owner.zone)} will go out at its new time, {when}")
    return True


def _move(log: Log, owner: Owner, found: Occurrence, moment: Moment, now: datetime) -> None:
    moved = found.due_at != moment.due_at
    found.due_at, found.too_late_at = moment.due_at, moment.too_late_at
    when = local(moment.due_at, owner.zone)
    if moved and moment.passed(now):
        found.state, found.reason = OccurrenceState.DROPPED, PAST
        log.add(owner.kind, owner.key, f"{spoken(moment.identity, owner.zone)} dropped: {when} has passed")
    elif moved:
        log.add(owner.kind, owner.key, f"{spoken(moment.identity, owner.zone)} moved to {when}")


def _end(rule: ReminderRule, found: Occurrence) -> None:
    rule.withdrawn = True
    if found.state == OccurrenceState.PENDING:
        found.state, found.reason = OccurrenceState.DROPPED, TAKEN_OUT


async def move_by_hand(
    session: AsyncSession,
    log: Log,
    owner: Owner,
    rows: Sequence[tuple[ReminderRule, Occurrence]],
    instants: Callable[[RuleKind, When], tuple[datetime, datetime] | None],
    now: datetime,
) -> None:
    """Rules that an organiser made follow what they speak of; `instants` as in `moments_of.py`."""
    for rule, found in rows:
        kind = RuleKind(rule.kind)
        times = instants(kind, rule.when) if rule.by_hand else None
        if times is None:
            continue
        audience = Audience.from_json(rule.audience)
        moment = Moment(model.Rule(kind, rule.when, audience), audience, *times)
        if _follow(log, owner, rule, found, moment, now):
            again = rule.again()
            session.add(again)
            await session.flush()
            session.add(_occurrence(again, moment, now))


def spoken(identity: Identity, zone: str) -> str:
    """As in `reminder 1 day before start`."""
    kind, when = identity
    return f"{kind} {when.spoken(zone)}"
